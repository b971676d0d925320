"""Which edges nothing has passed, and when that changes."""

from core.dry_edges import DryEdges, dry_edges
from core.graph import UNKNOWN_SERVICE, EdgeKey
from tests.core.test_hops import two_shops
from tests.gui.flow.sample_graphs import Broker

DRY: EdgeKey = ("route", "exchange:events", "queue:pay.q")


def shop() -> Broker:
    """Events are bound to `pay.q`, but none has come there."""
    broker = two_shops()
    broker.edge("route", "exchange:events", "queue:pay.q", publish=0.0)
    broker.edge("alternate", "exchange:events", "exchange:direct")
    broker.tick()
    return broker


def test_that_what_is_counted_and_zero_is_dry() -> None:
    graph = shop().graph

    assert dry_edges(graph) == {DRY}
    assert dry_edges(graph, []) == frozenset()


def test_that_it_is_seen_when_something_passes() -> None:
    broker = shop()
    dry = DryEdges(broker.graph)
    assert dry.look() == []

    broker.rates[broker.graph.edges[DRY].counters["publish"]] = 2.0
    broker.tick()
    assert [edge.key for edge in dry.look()] == [DRY]
    assert dry.keys == frozenset()
    assert dry.look() == []


def test_that_something_may_have_passed_where_something_was_missed() -> None:
    broker = shop()
    dry = DryEdges(broker.graph)
    broker.graph.edges[DRY].at_least = True

    assert [edge.key for edge in dry.look()] == [DRY]
    assert dry_edges(broker.graph) == frozenset()


def test_that_something_of_nobody_may_be_of_anybody() -> None:
    broker = shop()
    broker.edge("publish", "service:stock", "exchange:direct", publish=0.0)
    broker.graph.node("service", "unknown", UNKNOWN_SERVICE)
    nobodys = broker.edge("publish", UNKNOWN_SERVICE, "exchange:direct", publish=0.0)
    broker.tick()
    dry = DryEdges(broker.graph)
    assert ("publish", "service:stock", "exchange:direct") in dry.keys

    broker.rates[nobodys.counters["publish"]] = 1.0
    broker.tick()
    assert {edge.key for edge in dry.look()} == {
        ("publish", UNKNOWN_SERVICE, "exchange:direct"),
        ("publish", "service:stock", "exchange:direct"),
    }
