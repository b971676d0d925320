from core.graph import FlowGraph
from core.troubles import Trouble, by_weight, place_words, troubles_of
from tests.core.other_language import spoken

ON_EDGE = Trouble(("deliver", "queue:q", "service:s"), "stuck", "warning", "full", amount=5)
AT_QUEUE = Trouble("queue:q", "no_consumer", "warning", "nobody", amount=100)
ELSEWHERE = Trouble("queue:other", "growing", "notice", "grows", amount=900)


def test_that_the_worst_comes_first() -> None:
    assert by_weight([ELSEWHERE, ON_EDGE, AT_QUEUE]) == (AT_QUEUE, ON_EDGE, ELSEWHERE)


def test_that_a_node_has_the_troubles_of_its_edges() -> None:
    every = (AT_QUEUE, ON_EDGE, ELSEWHERE)

    assert troubles_of(every, "queue:q") == [AT_QUEUE, ON_EDGE]
    assert troubles_of(every, "service:s") == [ON_EDGE]
    assert troubles_of(every, ON_EDGE.at) == [ON_EDGE]
    assert troubles_of(every, None) == list(every)
    assert troubles_of(every, "service:calm") == []


def test_that_a_place_is_named_as_the_broker_does() -> None:
    graph = FlowGraph()
    publish = Trouble(("publish", "service:s", "exchange:"), "unroutable", "warning", "lost")
    graph.node("exchange", "")

    assert place_words(graph, AT_QUEUE) == "queue q"
    assert place_words(graph, ON_EDGE) == "q \N{RIGHTWARDS ARROW} s"
    assert place_words(graph, publish) == "s \N{RIGHTWARDS ARROW} (AMQP default)"


def test_that_the_ends_of_an_edge_are_named_alone_in_any_language() -> None:
    with spoken({"queue {name}": "{name}队列"}):
        assert place_words(FlowGraph(), AT_QUEUE) == "q队列"
        assert place_words(FlowGraph(), ON_EDGE) == "q \N{RIGHTWARDS ARROW} s"
