"""Waiting until something can be seen, however busy the machine is."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 30.0


def until(seen: Callable[[], T], what: str | Callable[[], str]) -> T:
    """What is seen at last; fails when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not (found := seen()):
        if time.monotonic() > deadline:
            missed = what if isinstance(what, str) else what()
            raise AssertionError(f"not in {PATIENCE:.0f} s: {missed}")
        time.sleep(0.02)
    return found
