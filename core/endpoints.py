"""Where a broker is reached: the AMQP URL and, inferred from it, the two HTTP surfaces."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from core.login import Login
from core.standing import NO_PROFILE, Standing
from core.surface_urls import OFF, UrlError, management_url, prometheus_urls, with_user
from core.tls import USUAL_TLS, Tls
from core.wording import tr

__all__ = [
    "DEFAULT_URL",
    "OFF",
    "URLS",
    "Address",
    "Endpoints",
    "UrlError",
    "bases_of_nodes",
    "endpoints",
    "spelled",
]

DEFAULT_URL = "amqp://guest:guest@localhost:5672/%2F"
URLS = ("--url", "--management-url", "--prometheus-url")
"""The options of the command line that say where a broker is, as `endpoints` takes their values."""
Address = tuple[str, int]
"""Host and port."""
_AUTHORITY = re.compile(r"(\w*://(?:[^/?#]*@)?)([^/?#@]*)(.*)", re.DOTALL)
_TLS_FIELDS = {
    "cacertfile": "cacertfile",
    "certfile": "certfile",
    "keyfile": "keyfile",
    "server_name_indication": "server_name",
}
"""RabbitMQ's URL parameters that a `Tls` takes as they are."""
_MECHANISMS = ("plain", "amqplain", "external")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The three ways to one vhost of a broker. None means: do not use this surface."""

    host: str
    port: int
    vhost: str
    user: str
    password: str
    tls: bool
    management: str | None
    """Base URL of the management API without credentials."""
    prometheus: tuple[str, ...]
    """Base URLs of the nodes' Prometheus endpoints; empty means off."""
    prometheus_inferred: bool = True
    """Nobody named the Prometheus URL: the listeners that the broker reports may replace it."""
    others: tuple[Address, ...] = ()
    """Further hosts of the same broker, tried in this order when the first does not answer."""
    other_managements: tuple[str, ...] = ()
    """Where their management APIs are, when nobody named one."""
    security: Tls = USUAL_TLS
    """Files and name for TLS; also for the HTTP surfaces that are reached by https."""
    standing: Standing = NO_PROFILE
    management_login: Login | None = None
    """The login at the HTTP surfaces where it is not that of AMQP."""
    external: bool = False
    """The client certificate is the login (SASL's EXTERNAL): no user and no password."""

    def __repr__(self) -> str:
        return f"Endpoints({self.shown})"

    @property
    def shown(self) -> str:
        """The AMQP URL without its password: for titles, logs and messages."""
        hosts = ",".join(spelled(*address) for address in self.addresses)
        user = "" if self.external else f"{quote(self.user, safe='')}@"
        return f"{self._scheme}://{user}{hosts}/{quote(self.vhost, safe='')}"

    @property
    def written(self) -> str:
        """The same with what RabbitMQ's URL parameters say about TLS and login: to be kept."""
        tls = self.security
        given = {name: getattr(tls, field) for name, field in _TLS_FIELDS.items()}
        given["verify"] = "" if tls.verify else "verify_none"
        given["auth_mechanism"] = "external" if self.external else ""
        query = urlencode({name: value for name, value in given.items() if value}, safe="/")
        return f"{self.shown}?{query}" if query and self.tls else self.shown

    @property
    def amqp_url(self) -> str:
        """The AMQP URL with its password: for the connection alone, never for display."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        host = spelled(self.host, self.port)
        return f"{self._scheme}://{login}@{host}/{quote(self.vhost, safe='')}"

    @property
    def addresses(self) -> tuple[Address, ...]:
        """All hosts with their ports, in the order in which they are tried."""
        return ((self.host, self.port), *self.others)

    @property
    def managements(self) -> tuple[str, ...]:
        """The management APIs, in the order in which they are tried; empty means off."""
        return () if self.management is None else (self.management, *self.other_managements)

    @property
    def management_shown(self) -> str | None:
        """The URL of the management API with the user who has a login of its own there."""
        if self.management is None or self.management_login is None:
            return self.management
        return with_user(self.management, self.management_login.user)

    @property
    def http_login(self) -> Login | None:
        """Who asks the HTTP surfaces; None where AMQP's login is no user with a password."""
        own = self.management_login
        return own or (None if self.external else Login(self.user, self.password))

    @property
    def http_user(self) -> str:
        """The name of who asks the HTTP surfaces."""
        return self.user if self.http_login is None else self.http_login.user

    @property
    def secrets(self) -> dict[str, str]:
        """The passwords, by the URLs under which the keyring keeps them."""
        found = {} if self.external else {self.shown: self.password}
        if self.management_login is not None and self.management_shown is not None:
            found[self.management_shown] = self.management_login.password
        return {url: password for url, password in found.items() if password}

    def each_host(self) -> Iterator["Endpoints"]:
        """The same broker by way of one host alone, for each."""
        for host, port in self.addresses:
            yield replace(self, host=host, port=port, others=())

    def in_vhost(self, vhost: str) -> "Endpoints":
        """The same broker, another vhost."""
        return replace(self, vhost=vhost)

    @property
    def _scheme(self) -> str:
        return "amqps" if self.tls else "amqp"


def spelled(host: str, port: int) -> str:
    """Host and port as a URL has them."""
    return f"{_in_url(host)}:{port}"


