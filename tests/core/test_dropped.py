import pytest

from core.dropped import with_bindings
from core.graph import Edge, FlowGraph
from core.topology import Binding, Exchange, Topology


def drops(topology: Topology, **routed: int | None) -> str:
    """What is told when `orders` drops, and so much was routed to each queue."""
    graph = FlowGraph()
    edge = graph.edge("publish", "service:shop", "exchange:orders")
    for queue, amount in routed.items():
        counts(graph, graph.edge("route", "exchange:orders", f"queue:{queue}"), amount)
    return with_bindings(graph, topology, edge, "4 dropped")


def counts(graph: FlowGraph, edge: Edge, amount: int | None) -> None:
    if amount is not None:
        graph.count_with(edge)
        graph.tally.credit(edge.counters["publish"], amount)


def bound(type_: str = "topic", alternate: str | None = None, **keys: str) -> Topology:
    return Topology(
        exchanges={"orders": Exchange(name="orders", type=type_, alternate=alternate)},
        bindings=tuple(
            Binding(source="orders", destination=queue, routing_key=key)
            for queue, key in keys.items()
        ),
    )


def test_that_an_exchange_without_bindings_says_so() -> None:
    assert drops(bound()) == "4 dropped; nothing is bound to orders"


@pytest.mark.parametrize("topology", [bound(alternate="rest"), Topology()])
def test_that_what_is_not_the_reason_is_not_told(topology: Topology) -> None:
    assert drops(topology) == "4 dropped"


def test_that_a_binding_that_took_nothing_is_named() -> None:
    told = drops(bound(intake="order.created", stock="order.reserved"), intake=7, stock=0)
    assert told == (
        "4 dropped; 1 binding there has taken nothing in that time: 'order.reserved' to stock"
    )


@pytest.mark.parametrize("amount", [3, None])
def test_that_a_binding_that_took_some_or_nobody_knows_is_not_named(amount: int | None) -> None:
    assert drops(bound(stock="order.reserved"), stock=amount) == "4 dropped"


def test_that_of_many_bindings_some_are_named() -> None:
    keys = {f"q{n}": f"key.{n}" for n in range(5)}
    told = drops(bound(**keys), **dict.fromkeys(keys, 0))
    assert "5 bindings there have taken nothing in that time: 'key.0' to q0, " in told
    assert told.endswith("'key.2' to q2 and 2 more")


def test_that_keys_that_do_not_matter_are_not_told() -> None:
    assert drops(bound("headers", stock="x"), stock=0).endswith("in that time: stock")
