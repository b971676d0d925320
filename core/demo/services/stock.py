"""Stock: reserves what was paid; says when a shelf gets empty, and is told that nobody listens."""

from core.demo.assortment import ARTICLES
from core.demo.handler import Handler
from core.demo.line import Delivery
from core.demo.service import data_of, follow_up


class Stock(Handler):
    """Publishes `stock.low` as mandatory: the broker returns it, for no queue is bound."""

    consumes = ("shop.stock",)
    publishes_to = ("shop.events",)

    async def handle(self, delivery: Delivery) -> None:
        """Reserve, and look at the shelf."""
        order = data_of(delivery)["order"]
        shelf = f"{self.draw.choice('ABCDEF')}{self.draw.randint(1, 40):02}"
        reserved = {"order": order, "shelf": shelf}
        await self.publish(
            "shop.events", "stock.reserved", follow_up(delivery, "stock.reserved", reserved)
        )
        if self.draw.random() < 0.08:
            low = {"sku": self.draw.choice(ARTICLES).sku, "left": self.draw.randint(0, 5)}
            event = follow_up(delivery, "stock.low", low)
            await self.publish("shop.events", "stock.low", event, mandatory=True)
        self.ack(delivery)
