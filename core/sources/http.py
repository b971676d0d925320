"""One HTTP surface of a broker: GET and PUT with keep-alive, and every failure in plain words."""

import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InsecureRequestWarning,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from core.login import Login
from core.sources.tls_trouble import tls_words
from core.tls import Tls, TlsFileError
from core.wording import phrase, tr

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_OK = 200
_TAKEN = (200, 201, 204)
_UNAUTHORISED = 401
_NOT_FOUND = 404
_JSON = {"Content-Type": "application/json"}
_MOST_BYTES = 256 * 1024 * 1024

_MEND_TAG = phrase(
    "give it the tag monitoring (rabbitmqctl set_user_tags <user> monitoring), or name another "
    "user for the management API alone with --management-url http://user:password@host:15672"
)
_REFUSED = {
    b"monitor": (
        phrase("{base} shows this user its own connections only: it lacks a tag"),
        _MEND_TAG,
    ),
    b"management user": (
        phrase("{base} is closed to this user, who has no tag at all"),
        _MEND_TAG,
    ),
    b"virtual host": (
        phrase("{base} refuses the vhost: the user has no permissions there"),
        phrase(
            "grant them: rabbitmqctl set_permissions -p <vhost> <user> <configure> <write> <read>"
        ),
    ),
}
"""What the reasons of a 401 of the management API mean, and what to do."""
_MEND_LOGIN = phrase(
    "correct user and password in the AMQP URL; "
    "the user needs the tag monitoring (rabbitmqctl set_user_tags <user> monitoring)"
)
_MEND_OWN_LOGIN = phrase(
    "correct user and password of the management API, which has a login of its own; "
    "the user needs the tag monitoring (rabbitmqctl set_user_tags <user> monitoring)"
)


class SurfaceError(Exception):
    """A surface did not answer as it should: what happened and what to do."""

    def __init__(
        self, why: str, mend: str, status: int | None = None, *, absent: bool = False
    ) -> None:
        super().__init__(why)
        self.why = why
        self.mend = mend
        self.status = status
        """The HTTP status, when there was a reply at all."""
        self._absent = absent or status == _NOT_FOUND

    def mend_or(self, plugin: str) -> str:
        """What to do; that may be to enable the plugin, where nothing has answered."""
        if not self._absent:
            return self.mend
        return tr("{mend}; {plugin}", mend=self.mend, plugin=tr(plugin))


class HttpSurface:
    """Asks one base URL, or the next one where nothing answers; not shared between threads."""

    def __init__(
        self,
        base: str,
        login: Login | None = None,
        security: Tls | None = None,
        others: Sequence[str] = (),
        *,
        own_login: bool = False,
        only_if_asked: bool = False,
    ) -> None:
        """The login is one that AMQP has not, or is given to whoever asks for one alone."""
        self.base = base
        """The one that is asked now."""
        self._others = list(others)
        self._security = security or Tls()
        self._headers: dict[str, str] = {}
        self._own_login = own_login
        self._withheld = login if only_if_asked else None
        if login is not None and not only_if_asked:
            self._headers["Authorization"] = _basic(login)
        if urlsplit(base).hostname not in _LOCAL:
            self._headers |= urllib3.make_headers(accept_encoding=True)
        self._pool: urllib3.PoolManager | None = None

    def get(self, path: str, query: Mapping[str, str] | None = None) -> bytes:
        """The body of a reply with status 200. Raises SurfaceError for everything else."""
        status, body = self._ask("GET", path, fields=query)
        if status != _OK:
            raise self._refusal(path, status, body)
        return body

    def put(self, path: str, body: bytes) -> None:
        """Send JSON. Raises SurfaceError when it was not taken."""
        status, answer = self._ask("PUT", path, body=body, headers=self._headers | _JSON)
        if status not in _TAKEN:
            raise self._refusal(path, status, answer)

    def close(self) -> None:
        """Drop the connections."""
        if self._pool is not None:
            self._pool.clear()

    def _ask(self, method: str, path: str, **what: Any) -> tuple[int, bytes]:
        """Ask each base at most once; the one that answered comes first from then on."""
        first: SurfaceError | None = None
        for _ in range(len(self._others) + 1):
            try:
                return self._ask_base(method, path, **what)
            except SurfaceError as error:
                first = first or error
                self._others.append(self.base)
                self.base = self._others.pop(0)
        assert first is not None
        raise first

    def _ask_base(self, method: str, path: str, **what: Any) -> tuple[int, bytes]:
        status, body = self._request(method, path, **what)
        if status == _UNAUTHORISED and self._withheld is not None:
            self._headers["Authorization"] = _basic(self._withheld)
            self._withheld = None
            return self._request(method, path, **what)
        return status, body

    def _request(self, method: str, path: str, **what: Any) -> tuple[int, bytes]:
        what.setdefault("headers", self._headers)
        try:
            reply = self._pooled().request(method, self.base + path, redirect=False, **what)
        except TlsFileError as error:
            raise SurfaceError(error.why, error.mend) from error
        except HTTPError as error:
            raise self._named(error) from error
        if len(reply.data) > _MOST_BYTES:
            why = tr("{base} sent more than 256 MB", base=self.base)
            raise SurfaceError(why, tr("is this a RabbitMQ?"))
        return reply.status, reply.data

    def _pooled(self) -> urllib3.PoolManager:
        """The connections; TLS reads its files when it is first asked. Raises TlsFileError."""
        if self._pool is None:
            self._pool = urllib3.PoolManager(
                num_pools=2,
                retries=False,
                timeout=urllib3.Timeout(connect=3.0, read=20.0),
                **self._secured(),
            )
        return self._pool

    def _secured(self) -> dict[str, Any]:
        if not any(base.startswith("https:") for base in (self.base, *self._others)):
            return {}
        if not self._security.verify:  # the user was told when choosing it
            urllib3.disable_warnings(InsecureRequestWarning)
        name = self._security.server_name
        named = {"server_hostname": name} if name else {}
        return {"ssl_context": self._security.context(), **named}

    def _refusal(self, path: str, status: int, body: bytes) -> SurfaceError:
        if status == _UNAUTHORISED:
            return _unauthorised(self.base, body, own_login=self._own_login)
        return _refusal(self.base, path, status)

    def _named(self, error: HTTPError) -> SurfaceError:
        host = urlsplit(self.base).hostname
        if isinstance(error, NameResolutionError):
            return SurfaceError(
                tr("the host name '{host}' cannot be resolved", host=host),
                tr("correct the host in the URL"),
            )
        if isinstance(error, NewConnectionError):
            return SurfaceError(
                tr("nothing listens at {base}", base=self.base),
                tr("check host and port; the plugin may be off, or listen elsewhere"),
                absent=True,
            )
        if isinstance(error, SSLError) or isinstance(error.__cause__, ssl.SSLError):
            return _tls_trouble(self.base, error)
        if isinstance(error, (ConnectTimeoutError, ReadTimeoutError)):
            return SurfaceError(
                tr("{at} did not answer in time", at=self.base),
                tr("is the broker overloaded, or a firewall shut?"),
            )
        return _spoken(self.base, error)


