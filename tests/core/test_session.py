import time
from dataclasses import replace

import pytest

from core.endpoints import bases_of_nodes, endpoints
from core.facts import DeclarationChanged, ObjectTotals, QueueDepths, TopologyRead
from core.graph import EdgeKey
from core.session import Session
from core.topology import Queue, Topology
from tests.core.driven_session import DrivenSession, told
from tests.local_http import free_port, serving
from tests.simulated_node import SimulatedNode, consumer

TO_SHOP: EdgeKey = ("publish", "service:orders", "exchange:shop")
BASE = "http://localhost:15692"
SURFACES = ("amqp", "management", "prometheus", "event_exchange")


def watching() -> DrivenSession:
    session = DrivenSession()
    session.wait(1.0)
    session.pump()
    return session


def phase(session: Session) -> str:
    return session.phase


def is_resolved(session: Session) -> bool:
    return session.freshness.is_resolved


def log_lines(session: Session) -> list[tuple[str, str, str]]:
    return [(entry.verb, entry.kind, entry.name) for entry in session.log.entries]


def totals(at: float, publish: int) -> ObjectTotals:
    return ObjectTotals(
        at=at,
        channels={"c (1)": {"publish": publish}},
        exchanges={"shop": {"publish_in": publish}},
        queues={},
        publishes={},
        deliveries={},
        routes={},
        detailed=False,
        period=5.0,
    )


def test_that_a_new_session_knows_nothing() -> None:
    session = DrivenSession()
    assert phase(session) == "idle"
    assert not session.pump()
    assert not session.freshness.is_resolved
    assert not session.freshness.was_read_since(0.0)
    assert session.broker == {}
    assert {c.ok for c in session.capabilities.values()} == {None}


def test_that_what_comes_in_is_folded_on_the_next_pump() -> None:
    session = DrivenSession()
    session.report(version="4.0.5")
    assert session.graph.nodes == {}
    assert session.inbox_statistics().waiting > 2
    assert session.pump()
    assert session.inbox_statistics().waiting == 0
    assert not session.pump()
    assert session.broker["version"] == "4.0.5"
    assert session.periods == {"edges rabbit@one": 1.0}
    assert session.costs == {"edges rabbit@one": 0.01}
    assert phase(session) == "watching"


def test_that_it_counts_what_the_node_counts() -> None:
    session = watching()
    line = session.node.client("orders")
    session.fold(session.node.connection_opened(line.connection), session.node.opened(line))
    session.node.publish(line, "shop", "billing", amount=4)
    session.wait(1.0)
    session.pump()
    assert session.graph.count(session.graph.edges[TO_SHOP], "publish") == 4
    node = session.service_of(line.connection.name)
    assert node is session.graph.nodes["service:orders"]
    assert session.service_of("nobody") is None
    assert session.freshness.is_resolved
    assert session.freshness.was_read_since(session.watch.now)
    assert not session.freshness.was_read_since(session.watch.now + 1)


def test_that_a_channel_without_a_name_is_not_resolved() -> None:
    session = watching()
    assert is_resolved(session)
    line = session.node.client("orders")
    session.wait(1.0)
    session.pump()
    assert not is_resolved(session)
    session.fold(session.node.opened(line))
    assert is_resolved(session)


def test_that_counters_alone_are_not_everything() -> None:
    session = watching()
    session.answers = False
    session.wait(1.0)
    asked = session.watch.now
    session.fold(session.scrapers[0].read(asked))
    assert not session.freshness.was_read_since(asked)
    session.fold(TopologyRead(at=asked, topology=session.node.topology(), broker={}))
    assert session.freshness.was_read_since(asked)


def test_that_it_watches_as_soon_as_one_surface_answers() -> None:
    session = DrivenSession()
    session.fold(told("management", ok=False, why="no"))
    assert phase(session) == "idle"
    session.fold(told("prometheus", ok=True))
    assert phase(session) == "watching"
    session.fold(told("amqp", ok=False, why="refused"))
    assert phase(session) == "watching"
    assert session.trouble == ""


def test_that_a_broker_is_lost_when_no_surface_answers_and_back_when_one_does() -> None:
    session = watching()
    line = session.node.client("orders")
    session.fold(session.node.connection_opened(line.connection), session.node.opened(line))
    session.node.publish(line, "shop")
    session.wait(1.0)
    session.pump()
    edge = session.graph.edges[TO_SHOP]
    assert session.graph.rate(edge, "publish") == 1
    for name in SURFACES:
        where = BASE if name == "prometheus" else ""
        session.fold(told(name, ok=False, at=5.0, why="gone", where=where))
    assert phase(session) == "lost"
    assert session.trouble == "gone. mend amqp"
    assert session.graph.rate(edge, "publish") is None
    assert session.graph.count(edge, "publish") == 1
    session.fold(told("management", ok=True, at=9.0))
    assert (phase(session), session.trouble) == ("watching", "")
    broker = [(e.at, e.verb, e.name) for e in session.log.entries if e.kind == "broker"]
    shown = session.endpoints.shown
    assert [verb for _, verb, _ in broker] == ["lost", "back"]
    assert broker[1] == (9.0, "back", shown)
    assert "hunter2" not in str(session.log.entries)


