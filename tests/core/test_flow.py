"""What the flow graph says of a simulated node, against the node's own books."""

import pytest

from core.facts import QueueDepths
from core.flow import Flow
from core.graph import UNKNOWN_SERVICE, Edge, EdgeKey
from core.topology import Queue
from tests.simulated_node import Scraper, SimulatedNode, consumer, scrapers_of

VERSIONS = pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
TO_SHOP: EdgeKey = ("publish", "service:orders", "exchange:shop")
FROM_SHOP: EdgeKey = ("route", "exchange:shop", "queue:billing")
UNKNOWN_TO_SHOP: EdgeKey = ("publish", UNKNOWN_SERVICE, "exchange:shop")


class Watched:
    """A flow that reads a simulated node once a second."""

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
    assert watched.graph.rate(watched.edge(FROM_SHOP), "publish") == 3


@VERSIONS
def test_that_a_closed_channels_counts_stay(version: str) -> None:
    watched = Watched(version)
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(line, "shop", "billing", amount=5)
    watched.scrape()
    node.close(line)
    watched.scrape()
    node.collect()
    del node.connections[line.connection.name]
    for _ in range(3):
        watched.scrape(30)
        watched.look()
    assert watched.counts() == node.truth
    assert not watched.edge(TO_SHOP).at_least
    assert not watched.graph.nodes["service:orders"].present
    assert watched.graph.nodes["service:orders"].instances == 0


def test_that_a_tail_that_may_be_missing_makes_a_count_at_least() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(line, "shop", amount=5)
    watched.scrape()
    node.publish(line, "shop", amount=1)
    node.close(line)
    node.collect()
    watched.scrape()
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 5
    assert watched.edge(TO_SHOP).at_least


def test_that_a_channel_that_closed_before_its_last_reading_is_complete() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(line, "shop", amount=5)
    node.close(line)
    watched.flow.fold_life(node.closed(line, watched.now + 0.5))
    watched.scrape()
    node.collect()
    watched.scrape()
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 5
    assert not watched.edge(TO_SHOP).at_least


def test_that_a_short_lived_channel_whose_event_came_first_is_named() -> None:
    watched = Watched()
    node = watched.node
    watched.scrape()
    connection = node.connect("cron-7")
    line = node.open(connection, "cron")
    watched.flow.fold_life(node.connection_opened(connection))
    watched.flow.fold_life(node.opened(line))
    node.publish(line, "shop", "billing", amount=3)
    node.close(line)
    watched.flow.fold_life(node.closed(line, watched.now + 0.1))
    watched.flow.fold_life(node.connection_closed(connection))
    watched.scrape()
    node.collect()
    watched.scrape()
    watched.flow.settle()
    assert watched.counts() == node.truth
    assert not [edge for edge in watched.graph.edges.values() if edge.at_least]


def test_that_a_name_that_comes_late_brings_all_that_was_counted() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.look()
    watched.scrape()
    node.publish(line, "shop", amount=5)
    watched.scrape()
    assert watched.counts("publish") == {}
    assert watched.flow.has_nameless_counts
    for _ in range(12):
        watched.scrape()
    assert watched.graph.count(watched.edge(UNKNOWN_TO_SHOP), "publish") == 5
    watched.flow.fold_life(node.opened(line))
    assert watched.graph.count(watched.edge(UNKNOWN_TO_SHOP), "publish") == 0
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 5
    assert not watched.flow.has_nameless_counts
    watched.look()
    assert UNKNOWN_TO_SHOP not in watched.graph.edges


def test_that_a_connection_that_becomes_known_late_brings_all_that_was_counted() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.scrape()
    node.publish(line, "shop", amount=5)
    for _ in range(15):
        watched.scrape()
    assert watched.graph.count(watched.edge(UNKNOWN_TO_SHOP), "publish") == 5
    watched.look()
    assert watched.counts("publish") == node.truth


def test_that_what_nobody_ever_names_is_of_the_unknown_service() -> None:
    watched = Watched()
    node = watched.node
    watched.scrape()
    line = node.client("orders")
    node.publish(line, "shop", amount=5)
    watched.scrape()
    node.close(line)
    watched.scrape()
    node.collect()
    watched.scrape()
    assert watched.counts("publish") == {(*UNKNOWN_TO_SHOP, "publish"): 5}
    assert watched.graph.nodes[UNKNOWN_SERVICE].name == "unknown"


def test_that_a_client_that_calls_itself_pending_is_counted_as_any_other() -> None:
    watched = Watched()
    line = watched.node.client("pending")
    watched.flow.fold_life(watched.node.opened(line))
    watched.look()
    watched.scrape()
    watched.node.publish(line, "shop", amount=5)
    watched.scrape()
    assert watched.counts("publish") == watched.node.truth


