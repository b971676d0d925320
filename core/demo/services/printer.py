"""The label printer: takes every label, and acknowledges nothing because it need not."""

from core.demo.handler import Handler
from core.demo.line import Delivery


class Printer(Handler):
    """Consumes with automatic acknowledgement: what it loses is lost."""

    consumes = ("shop.labels",)
    auto_ack = True

    async def handle(self, delivery: Delivery) -> None:
        """Print."""
