"""The embedded broker with all its surfaces: what `flowscope broker` and the demo run."""

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from core.broker.broker import Broker
from core.broker.permissions import Permission
from core.broker.server import Server

LOOPBACK = "127.0.0.1"
GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a node is reached, and who may log in."""

    host: str
    port: int
    user: str

    @property
    def url(self) -> str:
        """For clients; it shows a password only if everybody knows it."""
        login = f"{GUEST}:{GUEST}" if self.user == GUEST else quote(self.user, safe="")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"amqp://{login}@{host}:{self.port}/%2F"


class Node:
    """A broker that listens; everything happens on the loop that starts it."""

    def __init__(self, *, user: str = GUEST, password: str = GUEST) -> None:
        self._user = user
        self.broker = Broker(asyncio.get_running_loop())
        one = self.broker.add_user(user, password, ("administrator",))
        self.broker.permit(one, "/", Permission(), user)
        self._server = Server(self.broker)

    async def start(self, *, host: str = LOOPBACK, port: int = 0) -> Listening:
        """Listen; a port that is 0 is chosen by the system. Raises OSError."""
        return Listening(host, await self._server.start(host, port), self._user)

    async def stop(self) -> None:
        """Tell the clients, and end."""
        await self._server.stop()
