"""Whether something that was seen of single messages is over, once nobody sees it any more.

It is over when whoever would see it sees nothing, when the broker counts nothing of the kind, or
when its place is gone. Until then it is told as of when it was seen.
"""

from collections.abc import Callable
from math import inf

import numpy as np

from core.graph import EdgeKey, FlowGraph

LATELY_SECONDS = 60.0
"""What happened longer ago, and not again though it would have been seen, is over."""
_KNOWN_SHARE = 0.5
"""So much of that time has to be counted for nothing to mean that nothing happened."""
_MOST = 5_000

Sees = Callable[[str], bool]
"""Whatever is published and delivered on a connection is seen now."""


class Disproof:
    """What speaks against findings of single messages, at one time after another."""

    def __init__(self, graph: FlowGraph, sees: Sees) -> None:
        self._graph = graph
        self.sees = sees
        self._now = self._read_at = -inf
        self._counted: dict[tuple[EdgeKey, tuple[str, ...]], bool | None] = {}
        self._seen_again: dict[str, float | None] = {}
        """Since when connections are seen that were not; None of those that are not seen now."""

    def look(self, now: float, read_at: float) -> None:
        """From here on it is asked for this time; the counters were read at that one."""
        self._now, self._read_at = now, read_at
        self._counted.clear()
        if len(self._seen_again) > _MOST:
            self._seen_again.clear()

    def is_over(self, key: EdgeKey, connection: str, last: float, *counters: str) -> bool:
        """Nothing like that is going on at an edge, where it was seen on a connection."""
        silent_since = max(last, self._seen_since(connection))
        if self._now - last <= LATELY_SECONDS:
            return False
        return (
            self._now - silent_since > LATELY_SECONDS
            or not self._is_there(key)
            or self.counts(key, *counters) is False
        )

    def counts(self, key: EdgeKey, *counters: str) -> bool | None:
        """The broker counted any of that at an edge lately; None where it is not known."""
        if (key, counters) not in self._counted:
            self._counted[key, counters] = self._lately(key, counters)
        return self._counted[key, counters]

    def _seen_since(self, connection: str) -> float:
        """Since when silence there tells something."""
        if not self.sees(connection):
            self._seen_again[connection] = None
            return inf
        if connection not in self._seen_again:
            return -inf
        since = self._seen_again[connection]
        if since is None:
            since = self._seen_again[connection] = self._now
        return since

    def _is_there(self, key: EdgeKey) -> bool:
        ends = (self._graph.nodes.get(end) for end in key[1:])
        return all(node is not None and node.present for node in ends)

    def _lately(self, key: EdgeKey, counters: tuple[str, ...]) -> bool | None:
        edge = self._graph.edges.get(key)
        rings = [edge.counters[name] for name in counters if name in edge.counters] if edge else []
        if not rings or self._read_at == -inf:
            return None
        last = int(self._read_at)
        first = last - int(LATELY_SECONDS) + 1
        window = self._graph.tally.rings.window(np.array(rings, np.int64), first, last)
        if np.any(window > 0):
            return True
        known = ~np.isnan(window).all(axis=1)
        return False if known.mean() >= _KNOWN_SHARE else None
