"""Payments: three replicas charge customers and pay back; one of them is slow."""

from typing import Any

from core.demo.assortment import FAILURES
from core.demo.handler import Handler
from core.demo.line import Delivery
from core.demo.service import Surroundings, data_of, follow_up


class Payments(Handler):
    """Shares two queues with its replicas."""

    consumes = ("shop.charge", "shop.refund")
    publishes_to = ("shop.events",)
    prefetch = 5

    def __init__(self, name: str, around: Surroundings, pace: float = 0.12) -> None:
        super().__init__(name, around)
        self.pace = pace

    async def handle(self, delivery: Delivery) -> None:
        """Ask the bank."""
        data = data_of(delivery)
        if delivery.key == "refund":
            await self._say(delivery, "payment.refunded", data)
        elif self.draw.random() < 0.08:
            reason = self.draw.choice(FAILURES)
            await self._say(delivery, "payment.failed", data | {"reason": reason})
        else:
            await self._say(delivery, "payment.captured", data | {"replica": self.name})
        self.ack(delivery)

    async def _say(self, delivery: Delivery, name: str, data: dict[str, Any]) -> None:
        await self.publish("shop.events", name, follow_up(delivery, name, data))
