"""A service that handles its messages one after the other: most of the shop."""

import asyncio
from abc import abstractmethod

from core.demo.line import Delivery
from core.demo.service import BadMessage, Crash, Service, Surroundings


class Handler(Service):
    """Takes its time with each message, and refuses what it cannot read."""

    pace = 0.005
    """Seconds that handling a message takes."""

    def __init__(self, name: str, around: Surroundings) -> None:
        super().__init__(name, around)
        self.crashes = False
        """Dies with its first message after every start."""
        self.requeues_bad = False
        """Gives messages that it cannot read back to the queue, again and again."""

    async def work(self) -> None:
        """Handle one delivery after the other."""
        while True:
            await self._handle_next(await self.deliveries.get())

    @abstractmethod
    async def handle(self, delivery: Delivery) -> None:
        """What this service does with a message, up to the ack or reject."""

    async def _handle_next(self, delivery: Delivery) -> None:
        await self.works.wait()
        await asyncio.sleep(self.pace)
        await self.works.wait()
        if self.crashes:
            raise Crash
        try:
            await self.handle(delivery)
        except BadMessage:
            self.reject(delivery, requeue=self.requeues_bad)
