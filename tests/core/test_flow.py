"""What the flow graph says of a simulated node, against the node's own books."""

import pytest

from core.facts import QueueDepths
from core.graph import EdgeKey
from core.topology import Queue
from tests.core.watched_flow import Watched
from tests.simulated_node import consumer

VERSIONS = pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
TO_SHOP: EdgeKey = ("publish", "service:orders", "exchange:shop")
FROM_SHOP: EdgeKey = ("route", "exchange:shop", "queue:billing")


@VERSIONS
def test_that_every_edge_has_the_nodes_own_counts(version: str) -> None:
    watched = Watched(version)
    node = watched.node
    orders, payments = node.client("orders"), node.client("payments-1")
    payments.service = "payments"
    for line in (orders, payments):
        watched.flow.fold_life(node.opened(line))
    watched.scrape()
    watched.look()
    node.publish(orders, "shop", "billing", "audit", amount=7)
    node.publish(orders, "shop", counter="return_unroutable", amount=2)
    node.deliver(payments, "billing", 6)
    node.deliver(payments, "billing", 5, "ack")
    node.deliver(payments, "audit", 1, "get_no_ack")
    watched.scrape()
    assert watched.counts() == node.truth
    assert {edge.provenance for edge in watched.graph.edges.values()} == {"counted"}
    assert not [edge for edge in watched.graph.edges.values() if edge.at_least]
    assert watched.graph.passing(watched.edge(TO_SHOP)) == 7


@VERSIONS
def test_that_what_was_counted_before_watching_does_not_show(version: str) -> None:
    watched = Watched(version)
    line = watched.node.client("orders")
    watched.node.publish(line, "shop", "billing", amount=1000)
    watched.flow.fold_life(watched.node.opened(line))
    watched.scrape()
    watched.look()
    assert watched.counts() == {}
    watched.node.publish(line, "shop", "billing", amount=1)
    watched.scrape()
    assert set(watched.counts().values()) == {1}


def test_that_a_route_that_nothing_used_is_not_drawn_until_something_does() -> None:
    watched = Watched()
    line = watched.node.client("orders")
    watched.node.publish(line, "shop", "billing", amount=1000)
    watched.scrape()
    watched.scrape()
    assert FROM_SHOP not in watched.graph.edges
    watched.node.publish(line, "shop", "billing", amount=2)
    watched.scrape()
    assert watched.graph.count(watched.edge(FROM_SHOP), "publish") == 2
    assert watched.graph.rate(watched.edge(FROM_SHOP), "publish") == 2


def test_that_the_first_messages_of_all_are_on_the_chart() -> None:
    watched = Watched()
    watched.scrape()
    line = watched.node.client("orders")
    watched.flow.fold_life(watched.node.connection_opened(line.connection))
    watched.flow.fold_life(watched.node.opened(line))
    watched.node.publish(line, "shop", "billing", amount=3)
    watched.scrape()
    for key in (TO_SHOP, FROM_SHOP):
        assert watched.graph.rate(watched.edge(key), "publish") == 3


def test_that_a_missed_poll_is_a_gap_and_not_a_spike() -> None:
    watched = Watched()
    line = watched.node.client("orders")
    watched.flow.fold_life(watched.node.opened(line))
    watched.look()
    for seconds in (1.0, 1.0, 1.0, 20.0, 1.0):
        watched.node.publish(line, "shop", amount=int(10 * seconds))
        watched.scrape(seconds)
    edge = watched.edge(TO_SHOP)
    history = watched.graph.tally.rings.history(edge.counters["publish"], 23, watched.now)
    assert history[[0, 1, 22]].tolist() == [10, 10, 10]
    assert all(value != value for value in history[2:22])
    assert watched.graph.count(edge, "publish") == 230


def test_that_a_queue_that_is_declared_again_is_counted_on_and_never_backwards() -> None:
    watched = Watched()
    line = watched.node.client("orders")
    watched.scrape()
    watched.node.publish(line, "shop", "billing", amount=50)
    watched.scrape()
    watched.node.routed["shop", "billing"] = 3
    watched.scrape()
    assert watched.graph.count(watched.edge(FROM_SHOP), "publish") == 53
    assert watched.graph.passed(watched.edge(FROM_SHOP)) == 3


def test_that_own_connections_and_queues_never_show() -> None:
    watched = Watched()
    node = watched.node
    connection, queue = node.connect("flowscope:tap"), "amq.gen-own"
    line, orders = node.open(connection), node.client("orders")
    for each in (line, orders):
        watched.flow.fold_life(node.opened(each))
    declared = {queue: Queue(name=queue, exclusive=True, owner=connection.name)}
    consumers = (consumer(line, queue),)
    watched.flow.fold_topology(node.topology(queues=declared, consumers=consumers))
    watched.scrape()
    node.depths[queue] = (5, 0)
    node.publish(orders, "shop", queue, amount=4)
    node.publish(line, "shop", amount=1)
    node.deliver(line, queue, 4, "deliver_no_ack")
    watched.scrape()
    watched.flow.depths.take(QueueDepths(at=watched.now, ready={queue: 5}, unacked={queue: 0}))
    assert watched.counts() == {(*TO_SHOP, "publish"): 4}
    assert set(watched.graph.nodes) == {"service:orders", "exchange:shop"}


def test_that_without_a_source_rates_are_unknown_and_counts_stay() -> None:
    watched = Watched()
    line = watched.node.client("orders")
    watched.flow.fold_life(watched.node.opened(line))
    watched.look()
    watched.scrape()
    watched.node.publish(line, "shop", amount=2)
    watched.scrape()
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") == 2
    watched.flow.lose()
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") is None
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 2


@VERSIONS
def test_that_to_begin_counts_from_here(version: str) -> None:
    watched = Watched(version)
    node = watched.node
    line, nameless = node.client("orders"), node.client("other")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    for each in (line, nameless):
        node.publish(each, "shop", "billing", amount=2)
    watched.scrape()
    watched.flow.begin()
    node.truth.clear()
    for each in (line, nameless):
        node.publish(each, "shop", "billing", amount=5)
    watched.scrape()
    watched.flow.fold_life(node.opened(nameless))
    assert watched.counts() == node.truth


def test_that_depths_come_with_the_counters() -> None:
    watched = Watched()
    watched.node.depths["billing"] = (7, 2)
    watched.scrape()
    queue = watched.graph.nodes["queue:billing"]
    assert (queue.ready, queue.unacked) == (7, 2)
    watched.node.depths["billing"] = (9, 0)
    watched.scrape()
    ring = queue.gauges["ready"]
    assert watched.graph.gauges.history(ring, 2, watched.now).tolist() == [7, 9]


def test_that_it_knows_when_everything_was_read() -> None:
    watched = Watched("3.10.8")
    assert not watched.flow.tables.was_read_since(0.0)
    watched.scrape()
    assert watched.flow.tables.was_read_since(watched.now)
    assert not watched.flow.tables.was_read_since(watched.now + 0.1)
    watched.flow.fold_readings(watched.scrapers[0].read(watched.now + 1))
    assert not watched.flow.tables.was_read_since(watched.now + 1)
