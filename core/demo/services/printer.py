"""The label printer: takes every label, and acknowledges nothing because it need not."""

from core.demo.line import Delivery
from core.demo.service import Service


class Printer(Service):
    """Consumes with automatic acknowledgement: what it loses is lost."""

    consumes = ("shop.labels",)
    auto_ack = True

    async def handle(self, delivery: Delivery) -> None:
        """Print."""
