"""What can be found, in columns: kinds, names, and numbers as far as they are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.find.expression import Pattern
from core.find.vocabulary import Prefix

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amounts:
    """A number of each thing: exact, a lower bound, or (also when it has none) unknown."""

    values: Numbers
    exact: Flags
    known: Flags


@dataclass(frozen=True, slots=True)
class Answers:
    """Of which things something is so, and of which it is not; of the rest nobody knows."""

    yes: Flags
    no: Flags


class Things(Protocol):
    """What an expression is asked of."""

    @property
    def size(self) -> int:
        """How many there are."""

    def named(self, prefix: Prefix | None, pattern: Pattern) -> Answers:
        """Whose name fits."""

    def amounts(self, name: str) -> Amounts:
        """A field of each."""

    def flagged(self, name: str) -> Answers:
        """Of which a flag is so."""


@dataclass
class Names:
    """Some names in small letters; which of them fit a pattern is remembered."""

    words: Sequence[str]
    _fitting: dict[Pattern, Flags] = field(default_factory=dict)

    def fitting(self, pattern: Pattern) -> Flags:
        """Which names fit."""
        found = self._fitting.get(pattern)
        if found is None:
            if len(self._fitting) > 50:
                self._fitting.clear()
            fits: Callable[[str], bool] = pattern.test()
            found = np.fromiter(map(fits, self.words), dtype=np.bool_, count=len(self.words))
            self._fitting[pattern] = found
        return found


def unknown(size: int) -> Amounts:
    """Numbers that nothing has."""
    no = np.zeros(size, dtype=np.bool_)
    return Amounts(np.zeros(size), no, no)


def nobody(size: int) -> Answers:
    """What is neither so nor not so of anything."""
    no = np.zeros(size, dtype=np.bool_)
    return Answers(no, no)