@VERSIONS
def test_that_a_restarted_node_never_counts_twice_and_keeps_what_it_counted(version: str) -> None:
    watched = Watched(version)
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(line, "shop", "billing", amount=100)
    watched.scrape()
    node.restart()
    line = node.client("orders")
    node.publish(line, "shop", "billing", amount=2)
    watched.scrape(10, restarted=True)
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    assert watched.counts() == node.truth
    assert node.truth[(*TO_SHOP, "publish")] == 102
    assert watched.edge(TO_SHOP).at_least


def test_that_a_restart_loses_nothing_that_nobody_had_named() -> None:
    watched = Watched()
    node = watched.node
    watched.scrape()
    line = node.client("orders")
    node.publish(line, "shop", amount=5)
    watched.scrape()
    node.restart()
    watched.scrape(10, restarted=True)
    watched.flow.settle()
    assert sum(watched.counts("publish").values()) == 5


def test_that_nodes_of_a_cluster_add_up_and_restart_one_by_one() -> None:
    one = Watched()
    two = SimulatedNode("rabbit@two")
    other = Scraper(two)
    lines = [one.node.client("orders"), two.client("orders")]
    one.flow.fold_life(one.node.opened(lines[0]))
    one.flow.fold_life(two.opened(lines[1]))
    everyone = {**one.node.connections, **two.connections}
    one.flow.fold_topology(one.node.topology(connections=everyone))
    one.scrape()
    one.flow.fold_readings(other.read(one.now))
    one.node.publish(lines[0], "shop", "billing", amount=3)
    two.publish(lines[1], "shop", "billing", amount=4)
    one.scrape()
    one.flow.fold_readings(other.read(one.now))
    assert one.graph.count(one.edge(TO_SHOP), "publish") == 7
    assert one.graph.rate(one.edge(TO_SHOP), "publish") == 7
    assert one.graph.rate(one.edge(FROM_SHOP), "publish") == 7
    assert one.graph.nodes["service:orders"].instances == 2
    two.restart()
    one.scrape()
    one.flow.fold_readings(other.read(one.now, restarted=True))
    assert one.graph.count(one.edge(TO_SHOP), "publish") == 7
    one.node.publish(lines[0], "shop", "billing", amount=1)
    one.scrape()
    assert one.graph.count(one.edge(TO_SHOP), "publish") == 8


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
    watched.flow.fold_depths(QueueDepths(at=watched.now, ready={queue: 5}, unacked={queue: 0}))
    assert watched.counts() == {(*TO_SHOP, "publish"): 4}
    assert set(watched.graph.nodes) == {"service:orders", "exchange:shop"}


def test_that_guesses_are_told_apart_by_what_they_do() -> None:
    watched = Watched()
    node = watched.node
    lines = [node.open(node.connect(), f"pika 10.0.0.1 {role}") for role in ("publisher", "consumer")]
    for line in lines:
        watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(lines[0], "shop", amount=2)
    node.deliver(lines[1], "billing", 3)
    watched.scrape()
    assert watched.counts() == node.truth
    assert watched.graph.nodes["service:pika 10.0.0.1 publisher"].named_by == "product"


def test_that_a_guess_has_the_same_name_whenever_its_channel_is_identified() -> None:
    watched = Watched()
    node = watched.node
    line = node.open(node.connect(), "pika 10.0.0.1 publisher")
    watched.look()
    watched.scrape()
    node.publish(line, "shop", amount=2)
    watched.scrape()
    watched.flow.fold_life(node.opened(line))
    watched.scrape()
    watched.look()
    assert watched.counts() == node.truth


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
    assert not watched.flow.was_read_since(0.0)
    watched.scrape()
    assert watched.flow.was_read_since(watched.now)
    assert not watched.flow.was_read_since(watched.now + 0.1)
    watched.flow.fold_readings(watched.scrapers[0].read(watched.now + 1))
    assert not watched.flow.was_read_since(watched.now + 1)


def test_that_channels_that_are_over_are_forgotten() -> None:
    watched = Watched()
    node = watched.node
    for _ in range(5):
        line = node.client("cron")
        watched.flow.fold_life(node.opened(line))
        watched.scrape()
        node.close(line)
        watched.flow.fold_life(node.closed(line, watched.now))
        watched.scrape()
        node.collect()
    watched.scrape(120)
    watched.look()
    assert watched.flow.identities.known == {}
    assert watched.flow.identities.closed_at == {}
