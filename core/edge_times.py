"""How long things take on the edges of the graph, and at its nodes, from single messages."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.directory import PENDING
from core.flow import Flow
from core.graph import UNKNOWN_SERVICE, EdgeKey, EdgeKind, node_id
from core.percentiles import percentiles_of
from core.recent_times import Measure, RecentTimes, Timed
from core.selection import Selection
from core.time_stretch import Chosen

MEASURES: tuple[Measure, ...] = ("confirm", "wait", "handling")
MINUTE = 60
_OF_EDGES: dict[EdgeKind, tuple[Measure, ...]] = {
    "publish": ("confirm",),
    "route": ("wait",),
    "deliver": ("wait", "handling"),
}
MAIN: dict[EdgeKind, Measure] = {"publish": "confirm", "route": "wait", "deliver": "handling"}
"""What is told of each kind of edge in a word."""


class Spread(NamedTuple):
    """The seconds that half, and 99 of 100, did not exceed, and of how many."""

    p50: float
    p99: float
    messages: int


class EdgeTimes:
    """Reads the recent times by what the graph shows."""

    def __init__(self, recent: RecentTimes, flow: Flow, vhost: str) -> None:
        self.recent = recent
        self._graph = flow.graph
        self._service_of = flow.directory.service_of
        self._vhost = vhost
        self._seen = (-1, -1)
        self._places: dict[int, tuple[Measure, frozenset[str | EdgeKey]]] = {}
        self._minute: tuple[int, dict[tuple[EdgeKey, Measure], Spread]] = (0, {})

    @property
    def version(self) -> tuple[int, int]:
        """Changes whenever what was chosen might be chosen otherwise."""
        return self.recent.version, self._graph.structure

    def is_seen(self, measure: Measure) -> bool:
        """It was seen somewhere, within the last hour."""
        return any(measure == one for one, _ in self._now().values())

    def chosen(self, selection: Selection, measure: Measure) -> Chosen:
        """The tracks of a node, an edge or the whole broker."""
        places = self._now()
        chosen = np.zeros(self.recent.numbers, np.bool_)
        for number, (one, where) in places.items():
            chosen[number] = one == measure and (selection is None or selection in where)
        return chosen

    def over_a_minute(self, now: float) -> dict[tuple[EdgeKey, Measure], Spread]:
        """What edges took within the last minute; what is not in it is not known."""
        if self._minute[0] != int(now):
            self._minute = (int(now), self._spreads(int(now)))
        return self._minute[1]

    def _spreads(self, now: int) -> dict[tuple[EdgeKey, Measure], Spread]:
        numbers: dict[tuple[EdgeKey, Measure], int] = {}
        places: list[tuple[int, int, bool]] = []
        for number, (measure, where) in self._now().items():
            for edge in where:
                if not isinstance(edge, str):
                    group = numbers.setdefault((edge, measure), len(numbers))
                    places.append((number, group, measure == "wait" and edge[0] == "deliver"))
        if not numbers:
            return {}
        minute = now - MINUTE + 1, now
        sums = [
            self.recent.sums(self._groups(places, len(numbers), second), len(numbers), *minute)
            for second in (False, True)
        ]
        return _spreads(list(numbers), sums[0] + sums[1])

    def _groups(
        self, places: list[tuple[int, int, bool]], none: int, second: bool
    ) -> NDArray[np.int64]:
        """By track its edge; a track of `wait` has two."""
        groups = np.full(self.recent.numbers, none)
        chosen = [place[:2] for place in places if place[2] == second]
        if chosen:
            numbers, edges = np.array(chosen).T
            groups[numbers] = edges
        return groups

    def _now(self) -> dict[int, tuple[Measure, frozenset[str | EdgeKey]]]:
        """By the number of each track what it tells of."""
        if self._seen != self.version:
            self._seen = self.version
            self._places = {
                track.number: (timed.measure, frozenset(self._where(timed)))
                for timed, track in self.recent.tracks.items()
                if timed.vhost == self._vhost and self._service(timed) is not None
            }
        return self._places

    def _where(self, timed: Timed) -> list[str | EdgeKey]:
        """The nodes and edges that a track tells of."""
        service = self._service(timed) or ""
        exchange, queue = node_id("exchange", timed.exchange), node_id("queue", timed.queue)
        match timed.measure:
            case "confirm":
                return [service, exchange, ("publish", service, exchange)]
            case "wait":
                edges: list[EdgeKey] = [("route", exchange, queue), ("deliver", queue, service)]
                return [service, exchange, queue, *edges]
        return [service, queue, ("deliver", queue, service)]

    def _service(self, timed: Timed) -> str | None:
        """The node of a service; None if it is not shown."""
        service = self._service_of(timed.connection)
        if service != PENDING:
            return service
        said = node_id("service", timed.service)
        return said if said in self._graph.nodes else UNKNOWN_SERVICE


def measures_of(selection: Selection) -> tuple[Measure, ...]:
    """What can be timed at a node, on an edge or on the whole broker."""
    if selection is None:
        return MEASURES
    if not isinstance(selection, str):
        return _OF_EDGES.get(selection[0], ())
    kind = selection.partition(":")[0]
    return {"exchange": MEASURES[:2], "queue": MEASURES[1:]}.get(kind, MEASURES)


def _spreads(
    whose: list[tuple[EdgeKey, Measure]], sums: NDArray[np.float64]
) -> dict[tuple[EdgeKey, Measure], Spread]:
    halves = percentiles_of(sums, (50.0, 99.0)).tolist()
    counts = sums.sum(axis=1).tolist()
    return {
        one: Spread(p50, p99, round(count))
        for one, (p50, p99), count in zip(whose, halves, counts, strict=True)
        if count
    }
