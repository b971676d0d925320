"""Support: pays customers back, and looks through the dead letters every few seconds."""

import asyncio
from typing import Any

from core.demo.event import Event
from core.demo.service import Service

_SHIFT = 4.0
DEAD_LETTERS = "shop.rejected"


class Support(Service):
    """Polls with basic.get; uses a key that the direct exchange does not know now and then."""

    publishes_to = ("shop.bank", DEAD_LETTERS, "shop.strays")

    async def work(self) -> None:
        """One round after the other, also when the shop is closed."""
        while True:
            await self._look_through()
            await asyncio.sleep(self.draw.uniform(0.5, 1.5) * _SHIFT)
            if self.around.is_open.is_set():
                await self._pay_back()

    async def _look_through(self) -> None:
        while (found := await self.line.get(DEAD_LETTERS)) is not None:
            self.note_delivery(found, "get")
            self.ack(found)

    async def _pay_back(self) -> None:
        """A refund; one in four as a voucher, which nobody handles yet."""
        order = f"A-{self.draw.randint(100_001, 100_999)}"
        data: dict[str, Any] = {
            "order": order,
            "cents": self.draw.randrange(500, 9000, 50),
            "currency": "EUR",
        }
        key = "voucher" if self.draw.random() < 0.25 else "refund"
        await self.publish("shop.bank", key, Event(key, data, order=order))
