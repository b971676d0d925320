from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.counters import Pace
from core.graph import Edge, FlowGraph, Node
from core.queue_troubles import passage_troubles, queue_troubles
from core.topology import Consumer, Queue, Topology

AT = 1_000.0


class Broker:
    """A queue `orders` between `shop` and `billing`, second by second until `AT`."""

    def __init__(self, consumers: int = 1, type_: str = "classic") -> None:
        self.graph = FlowGraph()
        self.queue: Node = self.graph.node("queue", "orders")
        self.queue.type, self.queue.consumers = type_, consumers
        self.queue.gauges["ready"] = self.graph.gauges.allocate()
        self.publish = self._edge("publish", "service:shop", "exchange:x")
        self.deliver = self._edge("deliver", "queue:orders", "service:billing")
        told = [Consumer(tag=str(i), queue="orders", channel="a") for i in range(consumers)]
        self.topology = Topology(queues={"orders": Queue(name="orders")}, consumers=tuple(told))
        self._pace: Pace = self.graph.tally.pace()

    def _edge(self, kind: str, source: str, target: str) -> Edge:
        edge = self.graph.edge(kind, source, target)  # type: ignore[arg-type]
        self.graph.count_with(edge)
        return edge

    def pass_time(
        self,
        depth: Callable[[int], int] = lambda _: 0,
        moves: Callable[[int], dict[str, int]] = lambda _: {},
        edge: Edge | None = None,
        seconds: int = 90,
    ) -> None:
        """Until now: `depth` and what `edge` counted in each second; the last one is -1."""
        ring = np.array([self.queue.gauges["ready"]])
        moving = edge or self.deliver
        everything = np.array(
            [c for e in (self.publish, self.deliver) for c in e.counters.values()]
        )
        for second in range(-seconds, 0):
            at = AT + second + 1
            self.queue.ready = depth(second)
            value = np.array([float(self.queue.ready)])
            self.graph.gauges.put(ring, value, at - 1, at)
            counts = moves(second)
            named = np.array([moving.counters[name] for name in counts], np.int64)
            added = np.array(list(counts.values()), np.float64)
            ids = np.concatenate([everything, named])
            increments = np.concatenate([np.zeros(len(everything)), added])
            self.graph.tally.advance(self._pace, ids, increments, at, 5.0)

    def at_queues(self, later: int = 0) -> list[tuple[str, str]]:
        return [(t.kind, t.text) for t in queue_troubles(self.graph, self.topology, AT + later)]

    def on_edges(self) -> list[tuple[str, str]]:
        return [(t.kind, t.text) for t in passage_troubles(self.graph, self.topology, AT)]


@pytest.mark.parametrize(
    ("consumers", "kind"), [pytest.param(0, "no_consumer"), pytest.param(1, "not_taken")]
)
def test_that_a_verdict_stands_until_depths_are_read_again(consumers: int, kind: str) -> None:
    broker = Broker(consumers=consumers)
    broker.pass_time(depth=lambda _: 1_859)
    now = broker.at_queues()
    assert [found for found, _ in now] == [kind]
    assert broker.at_queues(later=9) == now
    assert broker.at_queues(later=29) == now
    assert broker.at_queues(later=40) == []


def test_that_a_queue_without_consumer_is_told() -> None:
    broker = Broker(consumers=0)
    broker.pass_time(lambda _: 19_000)

    assert broker.at_queues() == [("no_consumer", "no consumer, 19,000 ready")]


def test_that_it_is_told_that_it_grows() -> None:
    broker = Broker(consumers=0)
    broker.pass_time(lambda second: 1_000 + 10 * second)

    assert broker.at_queues() == [
        (
            "no_consumer",
            "no consumer, 990 ready, from 540 to 990 ready in 45 s; 2,000 ready in 1 min 41 s at this pace",
        )
    ]


def test_that_a_queue_that_delays_needs_no_consumer() -> None:
    broker = Broker(consumers=0)
    delays = Queue(name="orders", dead_letter_exchange="retry", message_ttl=5000)
    broker.topology = Topology(queues={"orders": delays})
    broker.pass_time(lambda _: 30)

    assert broker.at_queues() == []


@pytest.mark.parametrize("consumers", [0, 1])
def test_that_messages_stay_in_a_stream_by_design(consumers: int) -> None:
    broker = Broker(consumers, type_="stream")
    broker.pass_time(lambda second: 1_000 + 10 * second)

    assert broker.at_queues() == []


def test_that_a_queue_that_grows_beside_its_consumers_is_told() -> None:
    broker = Broker()
    broker.pass_time(lambda second: 1_000 + 10 * second, lambda _: {"deliver": 5})

    assert broker.at_queues() == [
        (
            "growing",
            "grows faster than it drains: from 540 to 990 ready in 45 s; 2,000 ready in 1 min 41 s at this pace",
        )
    ]


