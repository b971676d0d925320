"""A flow that has nothing but a simulated management API, and what it shows wrongly."""

from collections import Counter
from typing import Any

from core.flow import Flow
from core.graph import UNKNOWN_SERVICE
from tests.simulated_api import Client, Edge, SimulatedApi


class Watched:
    """A flow that has nothing but the API."""

    def __init__(self, phases: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        self.api = SimulatedApi(phases)
        self.flow = Flow("/")
        self.before: Counter[Edge] = Counter()
        """What had been sampled when counting began."""

    def pass_seconds(self, seconds: int) -> None:
        for _ in range(seconds):
            self.api.pass_second()
            self.flow.fold_topology(self.api.topology())
            self.flow.api_totals.take(self.api.totals())

    def begin(self) -> None:
        self.flow.begin()
        self.before = self.api.truth.copy()

    def counts(self) -> dict[Edge, int]:
        """What is shown, without what is unknown."""
        graph = self.flow.graph
        return {
            (edge.kind, edge.source, edge.target, name): count
            for edge in graph.edges.values()
            for name, count in graph.counts(edge).items()
            if count is not None
        }

    def moved(self, kind: str) -> dict[Edge, int]:
        return {key: count for key, count in self.counts().items() if key[0] == kind and count}

    def edge(self, *key: str) -> Any:
        return self.flow.graph.edges[key]  # type: ignore[index]

    def is_lower_bound(self, key: Edge) -> bool:
        return bool(self.edge(*key[:3]).at_least)

    def wrong(self) -> list[tuple[Edge, int, int]]:
        """Each number that is neither true nor a lower bound; edges of nobody are checked below."""
        found = []
        for key, count in self.counts().items():
            true = self.api.truth[key] - self.before[key]
            if (
                UNKNOWN_SERVICE in key
                or count == true
                or (count < true and self.is_lower_bound(key))
            ):
                continue
            found.append((key, count, true))
        return found + self.too_many()

    def too_many(self) -> list[tuple[Edge, int, int]]:
        """Places where more is shown than happened there, by whomever."""
        shown: Counter[Edge] = Counter()
        true: Counter[Edge] = Counter()
        for counts, sums in ((self.counts(), shown), (self.api.truth - self.before, true)):
            for (kind, source, target, name), count in counts.items():
                place = target if kind == "publish" else source
                sums[kind, place, "", name] += count
        return [(key, count, true[key]) for key, count in shown.items() if count > true[key]]


def begun(*services: str) -> tuple[Watched, list[Client]]:
    """Watching has begun, and some clients are known."""
    watched = Watched()
    clients = [watched.api.open(service) for service in services]
    watched.pass_seconds(15)
    watched.begin()
    return watched, clients
