"""The AMQP line between Flowscope and a broker: how it opens, why it failed, when to try again."""

import logging
import random
import socket
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError, IncompatibleProtocolError, StreamLostError

from core.amqp.properties import Properties
from core.endpoints import Endpoints
from core.sources.credentials import credentials_of
from core.sources.good_host import in_turn, let_in
from core.sources.trouble import (
    ForeignProtocolError,
    NoHostError,
    Trouble,
    explain,
    is_final,
)
from core.standing import ReadOnlyError
from core.tls import TlsFileError

__all__ = ["LINK_ERRORS", "Backoff", "Trouble", "explain", "identified", "open_link", "parameters"]

LINK_ERRORS = (
    AMQPError,
    AMQPConnectorException,
    ForeignProtocolError,
    NoHostError,
    TlsFileError,
    ReadOnlyError,
    OSError,
)
"""Everything by which pika says that a connection or channel failed."""

HEARTBEAT = 10
"""Seconds; pika gives a silent broker up after about thirty."""
SOCKET_TIMEOUT = 5.0
STACK_TIMEOUT = 10.0
BLOCKED_TIMEOUT = 20.0
PROBE_TIMEOUT = 1.0
WRITING_ROLES = frozenset({"publish", "tap", "firehose"})
"""Connections that publish, declare queues for messages or have them copied."""


class ReceivedProperties(Properties, pika.spec.BasicProperties):  # type: ignore[misc]
    """Our lazy properties in the class that pika insists on when a message is returned."""


# pika decodes headers at once and loses the connection over some that any publisher can send.
pika.spec.props[Properties.INDEX] = ReceivedProperties

# Our own reports replace pika's log: without this it prints tracebacks on stderr.
logging.getLogger("pika").addHandler(logging.NullHandler())
logging.getLogger("pika").propagate = False


def parameters(
    endpoints: Endpoints,
    role: str,
    vhost: str | None = None,
    blocked_timeout: float = BLOCKED_TIMEOUT,
) -> pika.ConnectionParameters:
    """What every connection of ours has in common; `role` names it on the broker.

    It leads to the first host alone. Raises TlsFileError, and ReadOnlyError when the role writes.
    """
    if role in WRITING_ROLES:
        endpoints.standing.must_allow_writing()
    return pika.ConnectionParameters(
        host=endpoints.host,
        port=endpoints.port,
        virtual_host=endpoints.vhost if vhost is None else vhost,
        credentials=credentials_of(endpoints),
        heartbeat=HEARTBEAT,
        blocked_connection_timeout=blocked_timeout,
        socket_timeout=SOCKET_TIMEOUT,
        stack_timeout=STACK_TIMEOUT,
        connection_attempts=1,
        ssl_options=_tls(endpoints),
        client_properties={
            "connection_name": f"flowscope:{role}",
            "product": "Flowscope",
            "version": _version(),
        },
    )


def open_link(endpoints: Endpoints, role: str, vhost: str | None = None) -> pika.BlockingConnection:
    """A new connection called `flowscope:<role>`; raises one of LINK_ERRORS.

    The hosts are tried in turn, beginning with the one that let us in last.
    """
    tried: list[tuple[Endpoints, BaseException]] = []
    for where in in_turn(endpoints):
        try:
            link = pika.BlockingConnection(parameters(where, role, vhost))
        except LINK_ERRORS as error:
            known = identified(error, where)
            if is_final(known, where) or not endpoints.others:
                raise known from error
            tried.append((where, known))
        else:
            let_in(endpoints, where)
            return link
    raise NoHostError(tried)


def identified(error: BaseException, endpoints: Endpoints) -> BaseException:
    """The same error, or a better one when asking the port shows what listens there.

    Costs up to two short connections, so it belongs on a source's thread.
    """
    if endpoints.tls or not isinstance(error, IncompatibleProtocolError):
        return error
    return ForeignProtocolError(_spoken_at(endpoints.host, endpoints.port))


def cut(link: pika.BlockingConnection) -> None:
    """End a connection at once: the broker notices that nobody is there any more.

    pika itself knows no other end than to read on until the broker's last word.
    """
    link._impl._terminate_stream(StreamLostError("left"))  # noqa: SLF001 - see above
    with suppress(AMQPError):
        link.process_data_events(time_limit=0)  # it gives back what it holds


class Backoff:
    """How long to wait before the next attempt: quick at first, then up to half a minute.

    For the first half minute of an outage no wait is longer than a second, so that the window is
    right again soon after a broker's restart; the jitter keeps many watchers from knocking at once.
    """

    FIRST = 0.1
    SHORT = 1.0
    LONG = 30.0
    PATIENCE = 30.0

    def __init__(self, draw: Callable[[float, float], float] = random.uniform) -> None:
        self._draw = draw
        self._waited = 0.0
        self._attempts = 0

    @property
    def attempts(self) -> int:
        """Waits since the last success."""
        return self._attempts

    def next(self) -> float:
        """Seconds to wait now."""
        wait = self._next()
        self._attempts += 1
        self._waited += wait
        return wait

    def reset(self) -> None:
        """Start over, after a connection that worked."""
        self._waited = 0.0
        self._attempts = 0

    def _next(self) -> float:
        if self._attempts == 0:
            return self.FIRST
        if self._waited < self.PATIENCE:
            return self._draw(0.3, self.SHORT)
        beyond = 2.0 ** min(16, self._attempts // 16)
        return self._draw(0.5, min(self.LONG, beyond))


def _tls(endpoints: Endpoints) -> pika.SSLOptions | None:
    if not endpoints.tls:
        return None
    security = endpoints.security
    return pika.SSLOptions(security.context(), security.name_of(endpoints.host))


def _version() -> str:
    try:
        return version("flowscope")
    except PackageNotFoundError:
        return "unknown"


def _spoken_at(host: str, port: int) -> str:
    if _reply(host, port, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/"):
        return "http"
    # A TLS server answers what is no TLS with an alert record (21) of version 3.x.
    return "tls" if _reply(host, port, b"AMQP\x00\x00\x09\x01").startswith(b"\x15\x03") else "?"


def _reply(host: str, port: int, said: bytes) -> bytes:
    try:
        with socket.create_connection((host, port), PROBE_TIMEOUT) as line:
            line.settimeout(PROBE_TIMEOUT)
            line.sendall(said)
            return line.recv(8)
    except OSError:
        return b""