@pytest.mark.parametrize(
    "depth",
    [
        pytest.param(lambda second: 1000 if second > -40 else 0, id="a burst that is not drained"),
        pytest.param(lambda second: 1000 - 10 * abs(second + 20), id="up and down"),
        pytest.param(lambda second: 100 + second // 10, id="hardly"),
    ],
)
def test_that_only_what_grows_all_the_time_is_called_growing(depth: Callable[[int], int]) -> None:
    broker = Broker()
    broker.pass_time(depth, lambda _: {"deliver": 5})

    assert broker.at_queues() == []


def test_that_a_queue_that_stands_still_is_told() -> None:
    broker = Broker()
    broker.pass_time(lambda _: 95, lambda second: {"deliver": 3} if second < -12 else {})

    assert broker.at_queues() == [("not_taken", "95 ready, nothing taken for at least 12 s")]


@pytest.mark.parametrize(
    ("delivered_until", "waits_from"), [(-5, -90), (-60, -5)], ids=["taken lately", "new"]
)
def test_that_a_moment_of_stillness_is_nothing(delivered_until: int, waits_from: int) -> None:
    broker = Broker()
    broker.pass_time(
        lambda second: 95 if second >= waits_from else 0,
        lambda second: {"deliver": 3} if second < delivered_until else {},
    )

    assert broker.at_queues() == []


def test_that_passive_consumers_do_not_have_to_take() -> None:
    broker = Broker()
    waits = Consumer(tag="1", queue="orders", channel="a", active=False)
    broker.topology = Topology(queues=broker.topology.queues, consumers=(waits,))
    broker.pass_time(lambda _: 95)

    assert broker.at_queues() == []


def test_that_unknown_deliveries_say_nothing() -> None:
    broker = Broker()
    broker.pass_time(lambda _: 95)
    broker.graph.forget_counts(broker.deliver)

    assert broker.at_queues() == []


@pytest.mark.parametrize(
    ("counter", "kind", "word"),
    [("return_unroutable", "unroutable", "returned"), ("drop_unroutable", "dropped", "dropped")],
)
def test_that_unroutable_messages_are_told_for_a_minute(counter: str, kind: str, word: str) -> None:
    broker = Broker()
    broker.pass_time(moves=lambda s: {counter: 4} if s == -30 else {}, edge=broker.publish)
    told = [(kind, f"4 {word} since watching began: no queue takes them")]

    assert broker.on_edges() == told
    assert list(passage_troubles(broker.graph, broker.topology, AT + 40)) == []


def test_that_drops_say_what_shows_their_routing_keys() -> None:
    broker = Broker()
    broker.pass_time(moves=lambda _: {"drop_unroutable": 1}, edge=broker.publish)
    (trouble,) = passage_troubles(broker.graph, broker.topology, AT)

    assert "the firehose or the proxy shows them" in trouble.advice
    assert trouble.as_json()["advice"] == trouble.advice


def test_that_replies_that_count_as_dropped_are_no_trouble() -> None:
    broker = Broker()
    replies = broker._edge("publish", "service:shop", "exchange:")
    broker.pass_time(moves=lambda _: {"drop_unroutable": 1}, edge=replies)

    assert broker.on_edges() == []


def test_that_messages_that_go_round_are_told() -> None:
    broker = Broker()
    broker.pass_time(moves=lambda _: {"deliver": 20, "redeliver": 20, "ack": 1})

    assert broker.on_edges() == [
        (
            "redelivered",
            "redelivered 20.0/s, acked 1.0/s over 30 s: messages come back again and again",
        )
    ]


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param(lambda s: {"redeliver": 100 * (s in (-9, -8))}, id="a consumer that ended"),
        pytest.param(lambda _: {"redeliver": 5, "ack": 20}, id="a retry now and then"),
    ],
)
def test_that_redeliveries_that_get_somewhere_are_no_loop(
    moves: Callable[[int], dict[str, int]],
) -> None:
    broker = Broker()
    broker.pass_time(moves=moves)

    assert broker.on_edges() == []


def test_that_it_is_told_when_a_queue_will_be_full() -> None:
    broker = Broker()
    limited = Queue(name="orders", max_length=1_890)
    broker.topology = replace(broker.topology, queues={"orders": limited})
    broker.pass_time(lambda second: 1_000 + 10 * second, lambda _: {"deliver": 5})
    (trouble,) = queue_troubles(broker.graph, broker.topology, AT)

    assert trouble.text.endswith("; full at 1,890 (max-length) in 1 min 30 s at this pace")
    assert trouble.consumers == ("0 on channel a",)


@pytest.mark.parametrize("every", [8, 11, 14])
def test_that_a_queue_that_is_drained_now_and_then_does_not_grow(every: int) -> None:
    broker = Broker()
    broker.pass_time(lambda second: (second % every) * 40, lambda _: {"deliver": 5})

    assert broker.at_queues() == []


def test_that_a_consumer_that_has_only_just_come_is_no_lack_of_one() -> None:
    broker = Broker(consumers=0)
    broker.pass_time(lambda second: 0 if second < -4 else 30)

    assert broker.at_queues() == []


def test_that_a_queue_from_which_is_taken_has_a_consumer() -> None:
    broker = Broker(consumers=0)
    broker.pass_time(lambda _: 30, lambda _: {"deliver": 5})

    assert broker.at_queues() == []
