"""The exchanges and queues of the shop, and who routes to whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.demo.line import Line

_LONGEST = 10_000
"""No queue grows for ever, also when a scenario is left on overnight."""


@dataclass(frozen=True, slots=True)
class Route:
    """What sends messages on: an exchange, with a routing key or arguments."""

    source: str
    key: str = ""
    arguments: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """An exchange, and the exchanges that it is bound to."""

    type: str
    routes: tuple[Route, ...] = ()
    alternate: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """As AMQP wants them."""
        return {"alternate-exchange": self.alternate} if self.alternate else {}


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """A queue, and the exchanges that it is bound to."""

    routes: tuple[Route, ...] = ()
    dead_letters: Route | None = None
    ttl_ms: int = 0
    longest: int = _LONGEST
    needs: tuple[str, ...] = field(default=())
    """Queues that must be there for this one to make sense."""

    @property
    def arguments(self) -> dict[str, Any]:
        """As AMQP wants them; classic, so that a redelivery loop is not cut short."""
        found: dict[str, Any] = {"x-queue-type": "classic", "x-max-length": self.longest}
        if self.ttl_ms:
            found["x-message-ttl"] = self.ttl_ms
        if self.dead_letters is not None:
            found["x-dead-letter-exchange"] = self.dead_letters.source
            if self.dead_letters.key:
                found["x-dead-letter-routing-key"] = self.dead_letters.key
        return found


def _labels(format_: str) -> Route:
    return Route("shop.docs", arguments={"x-match": "all", "format": format_})


EXCHANGES = {
    "shop.events": ExchangePlan("topic"),
    "shop.bank": ExchangePlan("direct", alternate="shop.lost"),
    "shop.docs": ExchangePlan("headers"),
    "shop.audit": ExchangePlan(
        "fanout", (Route("shop.events", "order.*"), Route("shop.events", "payment.*"))
    ),
    "shop.dead": ExchangePlan("fanout"),
    "shop.lost": ExchangePlan("fanout"),
}
QUEUES = {
    "shop.orders": QueuePlan((Route("shop.events", "order.placed"),)),
    "shop.pricing": QueuePlan(),
    "shop.fraud": QueuePlan((Route("shop.events", "order.accepted"),), Route("shop.dead")),
    "shop.charge": QueuePlan((Route("shop.bank", "charge"),)),
    "shop.refund": QueuePlan((Route("shop.bank", "refund"),)),
    "shop.stock": QueuePlan((Route("shop.events", "payment.captured"),)),
    "shop.shipping": QueuePlan((Route("shop.events", "stock.reserved"),)),
    "shop.labels": QueuePlan((_labels("pdf"),)),
    "shop.erp": QueuePlan((_labels("edi"),), ttl_ms=120_000, longest=200),
    "shop.mail": QueuePlan(
        tuple(
            Route("shop.events", key) for key in ("order.accepted", "*.failed", "parcel.shipped")
        ),
        Route("", "shop.mail.retry"),
        needs=("shop.mail.retry",),
    ),
    "shop.mail.retry": QueuePlan((), Route("", "shop.mail"), ttl_ms=3_000),
    "shop.audit-log": QueuePlan((Route("shop.audit"),)),
    "shop.rejected": QueuePlan((Route("shop.dead"),), longest=500),
    "shop.strays": QueuePlan((Route("shop.lost"),), longest=100),
}
EVERYTHING = (*EXCHANGES, *QUEUES)


async def declare(line: Line, names: Iterable[str]) -> None:
    """Make these exchanges and queues with all that they hang on; what is there stays."""
    made: set[str] = set()
    for name in names:
        await _make(line, name, made)


async def existing(line: Line) -> set[str]:
    """Which of the shop's exchanges and queues are there already."""
    return {name for name in EVERYTHING if await line.exists(name, is_queue=name in QUEUES)}


async def remove(line: Line, names: Iterable[str]) -> None:
    """Delete these exchanges and queues with what is in them."""
    for name in names:
        if name in QUEUES:
            await line.delete_queue(name)
        else:
            await line.delete_exchange(name)


async def _make(line: Line, name: str, made: set[str]) -> None:
    if not name or name in made:
        return
    made.add(name)
    if name in QUEUES:
        await _make_queue(line, name, made)
    else:
        await _make_exchange(line, name, made)


async def _make_exchange(line: Line, name: str, made: set[str]) -> None:
    plan = EXCHANGES[name]
    await _make(line, plan.alternate, made)
    await line.declare_exchange(name, plan.type, plan.arguments)
    for route in plan.routes:
        await _make(line, route.source, made)
        await line.bind_exchange(name, route.source, route.key)


async def _make_queue(line: Line, name: str, made: set[str]) -> None:
    plan = QUEUES[name]
    dead = (plan.dead_letters.source,) if plan.dead_letters else ()
    for needed in (*plan.needs, *dead):
        await _make(line, needed, made)
    await line.declare_queue(name, plan.arguments)
    for route in plan.routes:
        await _make(line, route.source, made)
        await line.bind_queue(name, route.source, route.key, route.arguments)
