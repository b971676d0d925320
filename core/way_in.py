"""The way to a channel on a broker, step by step: DNS, TCP, TLS, AMQP and the vhost."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from core.certificate import CertificateError, certificate_of
from core.endpoints import Endpoints
from core.sources.broker_identity import BrokerIdentity, cluster_name
from core.sources.link import LINK_ERRORS, explain, open_link
from core.sources.trouble import reply_of
from core.stage import Stage
from core.tls import TlsFileError
from core.wording import phrase, tr

_PATIENCE = 5.0
_SECOND_THOUGHT = 0.25
"""Seconds that a broker gets to refuse our certificate: with TLS 1.3 it does so afterwards."""
_OF_THE_VHOST = (530, 541)
"""Reply codes by which a broker that let us in refuses a vhost."""
_NOT_VERIFIED = phrase(
    "it is NOT verified: anybody on the way could be the broker, and read the password"
)


class WayIn:
    """Tries one step after the other; a host that fails at one is not tried at the next."""

    def __init__(self, endpoints: Endpoints, identity: BrokerIdentity) -> None:
        self._endpoints = endpoints
        self._identity = identity
        self._hosts = list(endpoints.each_host())
        self._vhost = Stage("vhost")

    def steps(self) -> dict[str, Callable[[], Stage]]:
        """What tries each step, in order; each once the ones before it have succeeded."""
        return {
            "dns": lambda: self._each_host("dns", _resolved),
            "tcp": lambda: self._each_host("tcp", _connected),
            "tls": self._tls,
            "amqp": self._amqp,
            "vhost": lambda: self._vhost,
        }

    def _each_host(self, name: str, look: Callable[[Endpoints], str]) -> Stage:
        """There when one host is; the others are named."""
        good: list[Endpoints] = []
        said: list[str] = []
        failed: list[Stage] = []
        for where in self._hosts:
            try:
                said.append(look(where))
                good.append(where)
            except (OSError, TlsFileError) as error:
                trouble = explain(error, where)
                shown = _shown_certificate(where) if isinstance(error, ssl.SSLError) else ""
                failed.append(
                    Stage(
                        name, ok=False, why=trouble.why, mend=trouble.mend_of_one_try, detail=shown
                    )
                )
        if not good:
            return _all_failed(failed)
        self._hosts = good
        return Stage(name, ok=True, detail=tr("; ").join((*said, *(one.why for one in failed))))

    def _tls(self) -> Stage:
        if not self._endpoints.tls:
            why = tr("amqp:// is not encrypted; amqps:// is")
            return Stage("tls", why=why)
        return self._each_host("tls", _secured)

    def _amqp(self) -> Stage:
        """Log in; whether the vhost is there is told in the same moment."""
        try:
            link = open_link(self._endpoints, "doctor")
        except LINK_ERRORS as error:
            return self._refused(error)
        self._identity.told(cluster_name(link))
        link.close()
        vhost = self._endpoints.vhost
        there = tr("'{vhost}' is there and may be used", vhost=vhost)
        self._vhost = Stage("vhost", ok=True, detail=there)
        return Stage("amqp", ok=True, detail=tr("logged in at {url}", url=self._endpoints.shown))

    def _refused(self, error: BaseException) -> Stage:
        self._identity.give_up()
        trouble = explain(error, self._endpoints)
        why, mend = trouble.why, trouble.mend_of_one_try
        reply = reply_of(error)
        if reply is None or reply[0] not in _OF_THE_VHOST:
            return Stage("amqp", ok=False, why=why, mend=mend)
        self._vhost = Stage("vhost", ok=False, why=why, mend=mend)
        let_in = tr("user '{user}' may log in", user=self._endpoints.user)
        return Stage("amqp", ok=True, detail=let_in)


def _all_failed(failed: list[Stage]) -> Stage:
    first = failed[0]
    if len(failed) == 1:
        return first
    whys = tr("; ").join(dict.fromkeys(one.why for one in failed))
    return replace(first, why=tr("no host answers as it should: {why}", why=whys))


def _resolved(where: Endpoints) -> str:
    found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(one[4][0]) for one in found)
    if where.host in addresses:
        return tr("{host} is an address already", host=where.host)
    return tr("{host} is {addresses}", host=where.host, addresses=", ".join(addresses))


def _connected(where: Endpoints) -> str:
    with socket.create_connection((where.host, where.port), _PATIENCE) as line:
        host, port = line.getpeername()[:2]
    return tr("{host} takes connections on port {port}", host=host, port=port)


def _secured(where: Endpoints) -> str:
    security = where.security
    with _handshaken(where, security.context()) as line:
        try:
            line.settimeout(_SECOND_THOUGHT)
            line.recv(1)
        except TimeoutError:
            pass  # nothing was refused: a broker waits for us to speak first
        version = (line.version() or "TLS").replace("TLSv", "TLS ")
        words = _certificate_words(line)
    return tr("; ").join((version, words, *(() if security.verify else (tr(_NOT_VERIFIED),))))


def _handshaken(where: Endpoints, context: ssl.SSLContext) -> ssl.SSLSocket:
    line = socket.create_connection((where.host, where.port), _PATIENCE)
    try:
        return context.wrap_socket(line, server_hostname=where.security.name_of(where.host))
    except BaseException:
        line.close()
        raise


def _certificate_words(line: ssl.SSLSocket) -> str:
    try:
        return certificate_of(line.getpeercert(binary_form=True) or b"").words(datetime.now(UTC))
    except CertificateError as error:
        return tr("its certificate cannot be read: {why}", why=error)


def _shown_certificate(where: Endpoints) -> str:
    """The certificate that was not good enough, by a handshake that trusts everybody.

    Nothing is said on it: no login, and no AMQP.
    """
    try:
        context = replace(where.security, cacertfile="", verify=False).context()
        with _handshaken(where, context) as line:
            return _certificate_words(line)
    except (OSError, TlsFileError):
        return ""
