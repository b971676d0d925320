from core.collapsed import CollapsedGraph
from core.graph import UNKNOWN_SERVICE, EdgeKey, FlowGraph
from core.selection import words
from core.unknown_service import unknown_words
from tests.gui.flow.sample_graphs import Broker


def test_that_whoever_publishes_unseen_is_called_unknown_and_explained() -> None:
    broker = Broker()
    broker.edge("deliver", broker.queue("q"), broker.service("b"), deliver=2.0)
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)

    assert collapsed.nodes[UNKNOWN_SERVICE].name == "unknown"
    assert "No connected service is seen to publish" in unknown_words(collapsed)
    assert words(broker.graph, UNKNOWN_SERVICE) == "service unknown"
    hop: EdgeKey = ("hop", UNKNOWN_SERVICE, "service:b")
    assert "?" not in words(broker.graph, hop)


def test_that_channels_that_the_broker_does_not_tell_are_another_reason() -> None:
    graph = FlowGraph()
    graph.node("service", "unknown", UNKNOWN_SERVICE).named_by = "unknown"

    assert "does not tell through which connection" in unknown_words(graph)
