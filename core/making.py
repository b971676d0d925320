"""Something large that is made a little at a time, so that whoever waits gets a turn in between."""

import time
from collections.abc import Generator
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Short steps that end in what they make."""


class Making(Generic[T]):
    """How far something has come."""

    def __init__(self, steps: Steps[T]) -> None:
        self._steps = steps

    def go_on(self, seconds: float = inf) -> T | None:
        """Make it, or as much of it as takes `seconds`; what was made, once it is whole."""
        until = time.monotonic() + seconds
        while True:
            try:
                next(self._steps)
            except StopIteration as whole:
                found: T = whole.value
                return found
            if time.monotonic() >= until:
                return None


def made(steps: Steps[T]) -> T:
    """What the steps make, at once."""
    found = Making(steps).go_on()
    assert found is not None
    return found
