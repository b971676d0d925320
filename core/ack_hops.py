"""Which service causes work for which, of messages that were seen one by one, for the report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.graph import MAIN
from core.message_facts import NOBODY, Party
from core.seen_pairs import Counts, SeenPairs

_UNSEEN = "deliver_unseen"
_HANDED = frozenset((*MAIN["hop"], _UNSEEN))


@dataclass(slots=True)
class AckHop:
    """What one service was delivered of what another published."""

    vhost: str
    source: str
    """A service, or a connection whose service is not known; empty where nobody saw it publish."""
    target: str
    counts: Counter[str] = field(default_factory=Counter)
    ways: dict[tuple[str, str], int] = field(default_factory=dict)
    """Deliveries by exchange and queue."""

    @property
    def key(self) -> tuple[str, str, str]:
        """By which hops are sorted; those of nobody come last."""
        return (self.vhost, self.source or chr(0x10FFFF), self.target)

    @property
    def delivered(self) -> int:
        """Messages that were handed out."""
        return _handed(self.counts)

    def as_json(self, *, at_least: bool, sees_acks: bool) -> dict[str, Any]:
        """As `flowscope acks` tells it; null is what cannot be seen."""
        counts = {"deliver": self.delivered, "redeliver": self.counts["redeliver"]}
        return {
            "vhost": self.vhost,
            "from": self.source or None,
            "to": self.target or None,
            "counts": {**counts, "ack": self.counts["ack"] if sees_acks else None},
            "at_least": at_least,
            "ways": [
                {"exchange": exchange or None, "queue": queue or None, "deliver": many}
                for (exchange, queue), many in sorted(self.ways.items())
            ],
        }


def hops_of(pairs: SeenPairs) -> list[AckHop]:
    """All hops, in a stable order."""
    found: dict[tuple[str, str, str], AckHop] = {}
    for source, target, way, counts in _named(pairs):
        if not _handed(counts):
            continue
        ends = (target.vhost, _name(source), _name(target))
        hop = found.setdefault(ends, AckHop(*ends))
        hop.counts.update(counts)
        hop.ways[way] = hop.ways.get(way, 0) + _handed(counts)
    return sorted(found.values(), key=lambda hop: hop.key)


def may_be_more(hop: AckHop, hops: list[AckHop]) -> bool:
    """Messages of unknown origin may be of this hop, too."""
    nobodys = (one for one in hops if not one.source)
    return bool(hop.source) and any(one.target in (hop.target, "") for one in nobodys)


def _named(pairs: SeenPairs) -> Iterator[tuple[Party, Party, tuple[str, str], Counts]]:
    for (publisher, exchange, queue, consumer), counts in pairs.counts.items():
        source, target = (pairs.parties.get(one, NOBODY) for one in (publisher, consumer))
        yield source, target, (exchange, queue), counts


def _name(party: Party) -> str:
    return party.service or party.connection


def _handed(counts: Counts | Counter[str]) -> int:
    return sum(many for name, many in counts.items() if name in _HANDED)
