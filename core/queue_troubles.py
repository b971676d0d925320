"""Queues and exchanges where messages pile up, get lost or go round, told from counts over time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core import numbers
from core.counters import Rings
from core.dropped import ADVICE, with_bindings
from core.graph import MAIN, Edge, FlowGraph, Node, node_id
from core.topology import DEFAULT_EXCHANGE, Topology
from core.troubles import Trouble, consumer_words
from core.wording import phrase, tr

_STILL_SECONDS = 10
_ALONE_SECONDS = 5
"""So long a queue has to wait for a consumer: topologies are some seconds old."""
_LATELY_SECONDS = 60
_HELD_SECONDS = 30
"""Depths are read more seldom where that is dear: so long the last one stands."""
_GROWTH_SECONDS = 45
_GROWTH_PER_SECOND = 1.0
_LOOP_SPAN_SECONDS = 8
"""Redeliveries over a longer time are not those that follow the end of one consumer."""
_LOOP_SECONDS = 30
_MOST_NAMED = 5
_REPLIES = ("drop_unroutable", node_id("exchange", DEFAULT_EXCHANGE))
_UNROUTABLE = {
    "return_unroutable": phrase("{amount} returned since watching began: no queue takes them"),
    "drop_unroutable": phrase("{amount} dropped since watching began: no queue takes them"),
}


def queue_troubles(graph: FlowGraph, topology: Topology, at: float) -> Iterator[Trouble]:
    """What is seen at each queue; `at` is the time of the newest reading."""
    queues = [node for node in graph.nodes.values() if _has_backlog(node)]
    rings = [node.gauges["ready"] for node in queues]
    depths, behind = _depths(graph, rings, at)
    grown = _grown(depths)
    waited = np.all(depths[-_STILL_SECONDS:] > 0, axis=0).tolist()
    deliveries = _deliveries(graph) if queues else {}
    for i, node in enumerate(queues):
        growth = grown.get(i, "")
        if node.consumers == 0:
            alone = bool(np.all(depths[-_ALONE_SECONDS:, i] > 0))
            if alone and not any(graph.passed(edge) for edge in deliveries.get(node.id, [])):
                ahead = _ahead(topology, node, depths[:, i], growth) if growth else ""
                yield from _without_consumer(topology, node, ahead)
            continue  # else one came after the topology was read
        edges = deliveries.get(node.id, []) if waited[i] and _is_consumed(topology, node) else []
        still = _still(graph, edges, depths[:, i], at - behind[i]) if edges else 0
        if still >= _STILL_SECONDS:
            ready, time = node.ready or 0, numbers.whole_age(still)
            text = tr("{n:,} ready, nothing taken for at least {time}", n=ready, time=time)
            yield Trouble(node.id, "not_taken", "warning", text, amount=ready)
        elif growth:
            yield _growing(topology, node, _ahead(topology, node, depths[:, i], growth))


def passage_troubles(graph: FlowGraph, topology: Topology, at: float) -> Iterator[Trouble]:
    """Messages that no queue takes, and messages that come back again and again."""
    yield from _unroutable(graph, topology, at)
    yield from _redelivered(graph, at)


def _depths(graph: FlowGraph, rings: list[int], at: float) -> tuple[NDArray[np.float32], list[int]]:
    """The last minute of each queue that is known of it, and how many seconds ago that ended.

    Other counts may have been read since: a depth that was not read again has not become unknown.
    """
    window = _window(graph.gauges, rings, _LATELY_SECONDS + _HELD_SECONDS, at)
    known = ~np.isnan(window[: -_HELD_SECONDS - 1 : -1])
    behind = np.where(known.any(axis=0), known.argmax(axis=0), 0)
    rows = np.arange(_LATELY_SECONDS)[:, None] + _HELD_SECONDS - behind
    return np.take_along_axis(window, rows, axis=0), behind.tolist()


def _has_backlog(node: Node) -> bool:
    """Messages wait in a queue; in a stream they stay by design."""
    is_queue = node.kind == "queue" and node.present and node.type != "stream"
    return is_queue and bool(node.ready) and "ready" in node.gauges


def _is_consumed(topology: Topology, node: Node) -> bool:
    return any(consumer.active for consumer in topology.consumers_by_queue.get(node.name, ()))


def _deliveries(graph: FlowGraph) -> dict[str, list[Edge]]:
    """The edges by which each queue delivers."""
    found: dict[str, list[Edge]] = {}
    for edge in graph.edges.values():
        if edge.kind == "deliver":
            found.setdefault(edge.source, []).append(edge)
    return found


def _without_consumer(topology: Topology, node: Node, growth: str) -> Iterator[Trouble]:
    """Nobody consumes; where messages expire into another exchange, that is how one delays."""
    declared = topology.queues.get(node.name)
    ends = (declared.dead_letter_exchange, declared.message_ttl) if declared else (None, None)
    if None in ends:
        ready = node.ready or 0
        text = tr("no consumer, {n:,} ready", n=ready)
        if growth:
            text = tr("no consumer, {n:,} ready, {growth}", n=ready, growth=growth)
        yield Trouble(node.id, "no_consumer", "warning", text, amount=ready)


def _grown(depths: NDArray[np.float32]) -> dict[int, str]:
    """How much queues have grown, by column: those that did so all the time.

    One that is drained now and then, however full in between, does not grow.
    """
    third = _GROWTH_SECONDS // 3
    looks = depths[-1 - _GROWTH_SECONDS :: third]
    parts = depths[-_GROWTH_SECONDS:].reshape(3, third, -1)
    rising = (np.diff(looks, axis=0) > 0).all(axis=0)
    rising &= (np.diff(np.fmin.reduce(parts, axis=1), axis=0) > 0).all(axis=0)
    rising &= looks[-1] - looks[0] >= _GROWTH_PER_SECOND * _GROWTH_SECONDS
    return {
        int(i): tr(
            "from {first:,} to {last:,} ready in {time}",
            first=int(looks[0, i]),
            last=int(looks[-1, i]),
            time=numbers.whole_age(_GROWTH_SECONDS),
        )
        for i in np.flatnonzero(rising)
    }


def _growing(topology: Topology, node: Node, growth: str) -> Trouble:
    """Its consumers take less than arrives."""
    consumers = topology.consumers_by_queue.get(node.name, ())
    return Trouble(
        node.id,
        "growing",
        "notice",
        tr("grows faster than it drains: {growth}", growth=growth),
        tuple(consumer_words(one.tag, one.channel) for one in consumers[:_MOST_NAMED]),
        amount=node.ready or 0,
        channels=tuple(one.channel for one in consumers[:_MOST_NAMED]),
    )


def _ahead(topology: Topology, node: Node, depth: NDArray[np.float32], growth: str) -> str:
    """Also when it is full at this pace; without a limit when it has reached a round number."""
    declared = topology.queues.get(node.name)
    most = declared.max_length if declared is not None else None
    now, pace = float(depth[-1]), float(depth[-1] - depth[-1 - _GROWTH_SECONDS]) / _GROWTH_SECONDS
    if not pace > 0 or (most is not None and most <= now):
        return growth
    mark = _round_above(2 * now) if most is None else most
    left = numbers.whole_age((mark - now) / pace)
    if most is None:
        text = phrase("{growth}; {mark:,} ready in {time} at this pace")
    else:
        text = phrase("{growth}; full at {mark:,} (max-length) in {time} at this pace")
    return tr(text, growth=growth, mark=mark, time=left)


def _round_above(number: float) -> int:
    """The next of 10, 20, 50, 100, 200 and so on."""
    size = 10
    while True:
        for step in (1, 2, 5):
            if step * size > number:
                return step * size
        size *= 10


def _still(graph: FlowGraph, edges: list[Edge], depth: NDArray[np.float32], at: float) -> int:
    """Seconds for which messages waited and none was delivered; 0 where that is not known."""
    if any(graph.passed(edge) != 0 for edge in edges):
        return 0
    names = MAIN["deliver"]
    counters = [edge.counters[name] for edge in edges for name in names if name in edge.counters]
    delivered = _window(graph.tally.rings, counters, len(depth), at).sum(axis=1)
    return _trailing((delivered == 0) & (depth > 0))


def _unroutable(graph: FlowGraph, topology: Topology, at: float) -> Iterator[Trouble]:
    """Messages that no queue took in the last minute.

    The default exchange's drops are left out: replies by way of amq.rabbitmq.reply-to are counted
    among them, though they arrive.
    """
    found = [
        (edge, name, total)
        for edge in graph.edges.values()
        if edge.kind == "publish"
        for name in _UNROUTABLE
        if (total := graph.count(edge, name)) and (name, edge.target) != _REPLIES
    ]
    counters = [edge.counters[name] for edge, name, _ in found]
    window = _window(graph.tally.rings, counters, _LATELY_SECONDS, at)
    lately = np.any(window > 0, axis=0).tolist()
    for (edge, name, total), is_new in zip(found, lately, strict=True):
        if is_new:
            least = tr("at least {number:,}", number=total) if edge.at_least else f"{total:,}"
            text = tr(_UNROUTABLE[name], amount=least)
            if name == "return_unroutable":
                yield Trouble(edge.key, "unroutable", "warning", text, amount=total)
            else:
                text = with_bindings(graph, topology, edge, text)
                advice = tr(ADVICE)
                yield Trouble(edge.key, "dropped", "warning", text, amount=total, advice=advice)


def _redelivered(graph: FlowGraph, at: float) -> Iterator[Trouble]:
    """More comes back than is acked, for longer than the end of a consumer explains."""
    edges = [
        edge
        for edge in graph.edges.values()
        if edge.kind == "deliver" and graph.count(edge, "redeliver") and "ack" in edge.counters
    ]
    counters = [edge.counters[name] for name in ("redeliver", "ack") for edge in edges]
    window = _window(graph.tally.rings, counters, _LOOP_SECONDS, at)
    for i, edge in enumerate(edges):
        rates = window[:, [i, i + len(edges)]]
        text = _loop_words(rates[~np.isnan(rates).any(axis=1)])
        if text:
            yield Trouble(edge.key, "redelivered", "warning", text)


def _loop_words(rates: NDArray[np.float32]) -> str:
    """What the redeliveries and acks of some seconds say, if messages go round."""
    came = np.flatnonzero(rates[:, 0] > 0)
    redelivered, acked = rates.sum(axis=0).tolist()
    if len(came) < 2 or came[-1] - came[0] < _LOOP_SPAN_SECONDS or redelivered <= 2 * acked:
        return ""
    seconds = len(rates)
    return tr(
        "redelivered {redelivered}, acked {acked} over {time}: messages come back again and again",
        redelivered=numbers.rate(redelivered / seconds),
        acked=numbers.rate(acked / seconds),
        time=numbers.whole_age(seconds),
    )


def _window(rings: Rings, ids: list[int], seconds: int, at: float) -> NDArray[np.float32]:
    return rings.window(np.array(ids, np.int64), int(at) - seconds + 1, int(at))


def _trailing(held: NDArray[np.bool_]) -> int:
    """How many of the last seconds it held without a break."""
    broken = np.flatnonzero(~held)
    return len(held) - 1 - int(broken[-1]) if len(broken) else len(held)
