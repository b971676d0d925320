"""When there is time to read copies: in turns of the loop in which nothing passes.

Measured on two cores with RabbitMQ and its clients on the same machine: to read as soon as something
came took half of the throughput, in slices of a fixed share a third of it. A process of its own
for reading would have to be given all bytes through a pipe, which costs more than most are worth.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter

SLICE = 0.000_25
"""Seconds of reading at a time: what comes in the meantime waits no longer."""
REST = 3
"""How many times as long as a slice there is no reading after it."""
IMPATIENCE = 0.005
"""Seconds without reading after which there is a slice even if something passes all the time."""
_BREATH = 0.000_5
"""Seconds from what passes to the first look at it: more comes together."""


class Turns:
    """Calls `read` with the time at which it has to stop; it says whether it has more to do."""

    def __init__(self, loop: asyncio.AbstractEventLoop, read: Callable[[float], bool]) -> None:
        self._loop = loop
        self._read = read
        self._is_planned = False
        self._is_quiet = False
        self._latest = 0.0

    def passed(self) -> None:
        """Something passed in this turn of the loop."""
        self._is_quiet = False
        if not self._is_planned:
            self._is_planned = True
            self._latest = perf_counter() + IMPATIENCE
            self._loop.call_later(_BREATH, self._turn)

    def _turn(self) -> None:
        began = perf_counter()
        if not self._is_quiet and began < self._latest:
            self._is_quiet = True
            self._loop.call_soon(self._turn)
            return
        self._is_planned = self._read(began + SLICE)
        if self._is_planned:
            took = perf_counter() - began
            self._latest = began + took + IMPATIENCE
            self._loop.call_later(took * REST, self._turn)
