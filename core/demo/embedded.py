"""The demo's own broker: embedded in this process, on free ports of this machine."""

import asyncio
from concurrent.futures import Future
from threading import Thread

from core.broker.node import Listening, Node
from core.demo.demo import CannotStart
from core.endpoints import Endpoints, endpoints
from core.wording import tr

_PATIENCE = 15.0
_SHORT = "low on memory"
"""What RabbitMQ tells clients of a memory alarm."""
_OUTAGE_SECONDS = 2.0
"""How long the broker is away when it restarts: long enough to be seen."""


class EmbeddedBroker:
    """Runs from `start` to `stop` on a thread of its own."""

    def __init__(self) -> None:
        self._started: Future[Listening] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._ending: asyncio.Event
        self._node: Node
        self._thread = Thread(target=self._run, name="flowscope demo broker")

    def start(self) -> Endpoints:
        """Listen; where. Raises CannotStart."""
        self._thread.start()
        try:
            where = self._started.result(_PATIENCE)
        except OSError as error:
            why = tr(
                "no port of this machine can be listened on: {error}",
                error=error.strerror or error,
            )
            raise CannotStart(why, tr("or use a RabbitMQ: --url amqp://…")) from error
        return endpoints(where.url, where.management, where.prometheus)

    def restart(self) -> None:
        """Stop, and be back on the same ports after a moment, with nothing of what was."""
        asyncio.run_coroutine_threadsafe(self._come_back(), self._loop).result()

    def alarm(self, *, on: bool) -> None:
        """Block everybody who publishes, or let them go on."""
        self._loop.call_soon_threadsafe(self._switch_alarm, on)

    def stop(self) -> None:
        """End every connection, then the thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        self._node = Node()
        try:
            where = await self._node.start()
        except OSError as error:
            self._started.set_exception(error)
            return
        self._started.set_result(where)
        await self._ending.wait()
        await self._node.stop()

    def _switch_alarm(self, on: bool) -> None:
        broker = self._node.broker
        if on:
            broker.block(_SHORT)
        else:
            broker.unblock()

    async def _come_back(self) -> None:
        where = self._started.result()
        await self._node.stop()
        await asyncio.sleep(_OUTAGE_SECONDS)
        self._node = Node()
        await self._node.start(
            host=where.host,
            port=where.port,
            management_port=where.management_port,
            prometheus_port=where.prometheus_port,
        )
