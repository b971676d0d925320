import pytest

from core.acked_before import acked_before, before_words
from core.graph import Edge, FlowGraph


def delivering(**counts: int) -> tuple[FlowGraph, Edge]:
    graph = FlowGraph()
    edge = graph.edge("deliver", "queue:bills", "service:billing")
    graph.count_with(edge)
    for name, amount in counts.items():
        graph.tally.credit(edge.counters[name], amount)
    return graph, edge


@pytest.mark.parametrize(
    ("counts", "more"),
    [
        ({"deliver": 5, "get": 0, "ack": 15}, 10),
        ({"deliver": 5, "get": 10, "ack": 15}, 0),
        ({"deliver": 5, "get": 0, "ack": 3}, 0),
        ({"deliver": 5, "get": None, "ack": 15}, 0),
        ({"deliver_no_ack": 15, "ack": 15}, 0),
    ],
)
def test_that_it_is_what_was_acked_beyond_what_was_delivered(
    counts: dict[str, int | None], more: int
) -> None:
    assert acked_before(counts) == more


def test_that_it_is_explained() -> None:
    graph, edge = delivering(deliver=5, ack=15)
    assert before_words(graph, edge) == (
        "10 more acked than delivered: the consumer held them before watching began"
    )
    edge.at_least = True
    assert before_words(graph, edge).endswith("delivered before watching began, or not counted")


def test_that_what_needs_no_explanation_has_none() -> None:
    assert before_words(*delivering(deliver=15, ack=15)) == ""
    graph = FlowGraph()
    assert before_words(graph, graph.edge("publish", "service:a", "exchange:b")) == ""
