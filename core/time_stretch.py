"""The times of one second, or of some that were put together: how many fell into which bin."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.percentiles import BINS

BIN_BITS = 11
"""A code is the number of a track and, in its lowest bits, a bin."""
Chosen = NDArray[np.bool_]
"""By the number of a track, whether it is meant."""

_BIN = (1 << BIN_BITS) - 1
_FEW = 8
"""So many tracks are looked up; more are filtered."""


class Stretch:
    """Codes in order, each once, with how often it was."""

    __slots__ = ("_loose", "codes", "counts", "power")

    def __init__(self) -> None:
        self.power = 0
        self.codes = np.zeros(0, np.uint32)
        self.counts: NDArray[Any] = np.zeros(0, np.uint8)
        self._loose: list[tuple[NDArray[np.uint32], NDArray[Any]]] = []

    def __len__(self) -> int:
        return len(self.codes) + sum(len(codes) for codes, _ in self._loose)

    @property
    def span(self) -> int:
        """Of so many seconds."""
        return 1 << self.power

    @property
    def size(self) -> int:
        """In bytes."""
        arrays = (one for pair in ((self.codes, self.counts), *self._loose) for one in pair)
        return sum(array.nbytes for array in arrays)

    def put(self, codes: NDArray[np.uint32]) -> None:
        """Each of these once more."""
        self._loose.append((codes, np.ones(len(codes), np.uint8)))

    def take(self, other: "Stretch") -> None:
        """All of another one besides."""
        other.settle()
        self._loose.append((other.codes, other.counts))

    def settle(self) -> None:
        """Let each code be there once, and in order."""
        if not self._loose:
            return
        codes = np.concatenate([self.codes, *(one for one, _ in self._loose)])
        counts = np.concatenate([self.counts, *(one for _, one in self._loose)])
        self._loose = []
        order = np.argsort(codes, kind="stable")
        codes = codes[order]
        starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        sums = np.add.reduceat(counts[order], starts, dtype=np.int64)
        self.codes, self.counts = codes[starts], sums.astype(np.min_scalar_type(int(sums.max())))

    def places(self, groups: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each code its place in histograms of groups: by group first, then by bin."""
        places = groups[self.codes >> BIN_BITS] * BINS + (self.codes & _BIN)
        return np.asarray(places, np.int64)

    def histogram(self, chosen: Chosen) -> NDArray[np.int64]:
        """Of the chosen tracks together."""
        numbers = np.flatnonzero(chosen)
        if len(numbers) > _FEW:
            kept = chosen[self.codes >> BIN_BITS]
            codes, counts = self.codes[kept], self.counts[kept]
        else:
            borders = np.stack([numbers, numbers + 1]).astype(np.uint32) << BIN_BITS
            ends = np.searchsorted(self.codes, borders)
            slices = [slice(*pair) for pair in ends.T.tolist()]
            codes = np.concatenate([self.codes[:0], *(self.codes[one] for one in slices)])
            counts = np.concatenate([self.counts[:0], *(self.counts[one] for one in slices)])
        bins = codes & _BIN
        return np.bincount(bins, counts, BINS).astype(np.int64)
