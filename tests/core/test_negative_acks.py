"""Bands beside the truth of channels that settle at random."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from core.bands import Band
from core.negative_acks import GivenBack, NegativeAcks
from core.topology import Topology
from tests.simulated_node import Line, Scraper, SimulatedNode, consumer

TICK = 0.1
INTERVAL = 5.0


@dataclass
class Settling:
    """A channel that gets messages of one queue and settles them, and its books."""

    node: SimulatedNode
    line: Line
    prefetch: int = 20
    rate: float = 30.0
    rejects: float = 0.1
    queue: str = "orders"
    held: int = 0
    given_back: int = 0
    phase: float = 0.0
    dice: random.Random = field(default_factory=lambda: random.Random(3))

    def work(self, now: float) -> None:
        """A tenth of a second passes."""
        room = self.prefetch - self.held if self.prefetch else 1_000
        came = min(room, int(self.rate * TICK + self.dice.random()))
        self.node.deliver(self.line, self.queue, came)
        self.held += came
        for _ in range(min(self.held, int(self.rate * TICK + self.dice.random()))):
            self.held -= 1
            if self.dice.random() < self.rejects:
                self.given_back += 1
            else:
                self.node.deliver(self.line, self.queue, 1, "ack")
        if (now + self.phase) % INTERVAL < TICK:
            self.line.unacked = self.held
            self.line.reductions += 100


class Watched:
    """Bands of a node that is read once a second."""

    def __init__(self) -> None:
        self.node = SimulatedNode()
        self.now = 1_000.0
        self.bands = NegativeAcks()
        self.settling: list[Settling] = []
        self._scraper = Scraper(self.node)
        self.truth: dict[float, int] = {}
        """When it was read: what was given back until then."""

    def settle(self, **given: float) -> Settling:
        line = self.node.client("billing")
        limits: Mapping[str, object] = given
        self.settling.append(Settling(self.node, line, **limits))  # type: ignore[arg-type]
        prefetch = self.settling[-1].prefetch
        one = replace(consumer(line, self.settling[-1].queue), prefetch=prefetch)
        self.node.consumers.append(one)
        return self.settling[-1]

    def second(self) -> list[GivenBack]:
        for _ in range(10):
            self.now += TICK
            for one in self.settling:
                one.work(self.now)
        return self.read()

    def read(self) -> list[GivenBack]:
        ended = self.bands.take(self._scraper.read(self.now))
        self.truth[self.now] = sum(one.given_back for one in self.settling)
        return ended

    def look(self) -> None:
        topology: Topology = self.node.topology()
        names = {self.node.pid(line): line.name for line in self.node.lines}
        self.bands.limit(topology, names, self.now)

    def true_rate(self, part: GivenBack) -> float:
        """What was really given back per second in the time that a band is about."""
        back = self.truth[part.until] - self.truth[part.since]
        return back / (part.until - part.since)


@pytest.mark.parametrize("prefetch", [0, 1, 20])
@pytest.mark.parametrize("rate", [0.5, 30.0, 400.0])
@pytest.mark.parametrize("rejects", [0.0, 0.1, 1.0])
def test_that_the_truth_is_always_in_the_band(prefetch: int, rate: float, rejects: float) -> None:
    watched = Watched()
    one = watched.settle(prefetch=prefetch, rate=rate, rejects=rejects, phase=rate % 5)
    for _ in range(3):
        watched.second()
    watched.bands.begin()
    before = one.given_back
    for second in range(70):
        watched.second()
        if second % 5 == 0:
            watched.look()
        (part,) = watched.bands.parts()
        assert part.total.low <= one.given_back - before <= part.total.high
        if part.rate is not None:
            truth = watched.true_rate(part)
            assert part.rate.low - 1e-9 <= truth <= part.rate.high + 1e-9
    assert part.rate is not None


def test_that_a_prefetch_makes_the_band_narrow() -> None:
    watched = Watched()
    watched.settle(prefetch=10, rate=100.0, rejects=0.03)
    for _ in range(60):
        watched.second()
        watched.look()
    (part,) = watched.bands.parts()

    assert part.rate is not None
    assert part.rate.low > 0
    assert part.rate.high - part.rate.low < 1


def test_that_a_consumer_that_holds_all_and_does_nothing_gave_nothing_back() -> None:
    watched = Watched()
    watched.settle(prefetch=0, rate=50.0, rejects=0.0)
    watched.second()
    one = watched.settling.pop()
    one.line.unacked = one.held
    one.line.reductions += 1
    for _ in range(40):
        watched.second()
    (part,) = watched.bands.parts()

    assert part.rate == Band(0.0, 0.0)


def test_that_a_channel_with_two_queues_says_at_most() -> None:
    watched = Watched()
    one = watched.settle(prefetch=10, rate=20.0, rejects=0.5)
    watched.node.deliver(one.line, "mail", 1)
    watched.node.deliver(one.line, "mail", 1, "ack")
    for _ in range(40):
        watched.second()
    parts = {part.queue: part for part in watched.bands.parts()}

    assert parts.keys() == {"orders", "mail"}
    assert all(part.total.low == 0 for part in parts.values())
    assert parts["orders"].total.high >= one.given_back


def test_that_a_channel_that_ends_leaves_what_it_gave_back() -> None:
    watched = Watched()
    one = watched.settle(prefetch=5, rate=20.0, rejects=1.0)
    for _ in range(20):
        watched.second()
    watched.settling = []
    watched.node.close(one.line)
    watched.node.collect()
    (part,) = watched.read()

    assert part.total.low <= one.given_back <= part.total.high
    assert not list(watched.bands.parts())


def test_that_a_queue_that_is_deleted_takes_its_counts_along() -> None:
    watched = Watched()
    one = watched.settle(prefetch=5, rate=20.0, rejects=0.5)
    for _ in range(20):
        watched.second()
    watched.settling = []
    one.line.rows.clear()
    watched.read()

    assert not list(watched.bands.parts())


def test_that_channels_of_other_vhosts_are_not_looked_at() -> None:
    watched = Watched()
    line = watched.node.client("stranger")
    line.unacked = 40
    for _ in range(20):
        watched.second()

    assert not list(watched.bands.parts())
