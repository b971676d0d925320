"""The time of everything that Flowscope sees: Unix seconds that never jump."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Gives Unix seconds; injected wherever time matters, so that tests bring their own."""


def steady_clock() -> Clock:
    """A clock that reads Unix time once and then follows the monotonic clock.

    Rates divide by elapsed time, so a correction of the computer's clock must not show up as
    traffic.
    """
    offset = time.time() - time.monotonic()
    return lambda: time.monotonic() + offset


now: Clock = steady_clock()
"""The process's own clock."""
