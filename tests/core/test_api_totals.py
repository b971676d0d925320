"""Numbers of the management API alone: right, a lower bound, or unknown, whatever happens."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import DeclarationChanged, ObjectTotals, Sample
from core.flow import Flow
from core.graph import UNKNOWN_SERVICE
from core.topology import Connection, Topology
from tests.simulated_api import QUEUES, Client, Edge, SimulatedApi

SERVICES = ("orders", "billing", "audit")


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


def test_that_one_publisher_to_one_exchange_is_certain() -> None:
    watched, (orders,) = begun("orders")
    for _ in range(3):
        watched.api.publish(orders, "news")
    watched.pass_seconds(5)
    assert watched.counts()["publish", "service:orders", "exchange:news", "publish"] == 3
    assert watched.counts()["route", "exchange:news", "queue:b", "publish"] == 3
    edge = watched.edge("publish", "service:orders", "exchange:news")
    assert (edge.provenance, edge.at_least) == ("derived", False)
    assert watched.flow.api_totals.are_whole


def test_that_a_publisher_that_was_never_listed_is_not_credited_to_another() -> None:
    """51 were counted for 50: the other publisher was the only one that anybody had seen."""
    watched, (orders,) = begun("orders")
    for _ in range(50):
        watched.api.publish(orders, "shop")
    cron = watched.api.open("cron")
    watched.api.publish(cron, "shop")
    watched.api.close(cron)
    watched.pass_seconds(15)
    key = ("publish", "service:orders", "exchange:shop", "publish")
    assert watched.counts()[key] == 50
    assert watched.is_lower_bound(key)
    assert watched.counts()["publish", UNKNOWN_SERVICE, "exchange:shop", "publish"] == 1
    assert watched.counts()["route", "exchange:shop", "queue:a", "publish"] == 51
    assert not watched.flow.api_totals.are_whole


def test_that_a_publisher_that_is_listed_late_is_counted_from_its_start() -> None:
    watched = Watched((0, 0, 0, 4))
    orders = watched.api.open("orders")
    watched.pass_seconds(15)
    watched.begin()
    cron = watched.api.open("cron")
    for client in (orders, cron):
        watched.api.publish(client, "shop")
    watched.pass_seconds(1)
    while watched.api.now % 5:
        assert not watched.wrong()
        watched.pass_seconds(1)
    watched.pass_seconds(5)
    for service in ("orders", "cron"):
        key = ("publish", f"service:{service}", "exchange:shop", "publish")
        assert watched.counts()[key] == 1
        assert not watched.is_lower_bound(key)


def test_that_where_a_publisher_may_have_published_is_shown_without_a_number() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    watched.api.publish(orders, "shop")
    watched.api.publish(billing, "news")
    watched.pass_seconds(10)
    assert not watched.moved("publish")
    for exchange in ("shop", "news"):
        edge = watched.edge("publish", "service:orders", f"exchange:{exchange}")
        assert edge.provenance == "unknown"
        assert edge.how.startswith("orders published 1 in all, here or elsewhere (news, shop)")
    assert watched.counts()["route", "exchange:shop", "queue:a", "publish"] == 1
    watched.pass_seconds(10)
    assert watched.edge("publish", "service:orders", "exchange:shop").counters == {}


def test_that_what_cannot_have_gone_elsewhere_is_a_lower_bound() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    for _ in range(10):
        watched.api.publish(orders, "shop")
    watched.api.publish(billing, "news")
    watched.pass_seconds(10)
    key = ("publish", "service:orders", "exchange:shop", "publish")
    assert watched.counts()[key] == 9
    assert watched.is_lower_bound(key)


def test_that_those_who_publish_one_after_the_other_are_told_apart() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    watched.api.publish(orders, "shop")
    watched.pass_seconds(5)
    watched.api.publish(billing, "news")
    watched.pass_seconds(5)
    assert watched.moved("publish") == {
        ("publish", "service:orders", "exchange:shop", "publish"): 1,
        ("publish", "service:billing", "exchange:news", "publish"): 1,
    }


def test_that_one_publisher_to_many_exchanges_is_certain() -> None:
    watched, (orders,) = begun("orders")
    watched.api.publish(orders, "shop", confirm=1)
    watched.api.publish(orders, "news")
    watched.pass_seconds(5)
    assert watched.moved("publish") == {
        ("publish", "service:orders", "exchange:shop", "publish"): 1,
        ("publish", "service:orders", "exchange:news", "publish"): 1,
    }
    shop = watched.edge("publish", "service:orders", "exchange:shop")
    assert watched.flow.graph.count(shop, "confirm") is None
    assert watched.flow.graph.count(shop, "drop_unroutable") == 0


def test_that_confirms_of_what_was_published_before_are_not_credited() -> None:
    watched = Watched()
    orders, billing = watched.api.open("orders"), watched.api.open("billing")
    watched.api.publish(orders, "news")
    watched.pass_seconds(15)
    watched.begin()
    watched.api.confirm(orders, "news")
    watched.api.publish(orders, "shop", confirm=1)
    watched.pass_seconds(5)
    key = ("publish", "service:orders", "exchange:shop")
    assert watched.counts()[*key, "publish"] == 1
    assert (*key, "confirm") not in watched.counts()
    watched.begin()
    watched.pass_seconds(5)
    watched.api.publish(billing, "shop", confirm=1)
    watched.pass_seconds(5)
    assert watched.counts()["publish", "service:billing", "exchange:shop", "confirm"] == 1


def test_that_a_channel_of_one_queue_is_certain_and_one_of_two_is_not() -> None:
    watched = Watched()
    billing, audit = watched.api.open("billing"), watched.api.open("audit")
    for client, queue in ((billing, "a"), (audit, "b"), (audit, "c")):
        watched.api.consume(client, queue)
    watched.pass_seconds(15)
    watched.begin()
    for queue, client in (("a", billing), ("b", audit), ("c", audit)):
        for how in ("deliver", "ack"):
            watched.api.deliver(client, queue, how)
    watched.pass_seconds(5)
    delivered = watched.moved("deliver")
    assert delivered == {
        ("deliver", "queue:a", "service:billing", "deliver"): 1,
        ("deliver", "queue:a", "service:billing", "ack"): 1,
        ("deliver", "queue:b", "service:audit", "deliver"): 1,
        ("deliver", "queue:b", "service:audit", "ack"): 1,
        ("deliver", "queue:c", "service:audit", "deliver"): 1,
        ("deliver", "queue:c", "service:audit", "ack"): 1,
    }


def two_of_two() -> tuple[Watched, list[Client]]:
    """Each of two services consumes a queue of its own."""
    watched = Watched()
    clients = [watched.api.open(service) for service in ("billing", "audit")]
    for client, queue in zip(clients, ("a", "b"), strict=True):
        watched.api.consume(client, queue)
    watched.pass_seconds(15)
    watched.begin()
    return watched, clients


def test_that_consumers_that_stay_are_certain() -> None:
    watched, (billing, audit) = two_of_two()
    for _ in range(4):
        watched.api.deliver(billing, "a")
        watched.api.deliver(audit, "b")
        watched.pass_seconds(3)
    watched.pass_seconds(5)
    assert watched.moved("deliver") == {
        ("deliver", "queue:a", "service:billing", "deliver"): 4,
        ("deliver", "queue:b", "service:audit", "deliver"): 4,
    }


def test_that_a_consumer_of_another_queue_for_a_moment_is_not_overlooked() -> None:
    watched, (billing, audit) = two_of_two()
    watched.api.deliver(billing, "b")
    watched.api.deliver(audit, "b")
    watched.pass_seconds(10)
    assert not watched.wrong()


def test_that_consumers_that_the_broker_told_of_make_a_swap_possible() -> None:
    watched, (billing, audit) = two_of_two()
    for queue in ("a", "b"):
        told = DeclarationChanged(
            at=1_000_000.0 + watched.api.now, what="consumer.created", name="", by="", queue=queue
        )
        watched.flow.fold_declaration(told)
    watched.api.deliver(billing, "b")
    watched.api.deliver(audit, "a")
    watched.pass_seconds(10)
    assert not watched.moved("deliver")


def test_that_a_channel_that_has_got_messages_may_ack_those() -> None:
    watched, (billing, audit) = two_of_two()
    for client, queue in ((billing, "b"), (audit, "a")):
        watched.api.deliver(client, queue, "get")
        watched.api.deliver(client, queue, "ack")
    watched.pass_seconds(10)
    assert not watched.moved("deliver")


def test_that_a_queue_that_was_deleted_has_lower_bounds_only() -> None:
    watched, (billing, _) = two_of_two()
    watched.api.deliver(billing, "a")
    watched.pass_seconds(5)
    gone = DeclarationChanged(at=0.0, what="queue.deleted", name="a", by="")
    watched.flow.fold_declaration(gone)
    watched.pass_seconds(1)
    key = ("deliver", "queue:a", "service:billing", "deliver")
    assert watched.counts()[key] == 1
    assert watched.is_lower_bound(key)


def test_that_statistics_that_begin_anew_leave_lower_bounds() -> None:
    watched, (orders,) = begun("orders")
    watched.api.publish(orders, "shop")
    watched.pass_seconds(5)
    watched.api._sums.clear()
    watched.api._rows.clear()
    watched.pass_seconds(20)
    key = ("publish", "service:orders", "exchange:shop", "publish")
    assert watched.counts()[key] == 1
    assert watched.is_lower_bound(key)


def test_that_what_was_counted_before_watching_does_not_show() -> None:
    watched = Watched()
    orders = watched.api.open("orders")
    for _ in range(50):
        watched.api.publish(orders, "news")
    watched.pass_seconds(15)
    watched.begin()
    watched.pass_seconds(15)
    assert not any(watched.counts().values())


def test_that_our_own_queues_and_channels_take_no_part() -> None:
    watched = Watched()
    watched.flow.hide_queue("c")
    billing, own = watched.api.open("billing"), watched.api.open("flowscope:events")
    watched.pass_seconds(15)
    watched.begin()
    watched.api.deliver(own, "c")
    watched.api.deliver(billing, "a")
    watched.pass_seconds(10)
    key = ("deliver", "queue:a", "service:billing", "deliver")
    assert watched.counts()[key] == 1
    assert not [key for key in watched.counts() if "queue:c" in key]


def test_that_rates_are_those_of_the_brokers_samples() -> None:
    watched, (orders,) = begun("orders")
    for _ in range(20):
        watched.api.publish(orders, "shop")
        watched.pass_seconds(1)
    edge = watched.edge("publish", "service:orders", "exchange:shop")
    assert watched.flow.graph.rate(edge, "publish") == 1.0
    assert watched.flow.graph.count(edge, "publish") == 20
    assert watched.flow.api_totals.seconds("publish") == 20.0


def test_that_a_window_with_nothing_in_it_has_no_length_of_its_own() -> None:
    watched = Watched()
    assert watched.flow.api_totals.seconds("publish") is None
    assert watched.flow.api_totals.read_at == 0.0


def test_that_where_the_interval_is_unknown_nothing_is_settled() -> None:
    watched = Watched()
    api = watched.api
    api.open("orders")
    for _ in range(10):
        api.pass_second()
        watched.flow.fold_topology(Topology(connections={"x": Connection(name="x")}))
        totals = api.totals()
        unknown = {t: Sample(0.0, 0.0) for t in totals.samples}
        watched.flow.api_totals.take(
            ObjectTotals(**{**fields(totals), "period": 0.0, "samples": unknown})
        )
    assert watched.flow.api_totals.read_at == 0.0
    assert watched.flow.api_totals.seconds("publish") is None


def fields(totals: ObjectTotals) -> dict[str, Any]:
    return {name: getattr(totals, name) for name in totals.__slots__}


phases = st.tuples(*[st.integers(0, 4)] * 4)
MOVES = (
    *("publish", "publish", "deliver", "deliver", "ack", "wait", "wait", "wait"),
    *("open", "close", "consume", "cancel", "begin"),
)
moves = st.lists(
    st.tuples(st.sampled_from(MOVES), st.integers(0, 5), st.integers(0, 5)), max_size=60
)


class Mover:
    """What may happen on the broker."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.api = watched, watched.api

    def wait(self, one: int, _: int) -> None:
        self.watched.pass_seconds(1 + one)

    def begin(self, *_: int) -> None:
        self.watched.begin()

    def open(self, one: int, _: int) -> None:
        self.api.open(SERVICES[one % 3])

    def close(self, one: int, _: int) -> None:
        if client := self._client(one):
            self.api.close(client)

    def publish(self, one: int, other: int) -> None:
        if client := self._client(one):
            self.api.publish(client, ("shop", "news", "")[other % 3], other, confirm=other > 3)

    def consume(self, one: int, other: int) -> None:
        client = self._client(one)
        if client and not client.consumes:
            self.api.consume(client, QUEUES[other % 3])

    def cancel(self, one: int, _: int) -> None:
        client = self._client(one)
        if client and client.consumes:
            self.api.cancel(client, next(iter(client.consumes)))

    def deliver(self, one: int, other: int) -> None:
        """From the queue that it consumes, or got by asking for it."""
        if client := self._client(one):
            if client.consumes:
                self.api.deliver(client, next(iter(client.consumes.values())))
            else:
                self.api.deliver(client, QUEUES[other % 3], "get")

    def ack(self, one: int, other: int) -> None:
        """Of what it once received."""
        if client := self._client(one):
            had = [queue for _, queue, _ in client.counts["deliver"]]
            if had:
                self.api.deliver(client, had[other % len(had)], "ack")

    def _client(self, which: int) -> Client | None:
        clients = self.api.clients
        return clients[which % len(clients)] if clients else None


@settings(max_examples=60)
@given(phases, moves)
def test_that_no_number_is_ever_wrong(
    when: tuple[int, int, int, int], what: list[tuple[str, int, int]]
) -> None:
    watched = Watched(when)
    for service in SERVICES[:2]:
        watched.api.open(service)
    watched.pass_seconds(12)
    watched.begin()
    mover = Mover(watched)
    for name, one, other in what:
        getattr(mover, name)(one, other)
        assert not watched.wrong()
    watched.pass_seconds(15)
    assert not watched.wrong()
