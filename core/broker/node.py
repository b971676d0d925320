"""The embedded broker with all its surfaces: what `flowscope broker` and the demo run."""

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from core.broker.broker import GUEST, Broker
from core.broker.permissions import Permission
from core.broker.server import Server
from core.broker.surfaces import MANAGEMENT, PROMETHEUS, Surfaces

AMQP = "amqp"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a node is reached, and who may log in."""

    host: str
    port: int
    management_port: int
    prometheus_port: int
    user: str

    @property
    def url(self) -> str:
        """For clients; it shows a password only if everybody knows it."""
        login = f"{GUEST}:{GUEST}" if self.user == GUEST else quote(self.user, safe="")
        return f"amqp://{login}@{self._host}:{self.port}/%2F"

    @property
    def management(self) -> str:
        """Where the management API is, below `/api`."""
        return f"http://{self._host}:{self.management_port}"

    @property
    def prometheus(self) -> str:
        """Where the metrics are, at `/metrics` and `/metrics/detailed`."""
        return f"http://{self._host}:{self.prometheus_port}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


class Node:
    """A broker that listens; everything happens on the loop that starts it."""

    def __init__(self, *, user: str = GUEST, password: str = GUEST) -> None:
        self._user = user
        self.broker = Broker(asyncio.get_running_loop())
        one = self.broker.add_user(user, password, ("administrator",))
        self.broker.permit(one, "/", Permission(), user)
        self._server = Server(self.broker)
        self._surfaces = Surfaces(self.broker)

    async def start(
        self,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        management_port: int = 0,
        prometheus_port: int = 0,
    ) -> Listening:
        """Listen; a port that is 0 is chosen by the system. Raises OSError."""
        try:
            chosen = await self._server.start(host, port)
            self.broker.listeners[AMQP] = (host, chosen)
            await self._surfaces.start(host, management_port, prometheus_port)
        except OSError:
            await self.stop()
            raise
        where = self.broker.listeners
        return Listening(host, chosen, where[MANAGEMENT][1], where[PROMETHEUS][1], self._user)

    async def stop(self) -> None:
        """Tell the clients, and end."""
        await self._server.stop()
        await self._surfaces.stop()
