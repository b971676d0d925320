"""Where services connect to the proxy: for each client a connection of its own to the broker."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from core.endpoints import spelled
from core.proxy.passage import End, join
from core.tls import Tls

_PATIENCE = 10.0
"""Seconds that the broker may take to accept a connection."""
_FAREWELL = 1.0
"""Seconds for what is still to be sent when the proxy ends."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where the broker is: its hosts in the order in which they are tried."""

    addresses: tuple[tuple[str, int], ...]
    security: Tls | None = None
    """How the broker has to prove who it is; None without TLS."""

    def secured(self) -> ssl.SSLContext | None:
        """What connections to the broker are secured with. Raises TlsFileError."""
        return None if self.security is None else self.security.context()


class Watch(Protocol):
    """Whoever looks at the copies of what passes on one connection."""

    def client_said(self, data: bytes) -> None:
        """A piece went to the broker."""

    def broker_said(self, data: bytes) -> None:
        """A piece went to the client."""

    def ended(self, by_client: bool) -> None:
        """The connection is gone; who went first."""


Watcher = Callable[[str, str], Watch]
"""Begins to watch a connection: its name on the broker, and the client's host."""


class Server:
    """Accepts clients and passes them on to the broker."""

    def __init__(
        self,
        upstream: Upstream,
        watch: Watcher,
        unreachable: Callable[[Exception | None], object] = lambda _: None,
        came_or_went: Callable[[], object] = lambda: None,
    ) -> None:
        self._upstream = upstream
        self._good = 0
        """The host that took the last connection."""
        self._watch = watch
        self._unreachable = unreachable
        self._came_or_went = came_or_went
        self._tls = upstream.secured()
        self._ends: set[End] = set()
        self._connecting: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None

    @property
    def connections(self) -> int:
        """How many clients are passed on now."""
        return len(self._ends) // 2

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen; says the port, which the system chooses when it is 0. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._end, host, port, backlog=1024)
        chosen: int = self._listener.sockets[0].getsockname()[1]
        return chosen

    async def stop(self) -> None:
        """Go away as a broker does that ends."""
        if self._listener is not None:
            self._listener.close()
        for task in list(self._connecting):
            task.cancel()
        for end in list(self._ends):
            end.close()
        until = asyncio.get_running_loop().time() + _FAREWELL
        while self._ends and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.01)
        for end in list(self._ends):
            end.transport.abort()
        await asyncio.sleep(0)

    def _end(self) -> End:
        return End(self._accepted)

    def _accepted(self, near: End) -> None:
        task = asyncio.create_task(self._connect(near))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, near: End) -> None:
        try:
            far = await self._reach()
        except OSError as error:
            near.reset()
            self._unreachable(error)
            return
        except asyncio.CancelledError:
            near.reset()
            raise
        self._unreachable(None)
        self._join(near, far)

    async def _reach(self) -> End:
        """A connection to the next host that takes one, as the last one did. Raises OSError."""
        hosts = self._upstream.addresses
        begin = self._good
        for number in range(begin, begin + len(hosts) - 1):
            with suppress(OSError):
                return await self._reach_host(number % len(hosts))
        return await self._reach_host((begin - 1) % len(hosts))

    async def _reach_host(self, number: int) -> End:
        host, port = self._upstream.addresses[number]
        far, security = End(), self._upstream.security
        name = security.name_of(host) if security is not None else None
        async with asyncio.timeout(_PATIENCE):
            await asyncio.get_running_loop().create_connection(
                lambda: far, host, port, ssl=self._tls, server_hostname=name
            )
        self._good = number
        return far

    def _join(self, near: End, far: End) -> None:
        host, _ = _address(near, "peername")
        watch = self._watch(_name_on_broker(far), host)
        order: list[End] = []

        def lost(end: End) -> None:
            if end.other in self._ends:  # from now on nothing passes
                watch.ended(order[0] is near)
            self._ends.discard(end)
            self._came_or_went()

        for end, see in ((near, watch.client_said), (far, watch.broker_said)):
            end.see, end.leaving, end.gone = see, order.append, lost
            self._ends.add(end)
        join(near, far)
        self._came_or_went()


def _name_on_broker(far: End) -> str:
    """The name of the connection, as the management API and the firehose spell it."""
    ours, theirs = _address(far, "sockname"), _address(far, "peername")
    return f"{spelled(*ours)} -> {spelled(*theirs)}"


def _address(end: End, what: str) -> tuple[str, int]:
    host, port, *_ = end.transport.get_extra_info(what) or ("", 0)
    return host, port
