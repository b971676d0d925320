"""What is selected or pointed at, in words: for tooltips and for screen readers."""

from collections.abc import Sequence
from html import escape

from core.answers import ANSWERS, answers_of
from core.graph import COUNTERS, Edge, EdgeKind, FlowGraph, Node
from core.troubles import place_words, troubles_of
from gui.flow.lettering import literal
from gui.flow.scene import Selection
from gui.numbers import UNKNOWN, exact_count, rate
from gui.vocabulary import word

_VERBS: dict[EdgeKind, str] = {
    "publish": "publishes to",
    "route": "routes to",
    "deliver": "delivers to",
    "dead_letter": "dead-letters to",
    "alternate": "passes what it cannot route to",
    "bind": "is bound to",
    "hop": "causes work for",
}


def lines(graph: FlowGraph, selection: Selection) -> list[str]:
    """A few lines about a node or an edge; none about nothing."""
    if isinstance(selection, str):
        node = graph.nodes.get(selection)
        return [] if node is None else _with_troubles(graph, selection, _node_lines(node))
    edge = graph.edges.get(selection) if selection is not None else None
    return [] if edge is None else _with_troubles(graph, selection, _edge_lines(graph, edge))


def tooltip(graph: FlowGraph, selection: Selection, more: Sequence[str] = ()) -> str:
    """Rich text that shows names as they are, whatever they contain."""
    found = [escape(line) for line in lines(graph, selection)]
    found += [escape(line) for line in more]
    if not found:
        return ""
    return f"<div style='white-space: pre'><b>{found[0]}</b><br>{'<br>'.join(found[1:])}</div>"


def spoken(graph: FlowGraph, selection: Selection) -> str:
    """One sentence after the other, for a screen reader."""
    found = lines(graph, selection)
    return ". ".join(found) if found else "Nothing is selected."


def _node_lines(node: Node) -> list[str]:
    found = [f"{node.kind} {literal(node.name)}"]
    if node.kind == "service":
        found.append(_counted(node.instances, "connection"))
        if node.named_by:
            found.append(f"named by {literal(node.named_by)}")
    elif node.type:
        found.append(f"type {literal(node.type)}")
    if node.kind == "queue":
        found.append(f"{exact_count(node.ready)} ready, {exact_count(node.unacked)} unacked")
        consumers = node.consumers
        found.append(
            f"{UNKNOWN} consumers" if consumers is None else _counted(consumers, "consumer")
        )
    if not node.present:
        found.append("not there any more")
    return found


def _with_troubles(graph: FlowGraph, selection: Selection, found: list[str]) -> list[str]:
    """What hurts there comes right after its name; at a node also on which of its edges."""
    troubles = [
        trouble.text
        if trouble.at == selection
        else f"{literal(place_words(graph, trouble))}: {trouble.text}"
        for trouble in troubles_of(graph.troubles, selection)
    ]
    return [found[0], *troubles, *found[1:]]


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _edge_lines(graph: FlowGraph, edge: Edge) -> list[str]:
    ends = (graph.nodes.get(end) for end in (edge.source, edge.target))
    source, target = (UNKNOWN if node is None else node.name for node in ends)
    found = [f"{literal(source)} {_VERBS[edge.kind]} {literal(target)}"]
    bound = graph.is_lower_bound(edge)
    for counter in COUNTERS[edge.kind]:
        total = graph.count(edge, counter)
        if total is not None:
            now = rate(graph.rate(edge, counter))
            found.append(f"{word(counter)} {now}, {exact_count(total, bound)} in all")
    found += _answer_lines(graph, edge)
    if len(found) == 1:
        found.append("rate unknown")
    found.append(f"{edge.provenance}: {literal(edge.how)}" if edge.how else edge.provenance)
    return found


def _answer_lines(graph: FlowGraph, edge: Edge) -> list[str]:
    """What is known beyond the counters, each with where it comes from."""
    known = answers_of(graph, edge)
    return [
        f"{word(name)} {answer.rate_words()}, {answer.total_words()} in all ({answer.provenance})"
        for name in ANSWERS.get(edge.kind, ())
        if name not in edge.counters and (answer := known.get(name)) is not None
    ]
