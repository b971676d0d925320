"""Counters that count nothing by themselves: sums of those of a graph, and what was seen there."""

from collections.abc import Iterable

import numpy as np

from core.counters import Ids, Numbers, Tally
from core.graph import FlowGraph

_Seen = tuple[tuple[str, str], str]
"""The ends of a hop, and the name of a counter."""


class Sums(Tally):
    """The tally of a graph that stands for another one."""

    def __init__(self, of: FlowGraph) -> None:
        super().__init__(1)
        self._graph = of
        self._parts: dict[int, list[int]] = {}
        self._seen: dict[int, _Seen] = {}
        self._next = 0

    def sum_of(self, counters: Iterable[int]) -> int:
        """A new counter: the sum of these."""
        self._parts[self._next] = list(counters)
        self._next += 1
        return self._next - 1

    def seen(self, ends: tuple[str, str], name: str) -> int:
        """A new counter: what was seen message by message."""
        self._seen[self._next] = (ends, name)
        self._next += 1
        return self._next - 1

    def release(self, counter: int) -> None:
        """Nobody reads it any more."""
        self._parts.pop(counter, None)
        self._seen.pop(counter, None)

    def total(self, counter: int) -> int:
        """What was counted so far."""
        if counter in self._seen:
            ends, name = self._seen[counter]
            hop = self._graph.seen_hops.get(ends)
            return 0 if hop is None else hop.counts.get(name, 0)
        return sum(map(self._graph.tally.total, self._parts[counter]))

    def steady_rate(self, counter: int) -> float:
        """Counts per second; NaN while one of the parts is not known."""
        if counter in self._seen:
            return self._seen_rate(counter)
        return sum(map(self._graph.tally.steady_rate, self._parts[counter]))

    def steady(self, counters: Ids) -> Numbers:
        """The rates of many counters; NaN where a counter is below 0: there is none."""
        found = np.full(len(counters), np.nan)
        known = np.flatnonzero(counters >= 0)
        parts = [self._parts.get(counter, []) for counter in counters[known].tolist()]
        flat = np.array([part for some in parts for part in some], dtype=np.int64)
        owner = np.repeat(np.arange(len(known)), [len(some) for some in parts])
        found[known] = np.bincount(owner, self._graph.tally.steady(flat), len(known))
        for place in known[np.isin(counters[known], list(self._seen))].tolist():
            found[place] = self._seen_rate(int(counters[place]))
        return found

    def _seen_rate(self, counter: int) -> float:
        ends, name = self._seen[counter]
        hop = self._graph.seen_hops.get(ends)
        return float("nan") if hop is None else hop.rates.get(name, float("nan"))
