"""The legacy ERP: takes as much as its prefetch allows, and never acknowledges anything."""

from core.demo.handler import Handler
from core.demo.line import Delivery


class LegacyErp(Handler):
    """Connected, subscribed, and stuck: 25 unacked for ever."""

    consumes = ("shop.erp",)
    prefetch = 25

    async def handle(self, delivery: Delivery) -> None:
        """Nothing comes of it."""
