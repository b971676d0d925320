"""Where clients connect: one listening socket of a broker."""

import asyncio

from core.broker.broker import Broker
from core.broker.connection import ClientConnection
from core.broker.line import Line

_SHUTDOWN = "broker forced connection closure with reason 'shutdown'"
_FAREWELL = 2.0
"""How long clients may take to agree that the broker ends."""


class Server:
    """Accepts clients of a broker."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._clients: dict[ClientConnection, None] = {}
        self._listener: asyncio.Server | None = None
        self._all_gone = asyncio.Event()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen; says the port, which the system chooses when it is 0. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._line, host, port, backlog=1024)
        chosen: int = self._listener.sockets[0].getsockname()[1]
        return chosen

    async def stop(self) -> None:
        """Tell all clients that it is over, and close."""
        if self._listener is None:
            return
        self._listener.close()
        for client in list(self._clients):
            client.close(320, _SHUTDOWN)
        if self._clients:
            try:
                await asyncio.wait_for(self._all_gone.wait(), _FAREWELL)
            except TimeoutError:
                for client in list(self._clients):
                    client.line.abort()
        self._listener = None

    def _line(self) -> Line:
        return Line(self._accept, asyncio.get_running_loop().call_soon)

    def _accept(self, line: Line) -> ClientConnection:
        client = ClientConnection(self._broker, line, self._gone)
        self._clients[client] = None
        self._all_gone.clear()
        return client

    def _gone(self, client: ClientConnection) -> None:
        del self._clients[client]
        if not self._clients:
            self._all_gone.set()
