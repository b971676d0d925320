"""Totals of channels, exchanges and queues, each from another moment: what they prove of edges."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import ObjectTotals
from core.flow import Flow
from core.topology import Queue, Topology
from tests.simulated_api import QUEUES, Client, Edge, SimulatedApi

SERVICES = ("orders", "billing", "audit")


class Watched:
    """A flow that has nothing but the API."""

    def __init__(self, phases: tuple[int, int, int] = (0, 0, 0)) -> None:
        self.api = SimulatedApi(phases)
        self.flow = Flow("/")
        self.baseline: Counter[Edge] = Counter()

    def poll(self) -> None:
        self.flow.fold_topology(self.api.topology())
        self.flow.api_totals.take(self.api.totals())

    def pass_polls(self, count: int) -> None:
        for _ in range(5 * count):
            self.api.pass_second()
            if self.api.now % 5 == 4:
                self.poll()

    def counts(self) -> dict[Edge, int]:
        """What is shown, without what is unknown."""
        graph = self.flow.graph
        return {
            (edge.kind, edge.source, edge.target, name): count
            for edge in graph.edges.values()
            for name, count in graph.counts(edge).items()
            if count is not None
        }

    def is_lower_bound(self, key: Edge) -> bool:
        return self.flow.graph.edges[key[:3]].at_least  # type: ignore[index]


def begun(*services: str) -> tuple[Watched, list[Client]]:
    """Watching has begun, and some clients are known."""
    watched = Watched()
    clients = [watched.api.open(service) for service in services]
    watched.pass_polls(3)
    return watched, clients


def test_that_one_publisher_to_one_exchange_is_certain() -> None:
    watched, (orders,) = begun("orders")
    for _ in range(3):
        watched.api.publish(orders, "news", 0)
    watched.pass_polls(3)
    found = {key: count for key, count in watched.counts().items() if count}
    assert found == {
        ("publish", "service:orders", "exchange:news", "publish"): 3,
        ("route", "exchange:news", "queue:b", "publish"): 3,
    }
    edge = watched.flow.graph.edges["publish", "service:orders", "exchange:news"]
    assert edge.provenance == "derived"
    assert "two statistics intervals" in edge.how


def test_that_two_publishers_to_two_exchanges_are_unknown() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    watched.api.publish(orders, "shop", 0)
    watched.api.publish(billing, "news", 0)
    watched.pass_polls(3)
    assert not [key for key in watched.counts() if key[0] == "publish"]
    assert not [key for key in watched.counts() if key[1:3] == ("exchange:news", "queue:b")]
    assert watched.counts()["route", "exchange:shop", "queue:a", "publish"] == 1


def test_that_one_publisher_to_many_exchanges_is_certain() -> None:
    watched, (orders,) = begun("orders")
    watched.api.publish(orders, "shop", 0)
    watched.api.publish(orders, "news", 0)
    watched.pass_polls(3)
    assert watched.counts()["publish", "service:orders", "exchange:shop", "publish"] == 1
    assert watched.counts()["publish", "service:orders", "exchange:news", "publish"] == 1


def test_that_a_channel_of_one_queue_is_certain_and_one_of_two_is_not() -> None:
    watched, (one, two) = begun("billing", "audit")
    one.consumes, two.consumes = {"a"}, {"b", "c"}
    watched.pass_polls(1)
    for queue, client in (("a", one), ("b", two), ("c", two)):
        watched.api.deliver(client, queue, "deliver")
        watched.api.deliver(client, queue, "ack")
    watched.pass_polls(3)
    counts = {
        key: count for key, count in watched.counts().items() if key[0] == "deliver" and count
    }
    assert counts == {
        ("deliver", "queue:a", "service:billing", "deliver"): 1,
        ("deliver", "queue:a", "service:billing", "ack"): 1,
    }
    assert not watched.is_lower_bound(("deliver", "queue:a", "service:billing", "ack"))


def test_that_a_channel_that_gets_from_somewhere_is_not_certain() -> None:
    watched, (one,) = begun("billing")
    one.consumes = {"a"}
    watched.pass_polls(1)
    watched.api.deliver(one, "a", "deliver")
    watched.api.deliver(one, "b", "get")
    watched.pass_polls(3)
    assert not [key for key in watched.counts() if key[0] == "deliver"]


def test_that_a_channel_that_consumed_elsewhere_unseen_is_not_certain() -> None:
    watched, (one,) = begun("billing")
    watched.api.deliver(one, "b", "deliver")
    one.consumes = {"a"}
    watched.pass_polls(3)
    watched.api.deliver(one, "a", "deliver")
    watched.pass_polls(3)
    assert not [key for key in watched.counts() if key[0] == "deliver"]


def test_that_a_busy_channel_of_two_queues_is_not_certain() -> None:
    watched, (one,) = begun("billing")
    one.consumes = {"a", "b"}
    watched.pass_polls(1)
    watched.api.deliver(one, "b", "deliver")
    for _ in range(20):
        watched.api.deliver(one, "a", "deliver")
        watched.pass_polls(1)
        assert not [key for key in watched.counts() if key[0] == "deliver"]


def test_that_a_publisher_that_left_makes_the_others_uncertain() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    watched.pass_polls(1)
    watched.api.publish(billing, "shop", 0)
    watched.api.clients.remove(billing)
    for _ in range(5):
        watched.api.publish(orders, "news", 0)
        watched.api.publish(orders, "shop", 0)
        watched.pass_polls(1)
        assert not [key for key in watched.counts() if key[0] == "publish"]


def test_that_acks_that_nobody_saw_make_a_lower_bound() -> None:
    watched, (one, two) = begun("billing", "billing")
    one.consumes = two.consumes = {"a"}
    watched.pass_polls(3)
    for client in (one, two):
        watched.api.deliver(client, "a", "ack")
    watched.api.clients.remove(two)
    watched.pass_polls(3)
    key = ("deliver", "queue:a", "service:billing", "ack")
    assert watched.counts()[key] == 1
    assert watched.is_lower_bound(key)


def test_that_a_consumer_that_nobody_saw_makes_the_others_lower_bounds() -> None:
    watched, (one,) = begun("billing")
    one.consumes = {"a"}
    watched.pass_polls(1)
    ghost = watched.api.open("audit")
    watched.api.deliver(ghost, "a", "deliver")
    watched.api.clients.remove(ghost)
    watched.api.deliver(one, "a", "deliver")
    watched.pass_polls(3)
    key = ("deliver", "queue:a", "service:billing", "deliver")
    assert watched.counts()[key] == 1
    assert watched.is_lower_bound(key)


def test_that_what_was_counted_before_watching_does_not_show() -> None:
    watched = Watched()
    orders = watched.api.open("orders")
    for _ in range(50):
        watched.api.publish(orders, "news", 0)
    for _ in range(5):
        watched.api.pass_second()
    watched.pass_polls(3)
    assert not any(watched.counts().values())


def test_that_a_dead_letter_exchange_makes_its_queues_unknown() -> None:
    watched, (orders,) = begun("orders")
    topology = watched.api.topology()
    queues = {**topology.queues, "a": Queue(name="a", dead_letter_exchange="news")}
    watched.flow.fold_topology(Topology(**{**vars(topology), "queues": queues}))
    watched.api.publish(orders, "news", 0)
    watched.pass_polls(3)
    assert not [key for key in watched.counts() if key[:1] + key[2:3] == ("route", "queue:b")]


def test_that_begin_counts_from_here() -> None:
    watched, (orders,) = begun("orders")
    watched.api.publish(orders, "news", 0)
    watched.pass_polls(3)
    watched.flow.begin()
    watched.api.publish(orders, "news", 0)
    watched.pass_polls(3)
    assert watched.counts()["publish", "service:orders", "exchange:news", "publish"] == 1


def detailed(at: float, amount: int, *clients: Client) -> ObjectTotals:
    """Each has published and the first has consumed so many messages."""
    return ObjectTotals(
        at=1_000_100.0 + at,
        channels={},
        exchanges={},
        queues={},
        publishes={(c.channel, "shop"): {"publish": amount} for c in clients},
        deliveries={("a", clients[0].channel): {"deliver": amount, "ack": amount}},
        routes={("shop", "a"): {"publish": amount}},
        detailed=True,
        period=5.0,
    )


def test_that_detailed_rates_show_every_edge_of_every_channel() -> None:
    watched, (one, two) = begun("orders", "orders")
    for amount in (10, 13):
        watched.flow.api_totals.take(detailed(float(amount), amount, one, two))
    counts = {key: count for key, count in watched.counts().items() if count}
    assert counts == {
        ("publish", "service:orders", "exchange:shop", "publish"): 6,
        ("route", "exchange:shop", "queue:a", "publish"): 3,
        ("deliver", "queue:a", "service:orders", "deliver"): 3,
        ("deliver", "queue:a", "service:orders", "ack"): 3,
    }
    edge = watched.flow.graph.edges["route", "exchange:shop", "queue:a"]
    assert edge.provenance == "counted"
    assert not edge.at_least


def test_that_with_detailed_rates_a_channel_that_left_makes_a_lower_bound() -> None:
    watched, (one, two) = begun("orders", "orders")
    for amount, clients in ((10, (one, two)), (12, (one, two)), (15, (two,))):
        watched.flow.api_totals.take(detailed(float(amount), amount, *clients))
    key = ("publish", "service:orders", "exchange:shop", "publish")
    assert watched.counts()[key] == 7
    assert watched.is_lower_bound(key)


moves = st.lists(
    st.tuples(
        st.sampled_from(["publish", "publish", "deliver", "wait", "wait", "open", "leave"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=40,
)
phases = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))


class Mover:
    """What may happen on the broker."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.api = watched, watched.api

    def wait(self, one: int, _: int) -> None:
        for _second in range(1 + one):
            self.api.pass_second()
            if self.api.now % 5 == 4:
                self.watched.poll()

    def open(self, one: int, other: int) -> None:
        opened = self.api.open(SERVICES[one % 3])
        if other < 3:
            opened.consumes = {QUEUES[other]}
        self.watched.flow.fold_topology(self.api.topology())

    def publish(self, one: int, other: int) -> None:
        if client := self._client(one):
            self.api.publish(client, ("shop", "news", "")[other % 3], other)

    def deliver(self, one: int, other: int) -> None:
        client = self._client(one)
        if client is not None and client.consumes:
            self.api.deliver(client, min(client.consumes), ("deliver", "deliver", "ack")[other % 3])

    def leave(self, one: int, other: int) -> None:
        if client := self._client(one):
            self.watched.pass_polls(0 if other else 2)
            if client.channel in (self.watched.flow.api_totals._channels._last or {}):
                self.api.clients.remove(client)

    def _client(self, which: int) -> Client | None:
        clients = self.api.clients
        return clients[which % len(clients)] if clients else None


@settings(max_examples=60)
@given(phases, moves)
def test_that_whatever_is_attributed_is_right(
    when: tuple[int, int, int], what: list[tuple[str, int, int]]
) -> None:
    """Tables are sampled at any time, and channels leave at any time after they were read."""
    watched = Watched(when)
    for service in SERVICES[:2]:
        watched.api.open(service)
    watched.pass_polls(3)
    mover = Mover(watched)
    for name, one, other in what:
        getattr(mover, name)(one, other)
        for key, count in watched.counts().items():
            assert count <= watched.api.truth[key], (key, "too much")
    watched.pass_polls(4)
    for key, count in watched.counts().items():
        assert count == watched.api.truth[key] or watched.is_lower_bound(key), key
        assert count <= watched.api.truth[key]
