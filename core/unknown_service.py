"""The service that stands for everybody whom nobody can name, and why it is there."""

from core.graph import UNKNOWN_SERVICE, FlowGraph, Node
from core.wording import tr


def unseen_publisher() -> Node:
    """Stands for whoever publishes what is delivered, where no service is seen to do so."""
    return Node(UNKNOWN_SERVICE, "service", tr("unknown"))


def unknown_words(graph: FlowGraph) -> str:
    """What it is, for somebody who sees it for the first time."""
    known = graph.nodes.get(UNKNOWN_SERVICE)
    if known is not None and known.named_by:
        return tr(
            "The broker counts these messages, but does not tell through which connection they "
            "went: it may be one service or several."
        )
    return tr(
        "No connected service is seen to publish what these consumers get: whoever does may be "
        "gone by now, or connect only for a moment."
    )
