"""Shipping: packs, prints a label, tells the ERP, and says that the parcel is on its way."""

from typing import Any

from core.demo.assortment import CARRIERS
from core.demo.handler import Handler
from core.demo.line import Delivery
from core.demo.service import data_of, follow_up


class Shipping(Handler):
    """Publishes documents to a headers exchange: their format says who gets them."""

    consumes = ("shop.shipping",)
    publishes_to = ("shop.docs", "shop.events")
    prefetch = 10
    pace = 0.02

    async def handle(self, delivery: Delivery) -> None:
        """Send one parcel."""
        parcel = {
            "order": data_of(delivery)["order"],
            "parcel": f"P{self.draw.randint(10**8, 10**9 - 1)}",
            "carrier": self.draw.choice(CARRIERS),
            "grams": self.draw.randrange(150, 4000, 50),
        }
        await self._document(delivery, "label", "pdf", parcel)
        await self._document(delivery, "delivery-note", "edi", parcel)
        shipped = follow_up(delivery, "parcel.shipped", parcel)
        await self.publish("shop.events", "parcel.shipped", shipped)
        self.ack(delivery)

    async def _document(
        self, delivery: Delivery, name: str, format_: str, parcel: dict[str, Any]
    ) -> None:
        headers = {"format": format_, "carrier": parcel["carrier"]}
        await self.publish("shop.docs", "", follow_up(delivery, name, parcel, headers))
