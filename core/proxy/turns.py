"""When there is time to read copies: in turns of the loop in which nothing passes.

Measured on two cores with RabbitMQ and its clients on the same machine: to read as soon as something
came took half of the throughput, in slices of a fixed share a third of it. A process of its own
for reading would have to be given all bytes through a pipe, which costs more than most are worth.
The more waits to be read, the less a turn rests: what goes on for a while at a pace that leaves the
processor time is read in full.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter

SLICE = 0.000_25
"""Seconds of reading at a time: what comes in the meantime waits no longer."""
REST = 3
"""How many times as long as a slice there is no reading after it, while little waits."""
LEAST_REST = 0.5
"""How many times as long as a slice there is no reading after it at least."""
IMPATIENCE = 0.005
"""Seconds without reading after which there is a slice even if something passes all the time, while
little waits."""
_BREATH = 0.000_5
"""Seconds from what passes to the first look at it: more comes together."""


class Turns:
    """Calls `read` with the time at which it has to stop; it says whether it has more to do.

    `ease` says how little waits: from 1 for next to nothing to 0 for nearly too much.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        read: Callable[[float], bool],
        ease: Callable[[], float] = lambda: 1.0,
    ) -> None:
        self._loop = loop
        self._read = read
        self._ease = ease
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
            ended, ease = perf_counter(), self._ease()
            self._latest = ended + IMPATIENCE * ease
            self._loop.call_later((ended - began) * max(REST * ease, LEAST_REST), self._turn)
