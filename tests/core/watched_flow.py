"""A flow that reads a simulated node once a second."""

from core.flow import Flow
from core.graph import Edge, EdgeKey
from tests.simulated_node import SimulatedNode, scrapers_of


class Watched:
    """A flow, its node and the time."""

    def __init__(self, version: str = "4.0.5", name: str = "rabbit@one") -> None:
        self.flow = Flow("shop")
        self.graph = self.flow.graph
        self.now = 1_000_000.0
        self.node = SimulatedNode(name, version)
        self.scrapers = scrapers_of(self.node)

    def scrape(self, seconds: float = 1.0, *, restarted: bool = False) -> None:
        self.now += seconds
        for scraper in self.scrapers:
            self.flow.fold_readings(scraper.read(self.now, restarted=restarted))

    def look(self) -> None:
        """Take a snapshot."""
        self.flow.fold_topology(self.node.topology())

    def counts(self, *kinds: str) -> dict[tuple[str, str, str, str], int]:
        """Everything that was counted, without zeros."""
        return {
            (edge.kind, edge.source, edge.target, name): count
            for edge in self.graph.edges.values()
            for name, count in self.graph.counts(edge).items()
            if count and edge.kind in (kinds or ("publish", "route", "deliver"))
        }

    def edge(self, key: EdgeKey) -> Edge:
        return self.graph.edges[key]
