"""Audit: keeps a record of every order and payment, and acknowledges ten at a time."""

import asyncio

from core.demo.line import Delivery
from core.demo.service import Service

_BATCH = 10
_LONGEST_WAIT = 1.0


class Audit(Service):
    """Acknowledges with `multiple`, when ten are written or nothing more comes."""

    consumes = ("shop.audit-log",)
    prefetch = 50

    async def work(self) -> None:
        """Write batches."""
        while True:
            written = [await self.deliveries.get()]
            while len(written) < _BATCH and (more := await self._soon()) is not None:
                written.append(more)
            await self.works.wait()
            self.ack(written[-1], len(written))

    async def _soon(self) -> Delivery | None:
        try:
            async with asyncio.timeout(_LONGEST_WAIT):
                return await self.deliveries.get()
        except TimeoutError:
            return None
