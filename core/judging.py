"""When it is judged what hurts, and how far that has come.

A judgement is of one moment: it may take several goes, but nothing is folded before it is done.
"""

import time
from collections.abc import Iterator
from math import inf

from core.diagnosis import Diagnosis
from core.message_facts import MessageFacts

_OFTEN_SECONDS = 0.5


class Judging:
    """Has everything judged again after something was folded."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        self._diagnosis = diagnosis
        self._begun_at = 0.0
        self._unjudged: set[type] = set()
        self._steps: Iterator[None] | None = None

    def note(self, kind: type) -> None:
        """Something of that kind was folded."""
        self._unjudged.add(kind)

    @property
    def is_due(self) -> bool:
        """Something new was folded; single facts may come often, and change little each time."""
        if self.is_under_way:
            return True
        long_ago = time.monotonic() - self._begun_at >= _OFTEN_SECONDS
        return bool(self._unjudged) and (long_ago or self._unjudged != {MessageFacts})

    @property
    def is_under_way(self) -> bool:
        """A judgement has begun and is not done."""
        return self._steps is not None

    def go_on(self, seconds: float = inf) -> None:
        """Judge, or as much of that as takes `seconds`."""
        until = time.monotonic() + seconds
        if self._steps is None:
            self._begun_at = time.monotonic()
            self._unjudged.clear()
            self._steps = self._diagnosis.judging()
        for _ in self._steps:
            if time.monotonic() >= until:
                return
        self._steps = None

    def finish(self) -> None:
        """End what is under way: something is about to be folded."""
        if self.is_under_way:
            self.go_on()