def endpoints(
    url: str | None = None,
    management: str | None = None,
    prometheus: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Endpoints:
    """Read the URLs that a user gave and infer the rest.

    Without `url` it is `AMQP_URL`, then `RABBITMQ_URL`, then the broker on localhost. `management`
    and `prometheus` may be `off`; Prometheus may name several nodes, separated by commas. Raises
    UrlError.
    """
    given = url or environment.get("AMQP_URL") or environment.get("RABBITMQ_URL") or DEFAULT_URL
    first, further = _hosts_apart(given)
    parts = _split(first)
    tls = parts.scheme == "amqps"
    host = parts.hostname or "localhost"
    usual = 5671 if tls else 5672
    others = tuple(_address(one, usual) for one in further)
    hosts = [host, *(name for name, _ in others)]
    apis = [_inferred_management(one, tls) for one in hosts]
    api, login = management_url(management, apis[0], environment)
    security = _security(parts, tls)
    external = _is_external(parts, security)
    return Endpoints(
        host=host,
        port=_port(parts) or usual,
        vhost=unquote(parts.path[1:]) if len(parts.path) > 1 else "/",
        user="" if external else unquote(parts.username) if parts.username else "guest",
        password=""
        if external
        else unquote(parts.password)
        if parts.password is not None
        else "guest",
        tls=tls,
        management=api,
        management_login=login,
        prometheus=prometheus_urls(prometheus, [_inferred_prometheus(one) for one in hosts]),
        prometheus_inferred=not prometheus,
        others=others,
        other_managements=tuple(apis[1:]) if api == apis[0] else (),
        security=security,
        external=external,
    )


def bases_of_nodes(named: str, listeners: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Where the nodes of a cluster serve metrics, from their names and the ports of `listeners`.

    When all are on one host, it is the one of the URL that was `named` or inferred.
    """
    listeners = list(listeners)
    scheme, netloc, *_ = urlsplit(named)
    host = netloc.rpartition(":")[0] or netloc
    alone = len({node.partition("@")[2] for node, _ in listeners}) == 1
    return {
        node: urlunsplit(
            (scheme, f"{host if alone else node.partition('@')[2]}:{port}", "", "", "")
        )
        for node, port in listeners
    }


def _hosts_apart(url: str) -> tuple[str, list[str]]:
    """The URL with its first host alone, and the others, which are separated by commas."""
    found = _AUTHORITY.fullmatch(url)
    if found is None or "," not in found[2]:
        return url, []
    first, *others = (one.strip() for one in found[2].split(","))
    if not all((first, *others)):
        raise UrlError(tr("a host of the AMQP URL is empty; hosts are separated by single commas"))
    return f"{found[1]}{first}{found[3]}", others


def _address(host: str, usual_port: int) -> Address:
    try:
        parts = urlsplit(f"amqp://{host}")
    except ValueError:
        raise UrlError(tr("a host of the AMQP URL cannot be read")) from None
    return parts.hostname or "localhost", _port(parts) or usual_port


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _inferred_management(host: str, tls: bool) -> str:
    return f"https://{_in_url(host)}:15671" if tls else f"http://{_in_url(host)}:15672"


def _inferred_prometheus(host: str) -> str:
    return f"http://{_in_url(host)}:15692"


def _security(parts: SplitResult, tls: bool) -> Tls:
    """What RabbitMQ's URL parameters say about TLS; it has others, which do not concern us."""
    given = dict(parse_qsl(parts.query))
    files = {field: given[name] for name, field in _TLS_FIELDS.items() if name in given}
    verify = given.get("verify", "verify_peer")
    if verify not in ("verify_peer", "verify_none"):
        raise UrlError(tr("verify in the AMQP URL is verify_peer or verify_none"))
    if not tls and (files or "verify" in given):
        raise UrlError(tr("the AMQP URL says how to use TLS: it must start with amqps://"))
    return Tls(**files, verify=verify == "verify_peer")


def _is_external(parts: SplitResult, security: Tls) -> bool:
    """Whether the first of the mechanisms that the URL names is the login by certificate."""
    given = [value.lower() for name, value in parse_qsl(parts.query) if name == "auth_mechanism"]
    if unknown := [one for one in given if one not in _MECHANISMS]:
        raise UrlError(
            tr(
                "auth_mechanism in the AMQP URL is one of {names}, not {given!r}",
                names=", ".join(_MECHANISMS),
                given=unknown[0],
            )
        )
    external = given[:1] == ["external"]
    if external and not (parts.scheme == "amqps" and security.certfile):
        raise UrlError(
            tr(
                "auth_mechanism=external in the AMQP URL makes the certificate the login: "
                "it needs amqps:// and certfile=…"
            )
        )
    return external


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlError(
            tr("the AMQP URL cannot be read; it looks like {url}", url=DEFAULT_URL)
        ) from None
    if parts.scheme not in ("amqp", "amqps"):
        # Without :// what stands in front may be anything, even a password.
        if f"{parts.scheme}://" not in url.lower():
            raise UrlError(
                tr(
                    "an AMQP URL starts with amqp:// or amqps://; "
                    "it looks like amqp://user:password@host:5672/vhost"
                )
            )
        raise UrlError(
            tr(
                "an AMQP URL starts with amqp:// or amqps://, not with {scheme}://; "
                "it looks like amqp://user:password@host:5672/vhost",
                scheme=parts.scheme,
            )
        )
    if "@" in parts.path + parts.query + parts.fragment:
        raise UrlError(
            tr(
                "the AMQP URL has an @ behind its host "
                "(in a password or vhost / # ? @ are written %2F %23 %3F %40)"
            )
        )
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        port: int | None = parts.port
    except ValueError:
        raise UrlError(
            tr(
                "the port of the AMQP URL is not a number from 1 to 65535 "
                "(in a password or vhost / # ? @ are written %2F %23 %3F %40)"
            )
        ) from None
    return port
