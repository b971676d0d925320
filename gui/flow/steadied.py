"""Rates that come and go, as they are on the whole: what evens out within seconds is nothing."""

from collections.abc import Callable
from math import exp
from time import monotonic

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_SECONDS = 8.0
"""What happened so long ago counts for little more than a third."""


class Steadied:
    """The recent mean of many rates; what is unknown now is unknown."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._at = clock()
        self._mean: Numbers = np.empty(0)

    def of(self, rows: NDArray[np.int64]) -> "Steadied":
        """The same of other rates: `rows` are where these were here, -1 for new ones."""
        chosen = Steadied(self._clock)
        known = (rows >= 0) & (rows < len(self._mean))
        mean = np.full(len(rows), np.nan)
        mean[known] = self._mean[rows[known]]
        chosen._at, chosen._mean = self._at, mean
        return chosen

    def take(self, rates: Numbers) -> Numbers:
        """The mean with the present rates; one that was not known before begins with them."""
        now = self._clock()
        weight = 1.0 - exp(-max(now - self._at, 0.0) / _SECONDS)
        before = self._mean if len(self._mean) == len(rates) else np.full(len(rates), np.nan)
        before = np.where(np.isnan(before), rates, before)
        self._at, self._mean = now, before + weight * (rates - before)
        return self._mean
