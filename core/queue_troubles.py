"""Queues and exchanges where messages pile up, get lost or go round, told from counts over time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.counters import Rings
from core.graph import MAIN, Edge, FlowGraph, Node, node_id
from core.topology import DEFAULT_EXCHANGE, Topology
from core.troubles import Trouble, age_words

_STILL_SECONDS = 10
_LATELY_SECONDS = 60
_GROWTH_SECONDS = 45
_GROWTH_PER_SECOND = 1.0
_LOOP_SPAN_SECONDS = 8
"""Redeliveries over a longer time are not those that follow the end of one consumer."""
_LOOP_SECONDS = 30
_UNROUTABLE = {"return_unroutable": "returned", "drop_unroutable": "dropped"}


def queue_troubles(graph: FlowGraph, topology: Topology, at: float) -> Iterator[Trouble]:
    """What is seen at each queue; `at` is the time of the newest reading."""
    for node in graph.nodes.values():
        if node.kind != "queue" or not node.present or not node.ready or node.type == "stream":
            continue
        grown = _grown(graph.gauges, node, at)
        if node.consumers == 0:
            yield from _without_consumer(topology, node, grown)
        elif (seconds := _not_taken(graph, topology, node, at)) >= _STILL_SECONDS:
            text = f"{node.ready:,} ready, nothing taken for at least {age_words(seconds)}"
            yield Trouble(node.id, "not_taken", "warning", text, amount=node.ready)
        elif grown:
            text = f"grows faster than it drains: {grown}"
            yield Trouble(node.id, "growing", "notice", text, amount=node.ready)


def passage_troubles(graph: FlowGraph, at: float) -> Iterator[Trouble]:
    """Messages that no queue takes, and messages that come back again and again."""
    for edge in graph.edges.values():
        if edge.kind == "publish":
            yield from _unroutable(graph, edge, at)
        elif edge.kind == "deliver" and graph.count(edge, "redeliver"):
            yield from _redelivered(graph, edge, at)


def _without_consumer(topology: Topology, node: Node, grown: str) -> Iterator[Trouble]:
    """Nobody consumes; where messages expire into another exchange, that is how one delays."""
    declared = topology.queues.get(node.name)
    delays = declared is not None and declared.dead_letter_exchange is not None
    if declared is not None and delays and declared.message_ttl is not None:
        return
    text = f"no consumer, {node.ready or 0:,} ready" + (f", {grown}" if grown else "")
    yield Trouble(node.id, "no_consumer", "warning", text, amount=node.ready or 0)


def _grown(gauges: Rings, node: Node, at: float) -> str:
    """How much a queue has grown, if it did so all the time."""
    ring = node.gauges.get("ready")
    if ring is None:
        return ""
    depths = gauges.history(ring, _GROWTH_SECONDS + 1, at)[:: _GROWTH_SECONDS // 3]
    if np.isnan(depths).any() or (np.diff(depths) <= 0).any():
        return ""
    if depths[-1] - depths[0] < _GROWTH_PER_SECOND * _GROWTH_SECONDS:
        return ""
    return f"from {int(depths[0]):,} to {int(depths[-1]):,} ready in {_GROWTH_SECONDS} s"


def _not_taken(graph: FlowGraph, topology: Topology, node: Node, at: float) -> int:
    """Seconds for which messages waited and none was delivered; 0 where that is not known."""
    active = [c for c in topology.consumers_by_queue.get(node.name, ()) if c.active]
    ring = node.gauges.get("ready")
    edges = [edge for edge in graph.edges_of(node.id) if edge.kind == "deliver"]
    if not (active and edges) or ring is None or any(graph.passing(edge) != 0 for edge in edges):
        return 0
    counters = [
        edge.counters[name] for edge in edges for name in MAIN["deliver"] if name in edge.counters
    ]
    delivered = _window(graph.tally.rings, counters, _LATELY_SECONDS, at).sum(axis=1)
    waited = _window(graph.gauges, [ring], _LATELY_SECONDS, at)[:, 0] > 0
    return _trailing((delivered == 0) & waited)


def _unroutable(graph: FlowGraph, edge: Edge, at: float) -> Iterator[Trouble]:
    """Messages that no queue took in the last minute.

    The default exchange's drops are left out: replies by way of amq.rabbitmq.reply-to are counted
    among them, though they arrive.
    """
    for name, word in _UNROUTABLE.items():
        is_reply = name == "drop_unroutable" and edge.target == node_id(
            "exchange", DEFAULT_EXCHANGE
        )
        total = graph.count(edge, name)
        if not total or is_reply or not _moved_lately(graph, edge, name, at):
            continue
        bound = "at least " if edge.at_least else ""
        text = f"{bound}{total:,} {word} since watching began: no queue takes them"
        yield Trouble(edge.key, "unroutable", "warning", text, amount=total)


def _moved_lately(graph: FlowGraph, edge: Edge, name: str, at: float) -> bool:
    window = _window(graph.tally.rings, [edge.counters[name]], _LATELY_SECONDS, at)
    return bool((window > 0).any())


def _redelivered(graph: FlowGraph, edge: Edge, at: float) -> Iterator[Trouble]:
    """More comes back than is acked, for longer than the end of a consumer explains."""
    counters = [edge.counters[name] for name in ("redeliver", "ack") if name in edge.counters]
    window = _window(graph.tally.rings, counters, _LOOP_SECONDS, at)
    window = window[~np.isnan(window).any(axis=1)]
    came = np.flatnonzero(window[:, 0] > 0) if len(window) and len(counters) == 2 else np.zeros(0)
    if len(came) < 2 or came[-1] - came[0] < _LOOP_SPAN_SECONDS:
        return
    redelivered, acked = window.mean(axis=0).tolist()
    if redelivered > 2 * acked:
        text = (
            f"redelivered {_rate(redelivered)}, acked {_rate(acked)} over {len(window)} s: "
            "messages come back again and again"
        )
        yield Trouble(edge.key, "redelivered", "warning", text, amount=int(redelivered))


def _window(rings: Rings, ids: list[int], seconds: int, at: float) -> NDArray[np.float32]:
    return rings.window(np.array(ids, np.int64), int(at) - seconds + 1, int(at))


def _trailing(held: NDArray[np.bool_]) -> int:
    """How many of the last seconds it held without a break."""
    broken = np.flatnonzero(~held)
    return len(held) - 1 - int(broken[-1]) if len(broken) else len(held)


def _rate(value: float) -> str:
    return f"{value:.0f}/s" if value >= 10 else f"{value:.2g}/s"
