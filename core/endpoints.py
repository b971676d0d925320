"""Where a broker is reached: the AMQP URL and, inferred from it, the two HTTP surfaces."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

DEFAULT_URL = "amqp://guest:guest@localhost:5672/%2F"
OFF = "off"
URLS = ("--url", "--management-url", "--prometheus-url")
"""The options of the command line that say where a broker is, as `endpoints` takes their values."""
_QUOTED = "in a password or vhost / # ? @ are written %2F %23 %3F %40"


class UrlError(ValueError):
    """A URL that cannot be used; the text says why and shows what one looks like."""


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

    def __repr__(self) -> str:
        return f"Endpoints({self.shown})"

    @property
    def shown(self) -> str:
        """The AMQP URL without its password: for titles, logs and messages."""
        scheme = "amqps" if self.tls else "amqp"
        host = f"[{self.host}]" if ":" in self.host else self.host
        vhost = quote(self.vhost, safe="")
        return f"{scheme}://{quote(self.user, safe='')}@{host}:{self.port}/{vhost}"

    @property
    def amqp_url(self) -> str:
        """The AMQP URL with its password: for the connection alone, never for display."""
        scheme = "amqps" if self.tls else "amqp"
        host = f"[{self.host}]" if ":" in self.host else self.host
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"{scheme}://{login}@{host}:{self.port}/{quote(self.vhost, safe='')}"

    def in_vhost(self, vhost: str) -> "Endpoints":
        """The same broker, another vhost."""
        return replace(self, vhost=vhost)


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
    parts = _split(given)
    tls = parts.scheme == "amqps"
    host = parts.hostname or "localhost"
    vhost = unquote(parts.path[1:]) if len(parts.path) > 1 else "/"
    shown_host = f"[{host}]" if ":" in host else host
    scheme, port = ("https", 15671) if tls else ("http", 15672)
    return Endpoints(
        host=host,
        port=_port(parts) or (5671 if tls else 5672),
        vhost=vhost,
        user=unquote(parts.username) if parts.username else "guest",
        password=unquote(parts.password) if parts.password is not None else "guest",
        tls=tls,
        management=_http("management", management, f"{scheme}://{shown_host}:{port}"),
        prometheus=tuple(
            base
            for one in (prometheus or "").split(",") or [""]
            if (base := _http("Prometheus", one.strip() or None, f"http://{shown_host}:15692"))
        ),
        prometheus_inferred=not prometheus,
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


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlError(f"the AMQP URL cannot be read; it looks like {DEFAULT_URL}") from None
    if parts.scheme not in ("amqp", "amqps"):
        # Without :// what stands in front may be anything, even a password.
        other = f", not with {parts.scheme}://" if f"{parts.scheme}://" in url.lower() else ""
        raise UrlError(
            f"an AMQP URL starts with amqp:// or amqps://{other}; "
            "it looks like amqp://user:password@host:5672/vhost"
        )
    if "@" in parts.path + parts.query + parts.fragment:
        raise UrlError(f"the AMQP URL has an @ behind its host ({_QUOTED})")
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        port: int | None = parts.port
    except ValueError:
        raise UrlError(
            f"the port of the AMQP URL is not a number from 1 to 65535 ({_QUOTED})"
        ) from None
    return port


def _http(name: str, given: str | None, inferred: str) -> str | None:
    if given is None:
        return inferred
    if given.lower() == OFF:
        return None
    if "@" in given:
        raise UrlError(
            f"the {name} URL has no login, that of the AMQP URL is used: it must be like {inferred}"
        )
    if not _is_http(given):
        shown = "" if ":" in given else f", not like {given!r}"  # what follows may be a password
        raise UrlError(f"the {name} URL must be like {inferred} or the word off{shown}")
    return given.rstrip("/")


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
