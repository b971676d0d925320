import pytest

from core.graph import EdgeKey, FlowGraph
from core.selection import Selection, exchange_of, exists, expected_lines, node_words, words


def shop() -> FlowGraph:
    graph = FlowGraph()
    graph.node("service", "orders")
    graph.node("exchange", "shop")
    graph.node("exchange", "")
    graph.node("queue", "payments.q")
    graph.edge("publish", "service:orders", "exchange:shop")
    graph.edge("route", "exchange:shop", "queue:payments.q")
    return graph


def test_that_a_selection_has_words() -> None:
    graph = shop()
    assert words(graph, None) == "Whole broker"
    assert words(graph, "queue:payments.q") == "queue payments.q"
    key: EdgeKey = ("publish", "service:orders", "exchange:shop")
    assert words(graph, key) == "service orders publishes to exchange shop"


def test_that_the_default_exchange_has_a_name() -> None:
    assert node_words(shop(), "exchange:") == "exchange (AMQP default)"


def test_that_what_is_gone_still_has_words() -> None:
    assert words(shop(), "queue:a:b") == "queue a:b"


def test_that_a_selection_exists_as_long_as_the_graph_holds_it() -> None:
    graph = shop()
    assert exists(graph, None)
    assert exists(graph, "queue:payments.q")
    assert not exists(graph, "queue:old")
    assert exists(graph, ("route", "exchange:shop", "queue:payments.q"))
    assert not exists(graph, ("route", "exchange:shop", "queue:old"))


def test_that_a_hop_exists_as_long_as_both_services_do() -> None:
    graph = shop()
    service = next(node for node in graph.nodes if node.startswith("service:"))
    assert exists(graph, ("hop", service, service))
    assert not exists(graph, ("hop", service, "service:gone"))


def test_that_the_expected_lines_are_those_of_the_edges_in_the_order_of_a_message() -> None:
    graph = shop()
    assert expected_lines(graph, "exchange:shop") == (
        "publish",
        "confirm",
        "return_unroutable",
        "drop_unroutable",
        "route",
    )
    assert expected_lines(graph, "queue:payments.q") == ("route",)


def test_that_what_an_exchange_passes_on_is_no_publish_of_a_service() -> None:
    graph = shop()
    graph.edge("alternate", "exchange:shop", "exchange:")
    assert expected_lines(graph, "exchange:") == ("route",)


@pytest.mark.parametrize(
    ("selection", "exchange"),
    [
        (None, None),
        ("queue:payments.q", None),
        ("exchange:", ""),
        ("exchange:a:b", "a:b"),
        (("publish", "service:orders", "exchange:shop"), "shop"),
        (("route", "exchange:shop", "queue:payments.q"), "shop"),
        (("deliver", "queue:payments.q", "service:payments"), None),
    ],
)
def test_that_an_exchange_or_an_edge_of_it_says_where_one_would_publish(
    selection: Selection, exchange: str | None
) -> None:
    assert exchange_of(selection) == exchange
