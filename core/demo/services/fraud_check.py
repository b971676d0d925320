"""Fraud check: lets most orders pass to the payments and rejects some, which are dead-lettered."""

from core.demo.handler import Handler
from core.demo.line import Delivery
from core.demo.service import data_of, follow_up


class FraudCheck(Handler):
    """Rejects without requeue what looks wrong."""

    consumes = ("shop.fraud",)
    publishes_to = ("shop.bank",)
    pace = 0.01

    async def handle(self, delivery: Delivery) -> None:
        """Have the order charged, or refuse it."""
        order = data_of(delivery)
        if self.draw.random() < 0.07:
            self.reject(delivery)
            return
        amount = {name: order[name] for name in ("order", "cents", "currency")}
        await self.publish("shop.bank", "charge", follow_up(delivery, "charge", amount))
        self.ack(delivery)
