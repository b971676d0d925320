"""What every service of the shop does: connect, work, and come back when something breaks."""

import asyncio
import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from core.demo import plan
from core.demo.books import Books
from core.demo.event import Event, new_id
from core.demo.line import Delivery, Line, LineLost
from core.endpoints import Endpoints
from core.services import without_instance
from core.sources.link import Backoff, explain

log = logging.getLogger("flowscope")

RESTART_SECONDS = 1.0
"""So long a supervisor waits before it starts a crashed service again."""


class Crash(Exception):  # noqa: N818 - it says what happened
    """The service dies while it handles a message."""


class BadMessage(Exception):  # noqa: N818 - it says what it is
    """The service cannot make sense of a message."""


@dataclass(slots=True)
class Surroundings:
    """What the services of one shop share."""

    endpoints: Endpoints
    books: Books
    is_open: asyncio.Event
    seed: int = 1
    speed: float = 1.0
    tell: Callable[[str], None] = field(default=lambda _: None)


class Service(ABC):
    """One deployed service: a connection with a name, and its work."""

    consumes: tuple[str, ...] = ()
    publishes_to: tuple[str, ...] = ()
    prefetch = 20
    auto_ack = False

    def __init__(self, name: str, around: Surroundings) -> None:
        self.name = name
        self.around = around
        self.books = around.books
        self.draw = Random(f"{around.seed}/{name}")
        self.line: Line
        self.is_up = asyncio.Event()
        self._leaving: asyncio.Task[None] | None = None
        self.starts = 0
        self._trouble = ""
        self.works = asyncio.Event()
        """Cleared while it is stuck."""
        self.works.set()
        self.deliveries: asyncio.Queue[Delivery] = asyncio.Queue()

    @property
    def service(self) -> str:
        """What it is called without the number of the replica."""
        return without_instance(self.name)

    async def live(self) -> None:
        """Be there until cancelled."""
        backoff = Backoff(self.draw.uniform)
        while True:
            wait = await self._once(backoff)
            await asyncio.sleep(wait)

    def come_back(self) -> None:
        """Leave the broker, and come back to where it is reached now."""
        if self.is_up.is_set():
            self._leaving = asyncio.create_task(self.line.close())

    async def set_up(self) -> None:
        """Declare what is needed and subscribe; runs after every connection."""
        await plan.declare(self.line, (*self.publishes_to, *self.consumes))
        for queue in self.consumes:
            await self.line.consume(
                queue, self._take, prefetch=self.prefetch, auto_ack=self.auto_ack
            )

    @abstractmethod
    async def work(self) -> None:
        """What it does as long as it is connected."""

    async def publish(
        self, exchange: str, key: str, event: Event, *, mandatory: bool = False
    ) -> str:
        """Publish, wait for the confirm, and keep the books."""
        properties = event.properties(self.service, new_id(self.draw))
        self.books.published(self.service, exchange, key)
        outcome = await self.line.publish(
            exchange, key, event.body, properties, mandatory=mandatory
        )
        if outcome != "nacked":
            self.books.answered(self.service, exchange, "confirm")
        if outcome == "returned":
            self.books.answered(self.service, exchange, "return_unroutable")
        return outcome

    def ack(self, delivery: Delivery, amount: int = 1) -> None:
        """Acknowledge a message, with `amount` also those before it."""
        self.line.ack(delivery.tag, multiple=amount > 1)
        self.books.handled(delivery.queue, self.service, "ack", amount)

    def reject(self, delivery: Delivery, *, requeue: bool = False) -> None:
        """Refuse a message: for good, or back to the queue."""
        self.line.reject(delivery.tag, requeue=requeue)
        self.books.handled(delivery.queue, self.service, "reject")

    def note_delivery(self, delivery: Delivery, counter: str) -> None:
        """Put into the books that a message came."""
        self.books.handled(delivery.queue, self.service, counter)
        self.books.caused(delivery.properties.app_id or "?", delivery.queue, self.service)
        if delivery.redelivered:
            self.books.handled(delivery.queue, self.service, "redeliver")

    def _take(self, delivery: Delivery) -> None:
        self.note_delivery(delivery, "deliver_no_ack" if self.auto_ack else "deliver")
        self.deliveries.put_nowait(delivery)

    async def _once(self, backoff: Backoff) -> float:
        """One life, from connect to death; how long to wait before the next."""
        self.line = Line(self.around.endpoints, self.name)
        self.deliveries = asyncio.Queue()
        try:
            await self.line.open()
            await self.set_up()
            backoff.reset()
            self.starts += 1
            self._tell("")
            self.is_up.set()
            await self._work_while_connected()
        except LineLost as lost:
            wait = backoff.next()
            why = explain(lost.__cause__ or lost, self.around.endpoints).why
            self._tell(f"{why}; tries again until it works")
            return wait
        except Crash:
            self._tell(f"crashed; starts again in {RESTART_SECONDS:.0f} s")
        except Exception as fault:  # the rim of a service: said, and no other service is hurt
            log.exception("a service of the demo failed")
            self._tell(f"failed ({type(fault).__name__}: {fault})")
        finally:
            self.is_up.clear()
            await self.line.close()
        return RESTART_SECONDS

    def _tell(self, trouble: str) -> None:
        """Say what became of the service, once while it stays the same."""
        if trouble != self._trouble:
            self._trouble = trouble
            self.around.tell(f"{self.name}: {trouble or 'is back'}")

    async def _work_while_connected(self) -> None:
        """Work, until that ends in an error or the line is lost."""
        working = asyncio.create_task(self.work())
        ends: set[asyncio.Future[Any]] = {working, self.line.over}
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not working.done():
                working.cancel()
                await asyncio.wait({working})
        if working.cancelled():
            raise LineLost from self.line.over.result()
        working.result()


def data_of(delivery: Delivery) -> dict[str, Any]:
    """The JSON object in a message. Raises BadMessage."""
    try:
        data = json.loads(delivery.body)
    except ValueError as error:
        raise BadMessage from error
    if not isinstance(data, dict):
        raise BadMessage
    return data


def follow_up(
    delivery: Delivery, name: str, data: dict[str, Any], headers: dict[str, Any] | None = None
) -> Event:
    """An event about the same order, caused by that message."""
    return Event(
        name,
        data,
        order=delivery.properties.correlation_id or "",
        cause=delivery.properties.message_id or "",
        headers=headers or {},
    )
