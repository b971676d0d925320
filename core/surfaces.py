"""The ways into one broker: what each was last seen to be, and what that makes of the whole."""

from collections.abc import Iterable

from core.capabilities import Capability, summed_up, unprobed
from core.facts import CapabilityChanged


class Surfaces:
    """Every surface of a broker by what it is and where; those of all nodes sum up to one.

    A capability of a cluster is there when every node has it.
    """

    def __init__(self) -> None:
        self.summed: dict[str, Capability] = unprobed()
        self._parts: dict[tuple[str, str], CapabilityChanged] = {}

    def take(self, seen: CapabilityChanged) -> None:
        """A surface was found to work or not to."""
        self._parts[(seen.capability, seen.where)] = seen
        parts = [part for part in self._parts.values() if part.capability == seen.capability]
        self.summed[seen.capability] = summed_up(seen.capability, parts)

    def forget(self, name: str, where: str) -> None:
        """A surface is no longer looked at."""
        self._parts.pop((name, where), None)

    def ok(self, name: str) -> bool | None:
        """Whether it works everywhere; None while nobody knows."""
        return self.summed[name].ok

    def ok_at(self, name: str, where: str) -> bool:
        """Whether it works there, as far as one knows."""
        part = self._parts.get((name, where))
        return part is not None and part.ok

    def works_somewhere(self, name: str) -> bool:
        """At least one node has it."""
        return any(part.ok for part in self._parts.values() if part.capability == name)

    def answered(self, name: str, places: Iterable[str]) -> bool:
        """It is known to work or not to in each of these places."""
        return all((name, where) in self._parts for where in places)
