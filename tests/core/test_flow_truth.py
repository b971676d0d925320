"""Whatever happens in whatever order, the flow graph's counts are the node's own."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from core.flow import Flow
from core.graph import UNKNOWN_SERVICE
from tests.simulated_node import Line, SimulatedNode, scrapers_of

Booking = tuple[str, str, str, str]
SERVICES = ("orders", "billing")
EXCHANGES = ("shop", "")
QUEUES = ("a", "b")


@dataclass
class Follower:
    """Runs a node and a flow side by side, and keeps a book of what the flow can know."""

    version: str
    now: float = 1_000_000.0
    flow: Flow = field(default_factory=lambda: Flow("shop"))
    lines: list[Line] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    booked: dict[Line, Counter[Booking]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.flow.structure.counting = True
        self.node = SimulatedNode(version=self.version)
        self.scrapers = scrapers_of(self.node)
        self.read: dict[Line, set[object]] = {}

    def open(self, service: int, how: int) -> None:
        """A client comes; its event comes before anything else, late, or never."""
        connection = self.node.connect(SERVICES[service])
        line = self.node.open(connection)
        self.lines.append(line)
        self.booked[line] = Counter()
        if how != 2:
            self.flow.fold_life(self.node.connection_opened(connection, self.now))
        if how == 0:
            self.name(len(self.lines) - 1, 0)

    def name(self, which: int, _: int) -> None:
        """The event of a channel arrives."""
        if self.lines:
            line = self.lines[which % len(self.lines)]
            self.flow.fold_life(self.node.opened(line, self.now))
            if self.node.pid(line) not in self.over:
                self.named.add(self.node.pid(line))

    def publish(self, which: int, where: int) -> None:
        """An open channel publishes."""
        if line := self._alive(which):
            before = Counter(self.node.truth)
            self.node.publish(line, EXCHANGES[where % 2], QUEUES[where // 2 % 2], amount=where + 1)
            self.booked[line] += self.node.truth - before

    def deliver(self, which: int, where: int) -> None:
        """An open channel consumes."""
        if line := self._alive(which):
            before = Counter(self.node.truth)
            self.node.deliver(line, QUEUES[where % 2], 3, ("deliver", "ack", "get")[where % 3])
            self.booked[line] += self.node.truth - before

    def close(self, which: int, tells: int) -> None:
        """A channel that did something ends, with an event or (if it was seen open) without."""
        if (line := self._alive(which)) and line.rows:
            self.now += 0.1
            self.node.close(line)
            if tells % 2 or line not in self.read:
                self.flow.fold_life(self.node.closed(line, self.now))

    def collect(self, *_: int) -> None:
        """The broker collects closed channels, as a rule after they have been read."""
        self.scrape()
        self._collect()

    def collect_early(self, *_: int) -> None:
        """The broker collects closed channels whose rows were read, but not since they closed.

        Of rows that came and went between two scrapes nothing can be known.
        """
        closed = [line for line in self.node.lines if not line.is_open]
        if any(line.rows.keys() - self.read.get(line, set()) for line in closed):
            self.scrape()
        self._collect()

    def _collect(self) -> None:
        self.over |= {self.node.pid(line) for line in self.node.lines if not line.is_open}
        self.node.collect()
        self.scrape()

    def scrape(self, *_: int) -> None:
        self.now += 1.0
        for scraper in self.scrapers:
            self.flow.fold_readings(scraper.read(self.now))
        self.read = {line: set(line.rows) for line in self.node.lines}

    def look(self, *_: int) -> None:
        """A snapshot."""
        self.flow.fold_topology(self.node.topology())

    def _alive(self, which: int) -> Line | None:
        alive = [line for line in self.lines if line.is_open]
        return alive[which % len(alive)] if alive else None

    def expected(self) -> Counter[Booking]:
        """What the flow should say: all of it, of the unknown service where nobody told."""
        found: Counter[Booking] = Counter()
        for line, booked in self.booked.items():
            for (kind, source, target, counter), amount in booked.items():
                ends = (source, target)
                if self.node.pid(line) not in self.named:
                    ends = tuple(  # type: ignore[assignment]
                        UNKNOWN_SERVICE if end.startswith("service:") else end for end in ends
                    )
                found[kind, *ends, counter] += amount
        return +found

    def counted(self) -> Counter[Booking]:
        graph = self.flow.graph
        found: Counter[Booking] = Counter()
        for edge in graph.edges.values():
            for name, count in graph.counts(edge).items():
                found[edge.kind, edge.source, edge.target, name] = count or 0
        return +found


COMMON = ("open", "name", "publish", "deliver", "scrape", "look", "close", "collect")
small = st.integers(0, 5)


def steps(*names: str) -> st.SearchStrategy[list[tuple[str, int, int]]]:
    return st.lists(st.tuples(st.sampled_from(names), small, st.integers(0, 2)), max_size=40)


def run(version: str, what: list[tuple[str, int, int]]) -> Follower:
    follower = Follower(version)
    follower.scrape()
    for name, one, other in [("open", 0, 0), ("open", 1, 1), *what]:
        getattr(follower, name)(one if name != "open" else one % 2, other)
        if name == "open":
            follower.look()
    follower.scrape()
    follower.look()
    follower.flow.settle()
    return follower


@settings(max_examples=80)
@given(st.sampled_from(["3.10.8", "4.0.5"]), steps(*COMMON))
def test_that_in_the_end_every_edge_has_the_truth_and_no_edge_is_a_lower_bound(
    version: str, what: list[tuple[str, int, int]]
) -> None:
    follower = run(version, what)
    assert follower.counted() == follower.expected()
    assert not [edge for edge in follower.flow.graph.edges.values() if edge.at_least]


@settings(max_examples=80)
@given(st.sampled_from(["3.10.8", "4.0.5"]), steps(*COMMON, "collect_early"))
def test_that_what_is_cut_off_is_never_too_much_and_marked_as_a_lower_bound(
    version: str, what: list[tuple[str, int, int]]
) -> None:
    follower = run(version, what)
    counted, expected = follower.counted(), follower.expected()
    for key in counted.keys() | expected.keys():
        assert counted[key] <= expected[key]
        if counted[key] < expected[key]:
            assert follower.flow.graph.edges[key[:3]].at_least  # type: ignore[index]
