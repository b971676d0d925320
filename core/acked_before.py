"""Acks of messages that a consumer held already when watching began: they were delivered before."""

from collections.abc import Mapping

from core.graph import Edge, FlowGraph
from core.wording import tr

_HANDED = ("deliver", "get")


def acked_before(counts: Mapping[str, int | None]) -> int:
    """How many more were acked than delivered to be acked; 0 where either is not known."""
    numbers = [counts.get(name) for name in ("ack", *_HANDED)]
    acked, *handed = (number or 0 for number in numbers)
    return 0 if None in numbers else max(acked - sum(handed), 0)


def before_words(graph: FlowGraph, edge: Edge) -> str:
    """Why more was acked than delivered; empty where it was not."""
    if edge.kind != "deliver" or not (more := acked_before(graph.counts(edge))):
        return ""
    if graph.is_lower_bound(edge):
        return tr(
            "{n:,} more acked than delivered: delivered before watching began, or not counted",
            n=more,
        )
    return tr(
        "{n:,} more acked than delivered: the consumer held them before watching began", n=more
    )
