"""Channels that close, come late, have no name or go down with their node: whose counts are they."""

import pytest

from core.flow_words import told
from core.graph import UNKNOWN_SERVICE, EdgeKey
from tests.core.watched_flow import Watched
from tests.simulated_node import Scraper, SimulatedNode

VERSIONS = pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
TO_SHOP: EdgeKey = ("publish", "service:orders", "exchange:shop")
FROM_SHOP: EdgeKey = ("route", "exchange:shop", "queue:billing")
UNKNOWN_TO_SHOP: EdgeKey = ("publish", UNKNOWN_SERVICE, "exchange:shop")


def has_nameless_counts(watched: Watched) -> bool:
    return watched.flow.nameless.has_counts


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


def test_that_a_service_that_was_named_late_and_is_gone_publishes_nothing_now() -> None:
    watched = Watched()
    node = watched.node
    watched.look()
    watched.scrape()
    line = node.client("orders")
    node.publish(line, "shop", amount=5)
    watched.scrape()
    node.close(line)
    node.collect()
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 5
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") == 0


def test_that_an_edge_whose_consumer_is_gone_delivers_nothing_wherever_one_looks() -> None:
    watched = Watched()
    node = watched.node
    taker, other = node.client("billing"), node.client("audit")
    for line in (taker, other):
        watched.flow.fold_life(node.opened(line))
    watched.scrape()
    watched.look()
    for _ in range(3):
        node.deliver(taker, "billing", 4)
        node.deliver(other, "audit", 1)
        watched.scrape()
    node.close(taker)
    node.collect()
    del node.connections[taker.connection.name]
    for _ in range(3):
        node.deliver(other, "audit", 1)
        watched.scrape()
        watched.look()
    edge = watched.edge(("deliver", "queue:billing", "service:billing"))
    assert not watched.graph.nodes["service:billing"].present
    assert watched.graph.passing(edge) == 0
    history = watched.graph.tally.rings.history(edge.counters["deliver"], 4, watched.now)
    assert history.tolist() == [4.0, 0.0, 0.0, 0.0]
    assert "delivers to service billing: nothing now" in told(watched.graph, "", "")


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
    assert has_nameless_counts(watched)
    for _ in range(12):
        watched.scrape()
    assert watched.graph.count(watched.edge(UNKNOWN_TO_SHOP), "publish") == 5
    watched.flow.fold_life(node.opened(line))
    assert watched.graph.count(watched.edge(UNKNOWN_TO_SHOP), "publish") == 0
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 5
    assert not has_nameless_counts(watched)
    watched.look()
    assert UNKNOWN_TO_SHOP not in watched.graph.edges


def test_that_a_name_that_comes_amid_an_interval_brings_all_of_its_rate() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.look()
    watched.scrape()
    watched.scrape()
    node.publish(line, "shop", amount=6)
    watched.scrape(0.4)
    watched.flow.fold_life(node.opened(line))
    watched.scrape(0.6)

    assert watched.graph.passed(watched.edge(TO_SHOP)) == pytest.approx(6.0)


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


def test_that_what_went_down_with_its_node_has_no_rate_any_more() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(line, "shop", amount=100)
    watched.scrape()
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") == 100
    node.restart()
    watched.scrape(2, restarted=True)
    watched.scrape()
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") == 0


def test_that_a_node_that_does_not_answer_adds_no_rate() -> None:
    watched = Watched()
    node = watched.node
    line = node.client("orders")
    watched.flow.fold_life(node.opened(line))
    watched.look()
    watched.scrape()
    node.publish(line, "shop", amount=100)
    watched.scrape()
    watched.flow.lose_node("rabbit@another")
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") == 100
    watched.flow.lose_node(node.name)
    assert watched.graph.rate(watched.edge(TO_SHOP), "publish") is None
    assert watched.graph.count(watched.edge(TO_SHOP), "publish") == 100


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


def test_that_guesses_are_told_apart_by_what_they_do() -> None:
    watched = Watched()
    node = watched.node
    lines = [
        node.open(node.connect(), f"pika 10.0.0.1 {role}") for role in ("publisher", "consumer")
    ]
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
