"""Rates over as long as it takes to hold several messages, out of what was counted by the second.

A second alone says little of an edge with one message in twenty of them: 0, 0, 1, 0. So a rate is
over the last five seconds, unless these hold few messages: then it is over the last minute, as far
as that was watched, and as far as these five seconds do not show that something has changed since.
Where very much passes, the last second says it. Nothing in less than five seconds says nothing.
"""

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]

_LONG, _SHORT = 60, 5
"""Seconds."""
_MANY = 50.0
"""So many messages in a second make a rate of their own."""
_SEVERAL = 10.0
_CHANCE = 3.0
"""So many standard deviations from the mean are no chance any more."""
_SILENCE = -5.0
"""A silence whose chance has such a logarithm is none, either: something has stopped."""


class SteadyRates:
    """The last minute of many counters, up to where nothing was known of them."""

    def __init__(self) -> None:
        self._seconds = np.zeros((_LONG, 0), np.float32)
        self._place = 0
        """Where the next second goes, in place of the oldest."""
        self._known = np.zeros(0)
        """So many of the newest seconds are known."""
        self._long, self._short = np.zeros(0), np.zeros(0)
        """Messages in these, and in the newest five of them."""
        self._silent = np.zeros(0)
        """So many seconds without one."""
        self._rates: Numbers | None = None

    def reach(self, size: int) -> None:
        """Have room for so many counters."""
        more = size - len(self._known)
        if more > 0:
            self._seconds = np.pad(self._seconds, ((0, 0), (0, more)))
            held = (self._known, self._long, self._short, self._silent)
            grown = (np.pad(one, (0, more)) for one in held)
            self._known, self._long, self._short, self._silent = grown
            self._rates = None

    def forget(self, counters: Ids | slice) -> None:
        """What these have counted until now tells nothing about what comes."""
        for held in (self._known, self._long, self._short, self._silent):
            held[counters] = 0.0
        self._rates = None

    def add(self, counters: Ids, rates: Numbers, seconds: int) -> None:
        """So many seconds at these rates; of all other counters they are not known."""
        now = np.zeros(len(self._known), np.float32)
        now[counters] = rates
        others = np.ones(len(now), bool)
        others[counters] = False
        for _ in range(min(seconds, _LONG)):
            self._add_second(now)
        self.forget(np.flatnonzero(others))

    @property
    def rates(self) -> Numbers:
        """Messages a second, by counter; NaN where there is no telling."""
        if self._rates is None:
            self._rates = self._worked_out()
        return self._rates

    def _add_second(self, now: NDArray[np.float32]) -> None:
        oldest, fifth = self._seconds[self._place], self._seconds[self._place - _SHORT]
        self._long += now - np.where(self._known >= _LONG, oldest, 0.0)
        self._short += now - np.where(self._known >= _SHORT, fifth, 0.0)
        self._silent = np.where(now > 0, 0.0, self._silent + 1)
        self._known = np.minimum(self._known + 1, _LONG)
        self._seconds[self._place] = now
        self._place = (self._place + 1) % _LONG

    def _worked_out(self) -> Numbers:
        known, silent = np.maximum(self._known, 1.0), np.minimum(self._silent, self._known)
        count = np.where(silent < self._known, self._long, 0.0)
        lately = np.where(silent < _SHORT, self._short, 0.0)
        short_known = np.minimum(known, _SHORT)
        expected = count / known * short_known
        chance_of_silence = count * np.log(np.maximum(known - silent, 1.0) / known)
        has_changed = np.abs(lately - expected) > _CHANCE * np.sqrt(np.maximum(expected, 1.0))
        has_changed |= (silent >= _SHORT) & (chance_of_silence <= _SILENCE)
        is_slow = np.maximum(lately, expected) < _SEVERAL
        found = np.where(is_slow & ~has_changed, count / known, lately / short_known)
        last = self._seconds[self._place - 1]
        found = np.where(last >= _MANY, last, found)
        found[(self._known < _SHORT) & (count == 0)] = np.nan
        return np.asarray(found, np.float64)