_AMQP = (b"A", b"\x01")
_TLS_ALERT = b"\x15"


def _spoken(base: str, error: HTTPError) -> SurfaceError:
    """What breaks off HTTP speaks something else."""
    first = _first_byte(base)
    if first == _TLS_ALERT:
        return SurfaceError(tr("{at} wants TLS", at=base), tr("use https:// instead of http://"))
    if first in _AMQP:
        return SurfaceError(
            tr("{base} speaks AMQP, not HTTP", base=base),
            tr(
                "give the HTTP port here (usually 15672, Prometheus 15692) and the AMQP port "
                "in the AMQP URL"
            ),
        )
    return SurfaceError(
        tr("{base} broke off its reply ({error})", base=base, error=type(error).__name__),
        tr("is something other than RabbitMQ listening there?"),
    )


def _first_byte(base: str) -> bytes:
    """What a port that breaks off HTTP answers to AMQP. Takes a second at most."""
    parts = urlsplit(base)
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), 1.0) as line:
            line.settimeout(1.0)
            line.sendall(b"AMQP\x00\x00\x09\x01")
            return line.recv(1)
    except OSError:
        return b""


def _basic(login: Login) -> str:
    return f"Basic {b64encode(f'{login.user}:{login.password}'.encode()).decode()}"


def _tls_trouble(base: str, error: HTTPError) -> SurfaceError:
    causes = (one for one in (error.__cause__, *error.args) if isinstance(one, ssl.SSLError))
    mend = tr("use http:// if that port does not speak TLS (15672 usually does not, 15671 does)")
    words = tls_words(next(causes, ssl.SSLError()), base, mend)
    assert words is not None
    return SurfaceError(*words)


def _unauthorised(base: str, body: bytes, *, own_login: bool) -> SurfaceError:
    known = next((words for sign, words in _REFUSED.items() if sign in body), None)
    if known is not None:
        return SurfaceError(tr(known[0], base=base), tr(known[1]), _UNAUTHORISED)
    mend = _MEND_OWN_LOGIN if own_login else _MEND_LOGIN
    return SurfaceError(tr("{base} refused the login", base=base), tr(mend), _UNAUTHORISED)


def _refusal(base: str, path: str, status: int) -> SurfaceError:
    if status == 404:
        return SurfaceError(
            tr("{base} has no {path}", base=base, path=path.partition("?")[0]),
            tr("is this the right port, and is the plugin enabled?"),
            status,
        )
    why = tr("{url} answered with status {status}", url=base + path, status=status)
    return SurfaceError(why, tr("see the broker's log"), status)
