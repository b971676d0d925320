"""Which entries of the topology log are wanted: by words, and by what is selected."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from core.log_scope import PeersOf, concerns
from core.selection import Selection
from core.topology_log import Entry
from gui.topology_log.words import cells


@dataclass(frozen=True, slots=True)
class Choice:
    """Every word has to be somewhere in a line, whatever its case."""

    words: tuple[str, ...] = ()
    selection: Selection = None
    """Only what concerns that; None for everything."""
    peers_of: PeersOf = field(default=lambda _: (), compare=False)

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are wanted, in their order."""
        peers: dict[str, frozenset[str]] = {}

        def peers_of(service: str) -> frozenset[str]:
            if service not in peers:
                peers[service] = frozenset(self.peers_of(service))
            return peers[service]

        return [
            entry
            for entry in entries
            if self._has_words(entry) and concerns(entry, self.selection, peers_of)
        ]

    def _has_words(self, entry: Entry) -> bool:
        if not self.words:
            return True
        line = _line(entry)
        return all(word in line for word in self.words)


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for."""
    return tuple(text.casefold().split())


@lru_cache(5_000)
def _line(entry: Entry) -> str:
    """As it is shown; also with the English words for what happened to what."""
    return "\n".join((*cells(entry), entry.verb, entry.kind)).casefold()
