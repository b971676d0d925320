"""Pricing: answers what a basket costs, over RPC."""

from core.demo.assortment import total_of
from core.demo.event import Event
from core.demo.handler import Handler
from core.demo.line import Delivery
from core.demo.service import data_of


class Pricing(Handler):
    """Replies through the default exchange to the queue that the request names."""

    consumes = ("shop.pricing",)
    pace = 0.003

    async def handle(self, delivery: Delivery) -> None:
        """Add the basket up."""
        asked = delivery.properties
        price = Event(
            "price.calculated",
            {"cents": total_of(data_of(delivery)["items"]), "currency": "EUR"},
            cause=asked.message_id,
            correlation=asked.correlation_id,
        )
        await self.publish("", asked.reply_to, price)
        self.ack(delivery)