def test_that_a_capability_of_a_cluster_is_there_when_every_node_has_it() -> None:
    session = DrivenSession()
    session.fold(told("prometheus", ok=True, where="http://a"))
    session.fold(told("prometheus", ok=False, why="nothing listens", where="http://b"))
    found = session.capabilities["prometheus"]
    assert not found.ok
    assert found.why == "nothing listens (other nodes answer; missing: http://b)"
    assert found.mend == "mend prometheus"
    session.fold(told("prometheus", ok=True, where="http://b"))
    found = session.capabilities["prometheus"]
    assert found.ok
    assert found.detail == "prometheus is there; prometheus is there"


def test_that_the_first_snapshot_is_no_news_and_later_ones_are() -> None:
    session = DrivenSession()
    first = Topology(queues={"a": Queue(name="a")})
    session.fold(TopologyRead(at=1.0, topology=first, broker={}))
    assert log_lines(session) == []
    session.fold(TopologyRead(at=2.0, topology=Topology(), broker={}))
    assert log_lines(session) == [("vanished", "queue", "a")]
    assert session.topology == Topology()


def test_that_what_an_event_told_is_not_told_again_by_the_snapshot() -> None:
    session = DrivenSession()
    session.fold(TopologyRead(at=1.0, topology=Topology(), broker={}))
    created = DeclarationChanged(at=2.0, what="queue.created", name="a", by="alice")
    session.fold(created)
    after = Topology(queues={"a": Queue(name="a")})
    session.fold(TopologyRead(at=3.0, topology=after, broker={}))
    assert log_lines(session) == [("appeared", "queue", "a")]


def test_that_a_client_that_leaves_is_told_by_its_own_name() -> None:
    session = DrivenSession()
    connection = session.node.connect("orders-1")
    session.fold(session.node.connection_opened(connection))
    session.fold(session.node.connection_closed(connection))
    name = "orders-1 (10.0.0.1:501)"
    assert log_lines(session) == [
        ("appeared", "connection", name),
        ("vanished", "connection", name),
    ]


def test_that_clients_of_other_vhosts_are_no_news_here() -> None:
    session = watching()
    elsewhere = replace(session.node.connect("orders-1"), name="10.0.0.8:1 -> b", vhost="other")
    session.fold(TopologyRead(at=1.0, topology=Topology(), broker={}))
    session.fold(session.node.connection_opened(elsewhere))
    session.fold(session.node.connection_closed(elsewhere))
    never_told = replace(elsewhere, name="10.0.0.8:2 -> b")
    session.fold(session.node.connection_closed(never_told))
    assert log_lines(session) == []


def test_that_a_consumer_that_goes_is_told_with_its_service() -> None:
    session = watching()
    connection = session.node.connect("stock-1")
    line = session.node.open(connection)
    gone = DeclarationChanged(
        at=2.0,
        what="consumer.deleted",
        name="ctag of stock.reserve",
        by="guest",
        queue="stock.reserve",
        channel=session.node.pid(line),
    )
    session.fold(session.node.connection_opened(connection), session.node.opened(line), gone)
    assert session.log.entries[-1].detail == "service stock"
    assert session.log.entries[-1].service == "stock"
    assert session.log.entries[-1].concerns("stock.reserve")


def test_that_a_consumer_that_two_snapshots_differ_by_is_told_with_its_service() -> None:
    session = watching()
    line = session.node.client("stock")
    session.node.consumers = [consumer(line, "stock.reserve")]
    session.fold(TopologyRead(at=1.0, topology=session.node.topology(), broker={}))
    session.node.consumers = []
    session.fold(TopologyRead(at=2.0, topology=session.node.topology(), broker={}))

    gone = session.log.entries[-1]
    assert (gone.verb, gone.service, gone.detail) == ("vanished", "stock", "service stock")


def test_that_own_connections_and_queues_show_nowhere() -> None:
    session = watching()
    connection, queue = session.node.connect("flowscope:events"), "amq.gen-own"
    line = session.node.open(connection)
    session.fold(
        session.node.connection_opened(connection),
        session.node.opened(line),
        DeclarationChanged(at=1.0, what="queue.created", name=queue, by="guest"),
        DeclarationChanged(at=1.0, what="consumer.created", name=f"t of {queue}", by="guest"),
    )
    session.node.deliver(line, queue, 9, "deliver_no_ack")
    session.node.depths[queue] = (1, 0)
    declared = {queue: Queue(name=queue, exclusive=True, owner=connection.name)}
    topology = session.node.topology(queues=declared, consumers=(consumer(line, queue),))
    session.fold(TopologyRead(at=session.watch.now, topology=topology, broker={}))
    session.answers = False
    session.wait(1.0)
    session.fold(session.scrapers[0].read(session.watch.now))
    assert session.graph.nodes == {}
    assert session.graph.edges == {}
    assert log_lines(session) == []


