"""The storefront: customers place orders, in waves; some leave their basket behind."""

import asyncio
from collections import deque
from time import monotonic

from core.demo.assortment import COUNTRIES, basket
from core.demo.event import Event
from core.demo.service import Service, Surroundings
from core.demo.tide import orders_per_second

PLACED = "order.placed"
_LONGEST_PAUSE = 0.5


class Storefront(Service):
    """Publishes what customers do."""

    publishes_to = ("shop.events",)

    def __init__(self, name: str, around: Surroundings) -> None:
        super().__init__(name, around)
        self.key = PLACED
        """The routing key of an order; another release may use another."""
        self.rush = 1.0
        """Factor for the number of customers."""
        self.errands: deque[Event] = deque()
        """Orders that come besides those of the customers."""
        self._number = 100_000
        self._opened_at = monotonic()

    async def work(self) -> None:
        """Serve customers while the shop is open."""
        while True:
            await self.around.is_open.wait()
            while self.errands:
                await self.publish("shop.events", PLACED, self.errands.popleft())
            rate = self._rate()
            pause = self.draw.expovariate(rate)
            await asyncio.sleep(min(pause, _LONGEST_PAUSE))
            if pause <= _LONGEST_PAUSE and self.around.is_open.is_set():
                await self._customer()

    def _rate(self) -> float:
        at = monotonic() - self._opened_at
        return orders_per_second(at) * self.rush * self.around.speed

    async def _customer(self) -> None:
        """Most buy; nobody listens for the baskets of those who do not."""
        items = basket(self.draw)
        if self.draw.random() < 0.15:
            gone = Event("cart.abandoned", {"items": items, "seconds": self.draw.randint(20, 900)})
            await self.publish("shop.events", "cart.abandoned", gone)
            return
        await self.publish("shop.events", self.key, self.order(items))

    def order(self, items: object) -> Event:
        """A new order."""
        self._number += 1
        number = f"A-{self._number}"
        data = {
            "order": number,
            "customer": f"c-{self.draw.randint(1000, 9999)}",
            "country": self.draw.choice(COUNTRIES),
            "items": items,
        }
        return Event(PLACED, data, order=number)
