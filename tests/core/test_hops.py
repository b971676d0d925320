from core.dry_edges import dry_edges
from core.graph import FlowGraph
from core.hops import Net, Way, ways_between, why
from tests.gui.flow.sample_graphs import Broker


def two_shops() -> Broker:
    """`orders` alone fills `pay.q`; `audit.q` takes messages of both publishers."""
    broker = Broker()
    orders, stock = broker.service("orders"), broker.service("stock")
    events, direct = broker.exchange("events"), broker.exchange("direct")
    pay, audit = broker.queue("pay.q"), broker.queue("audit.q")
    broker.edge("publish", orders, events, publish=4.0)
    broker.edge("publish", stock, events, publish=1.0)
    broker.edge("publish", orders, direct, publish=3.0)
    broker.edge("route", direct, pay, publish=3.0)
    broker.edge("route", events, audit, publish=5.0)
    broker.edge("deliver", pay, broker.service("payments"), deliver=3.0, ack=3.0)
    broker.edge("deliver", audit, broker.service("audit"), deliver=5.0, ack=5.0)
    broker.tick()
    broker.tick()
    return broker


def ways(graph: FlowGraph) -> set[Way]:
    return set(Net(graph, dry_edges(graph)).ways())


def test_that_the_only_publisher_is_alone_and_two_are_not() -> None:
    found = {(way.source, way.target): way.is_alone for way in ways(two_shops().graph)}

    assert found == {
        ("service:orders", "service:payments"): True,
        ("service:orders", "service:audit"): False,
        ("service:stock", "service:audit"): False,
    }


def test_that_what_nothing_has_passed_leads_nowhere() -> None:
    broker = two_shops()
    broker.edge("route", "exchange:events", "queue:pay.q", publish=0.0)
    broker.tick()

    assert Way("queue:pay.q", "service:orders", "service:payments", ("service:orders",)) in ways(
        broker.graph
    )


def test_that_a_dry_route_counts_again_once_something_was_missed_on_it() -> None:
    broker = two_shops()
    broker.edge("route", "exchange:events", "queue:pay.q", publish=0.0).at_least = True
    broker.tick()

    assert not any(way.is_alone for way in ways(broker.graph))


def test_that_dead_letters_and_bound_and_alternate_exchanges_are_followed() -> None:
    broker = two_shops()
    dead, parked = broker.exchange("dead"), broker.queue("parked")
    broker.edge("dead_letter", "queue:pay.q", dead)
    broker.edge("route", dead, parked)
    broker.edge("deliver", parked, broker.service("support"), deliver=1.0)
    broker.edge("bind", "exchange:direct", dead)
    broker.edge("alternate", "exchange:events", dead)
    broker.tick()

    support = [way for way in ways(broker.graph) if way.target == "service:support"]
    assert {way.source for way in support} == {"service:orders", "service:stock"}


def test_that_a_loop_of_dead_letters_ends() -> None:
    broker = two_shops()
    broker.edge("dead_letter", "queue:pay.q", "exchange:direct", dead_letter=1.0)
    broker.tick()

    [(way, edges)] = ways_between(broker.graph, "service:orders", "service:payments")
    assert way.is_alone
    assert edges[-1] == ("deliver", "queue:pay.q", "service:payments")


def test_that_the_edges_of_a_way_are_told_in_the_order_of_a_message() -> None:
    [(_, edges)] = ways_between(two_shops().graph, "service:orders", "service:payments")

    assert [key[0] for key in edges] == ["publish", "route", "deliver"]


def test_that_idle_bindings_are_shown_until_something_passes() -> None:
    broker = Broker()
    queue = broker.queue("q")
    broker.edge("publish", broker.service("a"), broker.exchange("x"), publish=0.0)
    broker.edge("route", "exchange:x", queue, publish=0.0)
    broker.edge("deliver", queue, broker.service("b"), deliver=0.0)
    broker.tick()

    [way] = ways(broker.graph)
    assert way.is_idle
    assert why(broker.graph, way).endswith("nothing has passed since watching began")


def test_that_it_is_said_who_shares_a_queue() -> None:
    broker = two_shops()
    for name in ("b", "c", "d"):
        broker.edge("publish", broker.service(name), "exchange:events", publish=1.0)
    broker.tick()

    [(way, _)] = ways_between(broker.graph, "service:stock", "service:audit")
    assert why(broker.graph, way) == (
        "audit.q takes messages of b, c, d and 2 more: no counter tells whose it delivers"
    )
