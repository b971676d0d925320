"""How much counters of named objects have grown since watching began."""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Counts = dict[str, int]


class Growth(Generic[Key]):
    """Folds snapshots of counters; an object that is new since the last one began at zero."""

    def __init__(self) -> None:
        self.grown: dict[Key, Counts] = {}
        self.vanished: set[Key] = set()
        """Objects that are gone and may have counted more than was seen."""
        self._last: Mapping[Key, Mapping[str, int]] | None = None

    def begin(self) -> None:
        """Count from here."""
        self.grown = {}
        self.vanished = set()

    def take(self, values: Mapping[Key, Mapping[str, int]]) -> None:
        """Take a snapshot."""
        last = self._last
        self._last = values
        if last is None:
            return
        self.vanished |= last.keys() - values.keys()
        for key, counts in values.items():
            before = last.get(key, {})
            grown = self.grown.setdefault(key, {})
            for name, value in counts.items():
                since = before.get(name, 0)
                added = value - since if value >= since else value
                grown[name] = grown.get(name, 0) + added

    def copy(self) -> dict[Key, Counts]:
        """What has grown, as it is now."""
        return {key: dict(counts) for key, counts in self.grown.items()}


def total(grown: Mapping[Key, Counts], name: str) -> int:
    """The sum of one counter over all objects."""
    return sum(counts.get(name, 0) for counts in grown.values())