def test_that_the_management_apis_totals_never_mix_with_live_counters() -> None:
    session = watching()
    line = session.node.client("orders")
    session.fold(session.node.connection_opened(line.connection), session.node.opened(line))
    session.node.publish(line, "shop", "billing", amount=100)
    session.wait(1.0)
    session.pump()
    session.fold(told("prometheus", ok=False, why="gone", where=BASE))
    for number in range(4):
        session.fold(totals(session.watch.now + 5 * number, 100 + number))
    assert session.graph.count(session.graph.edges[TO_SHOP], "publish") == 100
    session.fold(told("prometheus", ok=True, where=BASE))
    session.node.publish(line, "shop", "billing", amount=1)
    session.wait(1.0)
    session.pump()
    assert session.graph.count(session.graph.edges[TO_SHOP], "publish") == 101


def test_that_without_live_counters_rates_are_unknown() -> None:
    session = watching()
    line = session.node.client("orders")
    session.fold(session.node.connection_opened(line.connection), session.node.opened(line))
    for _ in range(2):
        session.node.publish(line, "shop", amount=5)
        session.wait(1.0)
        session.pump()
    edge = session.graph.edges[TO_SHOP]
    assert session.graph.rate(edge, "publish") == 5
    session.fold(told("prometheus", ok=False, why="gone", where=BASE))
    assert phase(session) == "watching"
    assert session.graph.rate(edge, "publish") is None


def test_that_depths_come_from_the_management_api_as_well() -> None:
    session = DrivenSession()
    session.fold(
        TopologyRead(at=1.0, topology=Topology(queues={"a": Queue(name="a")}), broker={}),
        QueueDepths(at=1.0, ready={"a": 3}, unacked={"a": 2}),
    )
    queue = session.graph.nodes["queue:a"]
    assert (queue.ready, queue.unacked) == (3, 2)


def wait_until(session: Session, what: str, url: str) -> None:
    """Pump a real session until a surface has said something."""
    deadline = time.monotonic() + 20
    while not session._surfaces.answered(what, [url]):
        assert time.monotonic() < deadline, session.capabilities
        session.wait(0.05)
        session.pump()


def test_that_surfaces_that_are_switched_off_say_so_and_are_not_asked() -> None:
    url = f"amqp://guest:hunter2@127.0.0.1:{free_port()}/shop"
    session = Session(endpoints(url, "off", "off", {}))
    session.start()
    try:
        assert phase(session) in ("connecting", "lost")
        for name, option in (
            ("management", "--management-url"),
            ("prometheus", "--prometheus-url"),
        ):
            assert session.capabilities[name].why == "switched off"
            assert option in session.capabilities[name].mend
        wait_until(session, "amqp", "")
        assert phase(session) == "lost"
        assert "hunter2" not in f"{session.trouble}{session.capabilities}"
    finally:
        session.stop()
    assert phase(session) == "idle"


def test_that_all_nodes_of_a_cluster_are_scraped_when_nobody_named_them() -> None:
    nodes = [SimulatedNode("one@localhost"), SimulatedNode("two@localhost")]
    with (
        serving(lambda _: nodes[0].text("edges")) as a,
        serving(lambda _: nodes[1].text("edges")) as b,
    ):
        named = endpoints(f"amqp://127.0.0.1:{free_port()}/shop", "off", a.base, {})
        session = Session(replace(named, prometheus_inferred=True))
        session.start()
        try:
            wait_until(session, "prometheus", a.base)
            listeners = [
                (node.name, int(local.base.rpartition(":")[2]))
                for node, local in zip(nodes, (a, b), strict=True)
            ]
            broker = {"prometheus_listeners": listeners}
            session._put(TopologyRead(at=session.clock(), topology=Topology(), broker=broker))
            session.pump()
            wait_until(session, "prometheus", b.base)
            assert session.flow.tables.nodes == {"one@localhost", "two@localhost"}
            assert session.freshness.counts_every_node
        finally:
            session.stop()
    assert len(a.asked) >= 1
    assert len(b.asked) >= 1


@pytest.mark.parametrize(
    ("base", "listeners", "wanted"),
    [
        (
            "http://broker:15692",
            [("rabbit@one", 15692), ("rabbit@two", 15692)],
            {"rabbit@one": "http://one:15692", "rabbit@two": "http://two:15692"},
        ),
        ("http://broker:15692", [("rabbit@one", 9000)], {"rabbit@one": "http://broker:9000"}),
        (
            "http://[::1]:15692",
            [("a@vm", 15692), ("b@vm", 15693)],
            {"a@vm": "http://[::1]:15692", "b@vm": "http://[::1]:15693"},
        ),
        ("http://broker", [("rabbit@one", 9000)], {"rabbit@one": "http://broker:9000"}),
    ],
)
def test_that_each_nodes_metrics_are_where_the_broker_says(
    base: str, listeners: list[tuple[str, int]], wanted: dict[str, str]
) -> None:
    assert bases_of_nodes(base, listeners) == wanted
