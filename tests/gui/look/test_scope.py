from core.graph import FlowGraph
from core.selection import Selection
from gui.look.scope import Scope, scopes

EVERYTHING = Scope("Everything in vhost /")


def offered(selection: Selection) -> list[Scope]:
    graph = FlowGraph()
    graph.node("exchange", "orders")
    graph.node("exchange", "")
    graph.node("queue", "bills")
    graph.node("service", "shop")
    graph.edge("publish", "service:shop", "exchange:orders")
    graph.edge("route", "exchange:orders", "queue:bills")
    return scopes(graph, selection, "/")


def test_that_without_a_selection_there_is_only_everything() -> None:
    assert offered(None) == [EVERYTHING]


def test_that_the_narrowest_comes_first() -> None:
    assert offered("exchange:orders") == [
        Scope("Published to exchange orders", ("orders",)),
        Scope("Exchange orders and its neighbours (1 exchange, 1 queue)", ("orders",), ("bills",)),
        EVERYTHING,
    ]
    assert offered("queue:bills")[0] == Scope("Delivered from queue bills", (), ("bills",))


def test_that_the_default_exchange_has_no_name_on_the_broker() -> None:
    assert offered("exchange:")[0].exchanges == ("",)


def test_that_a_service_is_what_it_publishes_to_and_consumes_from() -> None:
    assert offered("service:shop") == [
        Scope("Where service shop publishes and consumes (1 exchange)", ("orders",)),
        EVERYTHING,
    ]


def test_that_an_edge_is_its_two_ends() -> None:
    scope, everything = offered(("route", "exchange:orders", "queue:bills"))
    assert everything == EVERYTHING
    assert (scope.exchanges, scope.queues) == (("orders",), ("bills",))
    assert scope.words == "Published to exchange orders, or delivered from queue bills"
    assert offered(("publish", "service:shop", "exchange:orders"))[0] == Scope(
        "Published to exchange orders", ("orders",)
    )


def test_that_a_service_that_touches_nothing_leaves_everything() -> None:
    assert offered("service:nobody") == [EVERYTHING]
