"""Many queues that come and go: memory has an end, and no sum runs backwards."""

from collections import Counter

from core.counters import HISTORY_SECONDS
from core.gone_queues import TOGETHER, GoneQueues
from core.graph import MAIN
from tests.core.watched_flow import Watched
from tests.simulated_node import Line


class Broker(Watched):
    """A service publishes to a queue of its own for each reply, from which another one takes it."""

    def __init__(self, most: int = 500) -> None:
        super().__init__()
        self.flow._gone_queues = GoneQueues(self.graph, self.flow.tables, most)
        self.shop, self.billing = self.node.client("shop"), self.node.client("billing")
        self.look()
        for line in (self.shop, self.billing):
            self.flow.fold_life(self.node.opened(line))
        self.scrape()
        self.flow.begin()

    def live(self, queue: str) -> None:
        """A queue comes, passes a message on, and goes."""
        self.node.publish(self.shop, "replies", queue)
        self.node.deliver(self.billing, queue)
        self.scrape()
        self.look()
        self.scrape()
        self.delete(queue)
        self.scrape()
        self.look()

    def delete(self, queue: str) -> None:
        del self.node.routed["replies", queue]
        for line in (self.shop, self.billing):
            self._forget(line, queue)

    def _forget(self, line: Line, queue: str) -> None:
        for key in [key for key in line.rows if ("queue", queue) in key[1]]:
            del line.rows[key]

    def sums(self) -> Counter[str]:
        """How many messages passed along all edges of a kind."""
        found: Counter[str] = Counter()
        for edge in self.graph.edges.values():
            found[edge.kind] += sum(self.graph.count(edge, n) or 0 for n in MAIN[edge.kind])
        return found

    def drawn(self, second: float) -> Counter[str]:
        """What all curves of a kind say of a second."""
        found: Counter[str] = Counter()
        for edge in self.graph.edges.values():
            rings = [edge.counters[n] for n in MAIN[edge.kind] if n in edge.counters]
            for ring in rings:
                value = self.graph.tally.rings.history(ring, 1, second)[0]
                found[edge.kind] += 0 if value != value else round(float(value))
        return found

    @property
    def queues(self) -> list[str]:
        return [node.id for node in self.graph.nodes.values() if node.kind == "queue"]


def test_that_very_many_queues_that_come_and_go_do_not_fill_memory() -> None:
    broker = Broker(most=3)
    before: Counter[str] = Counter()
    rings = []
    for number in range(60):
        broker.live(f"reply-{number}")
        sums = broker.sums()
        assert all(sums[kind] >= amount for kind, amount in before.items())
        before = sums
        rings.append(len(broker.graph.tally.rings) + len(broker.graph.gauges))
    assert before["publish"] == before["route"] == before["deliver"] == 60
    assert len(broker.queues) == 4
    assert rings[-1] == rings[10]


def test_that_curves_stay_when_their_queues_are_forgotten() -> None:
    kept, forgetful = Broker(), Broker(most=0)
    for broker in (kept, forgetful):
        for number in range(5):
            broker.live(f"reply-{number}")
    assert forgetful.queues == [TOGETHER]
    for second in range(1_000_000, 1_000_020):
        assert forgetful.drawn(second) == kept.drawn(second)


def test_that_a_queue_that_has_been_gone_longer_than_any_chart_shows_is_forgotten() -> None:
    broker = Broker()
    broker.live("reply")
    broker.scrape(HISTORY_SECONDS - 10.0)
    broker.look()
    assert broker.queues == ["queue:reply"]
    broker.scrape(20.0)
    broker.look()
    assert broker.queues == [TOGETHER]
    edge = broker.edge(("deliver", TOGETHER, "service:billing"))
    assert broker.graph.count(edge, "deliver") == 1
    assert broker.graph.rate(edge, "deliver") == 0.0
    broker.flow.begin()
    broker.look()
    broker.look()
    assert broker.queues == []


def test_that_a_queue_for_which_something_is_counted_still_is_not_forgotten() -> None:
    broker = Broker(most=0)
    broker.node.publish(broker.shop, "replies", "reply")
    broker.scrape()
    topology = broker.node.topology()
    broker.flow.fold_topology(topology)
    for _ in range(2):
        broker.flow.fold_topology(broker.node.topology(queues={}, bindings=()))
    assert broker.queues == ["queue:reply"]
    broker.delete("reply")
    broker.scrape()
    broker.flow.fold_topology(broker.node.topology(queues={}, bindings=()))
    assert broker.queues == [TOGETHER]


def test_that_a_queue_that_nothing_passed_leaves_nothing_behind() -> None:
    broker = Broker(most=0)
    broker.node.publish(broker.shop, "replies", "idle", amount=0)
    broker.scrape()
    broker.look()
    assert broker.queues == ["queue:idle"]
    broker.delete("idle")
    broker.scrape()
    broker.look()
    assert broker.queues == []
