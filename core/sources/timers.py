"""Calls that an I/O loop makes later, each planned at most once."""

import time
from collections.abc import Callable
from typing import Any

from pika.adapters.select_connection import IOLoop


class Timers:
    """Plans of one loop; only for the loop's thread."""

    def __init__(self, loop: IOLoop) -> None:
        self._loop = loop
        self._planned: dict[Callable[[], None], tuple[float, Any]] = {}

    def plan(self, delay: float, call: Callable[[], None]) -> None:
        """Make a call after `delay` seconds; of several plans for it the earliest counts."""
        due = time.monotonic() + delay
        earlier = self._planned.get(call)
        if earlier is not None:
            if earlier[0] <= due:
                return
            self._loop.remove_timeout(earlier[1])
        self._planned[call] = (due, self._loop.call_later(delay, lambda: self._make(call)))

    def _make(self, call: Callable[[], None]) -> None:
        del self._planned[call]
        call()
