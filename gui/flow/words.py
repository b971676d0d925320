"""What is selected or pointed at, in words: for tooltips and for screen readers."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from core.acked_before import before_words
from core.answers import answers_of, told_names
from core.bound_words import passage_words
from core.direct_replies import WORDS as REPLIES
from core.direct_replies import may_be_replies
from core.facts import Provenance
from core.graph import COUNTERS, UNKNOWN_SERVICE, Edge, EdgeKind, FlowGraph, Node, NodeKind
from core.numbers import UNKNOWN, exact_count, rate
from core.troubles import place_words, troubles_of
from core.unknown_service import unknown_words
from core.wording import counted, phrase, tr
from gui.flow.lettering import literal
from gui.flow.scene import Selection
from gui.vocabulary import LATELY, word

_JOINS: dict[EdgeKind, str] = {
    "publish": phrase("{source} publishes to {target}"),
    "route": phrase("{source} routes to {target}"),
    "deliver": phrase("{source} delivers to {target}"),
    "dead_letter": phrase("{source} dead-letters to {target}"),
    "alternate": phrase("{source} passes what it cannot route to {target}"),
    "bind": phrase("{source} is bound to {target}"),
    "hop": phrase("{source} causes work for {target}"),
}
_WIDEST = 64
"""Letters of a line of a sentence."""
_MAY_JOIN = phrase("{source} may cause work for {target}")
"""What is said of a hop of which nothing is proved."""
_NAMED: dict[NodeKind, str] = {
    "service": phrase("service {name}"),
    "exchange": phrase("exchange {name}"),
    "queue": phrase("queue {name}"),
}

_PROVENANCES: dict[Provenance, str] = {
    "counted": phrase("counted"),
    "observed": phrase("observed"),
    "derived": phrase("derived"),
    "unknown": phrase("unknown"),
}


def lines(graph: FlowGraph, selection: Selection) -> list[str]:
    """A few lines about a node or an edge; none about nothing."""
    if isinstance(selection, str):
        node = graph.nodes.get(selection)
        return [] if node is None else _with_troubles(graph, selection, _lines_of(graph, node))
    edge = graph.edges.get(selection) if selection is not None else None
    return [] if edge is None else _with_troubles(graph, selection, _edge_lines(graph, edge))


def tooltip(graph: FlowGraph, selection: Selection, more: Sequence[str] = ()) -> str:
    """Rich text that shows names as they are, whatever they contain."""
    said = lines(graph, selection)
    if selection == UNKNOWN_SERVICE:
        said = [part for line in said for part in wrap(line, _WIDEST)]
    found = [escape(line) for line in said]
    found += [escape(line) for line in (*_rate_lines(graph, selection), *more)]
    if not found:
        return ""
    return f"<div style='white-space: pre'><b>{found[0]}</b><br>{'<br>'.join(found[1:])}</div>"


def spoken(graph: FlowGraph, selection: Selection) -> str:
    """One sentence after the other, for a screen reader."""
    found = lines(graph, selection)
    return tr(". ").join(found) if found else tr("Nothing is selected.")


def _rate_lines(graph: FlowGraph, selection: Selection) -> list[str]:
    """Over which time the rates of an edge are, where it has any."""
    edge = graph.edges.get(selection) if isinstance(selection, tuple) else None
    if edge is None or graph.passing(edge) is None:
        return []
    return [tr(LATELY)]


def _lines_of(graph: FlowGraph, node: Node) -> list[str]:
    if node.id == UNKNOWN_SERVICE:
        return [tr("unknown service"), unknown_words(graph)]
    return _node_lines(node)


def _node_lines(node: Node) -> list[str]:
    found = [tr(_NAMED[node.kind], name=literal(node.name))]
    if node.kind == "service":
        found.append(
            counted(node.instances, phrase("{n:,} connection"), phrase("{n:,} connections"))
        )
        if node.named_by:
            found.append(tr("named by {name}", name=literal(node.named_by)))
    elif node.type:
        found.append(tr("type {type}", type=literal(node.type)))
    if node.kind == "queue":
        ready, unacked = exact_count(node.ready), exact_count(node.unacked)
        found.append(tr("{ready} ready, {unacked} unacked", ready=ready, unacked=unacked))
        found.append(_consumers(node.consumers))
    if not node.present:
        found.append(tr("not there any more"))
    return found


def _with_troubles(graph: FlowGraph, selection: Selection, found: list[str]) -> list[str]:
    """What hurts there comes right after its name; at a node also on which of its edges."""
    troubles = [
        trouble.told
        if trouble.at == selection
        else tr("{place}: {text}", place=literal(place_words(graph, trouble)), text=trouble.told)
        for trouble in troubles_of(graph.troubles, selection)
    ]
    return [found[0], *troubles, *found[1:]]


def _consumers(number: int | None) -> str:
    if number is None:
        return tr("? consumers")
    return counted(number, phrase("{n:,} consumer"), phrase("{n:,} consumers"))


def _edge_lines(graph: FlowGraph, edge: Edge) -> list[str]:
    ends = (graph.nodes.get(end) for end in (edge.source, edge.target))
    source, target = (UNKNOWN if node is None else node.name for node in ends)
    is_guess = edge.kind == "hop" and edge.provenance == "unknown"
    joins = _MAY_JOIN if is_guess else _JOINS[edge.kind]
    found = [tr(joins, source=literal(source), target=literal(target))]
    why = _why(graph, edge)
    bound = graph.is_lower_bound(edge)
    for counter in COUNTERS[edge.kind]:
        total = graph.count(edge, counter)
        if total is not None:
            now, all_of_it = rate(graph.rate(edge, counter)), exact_count(total, bound)
            what = tr(REPLIES) if may_be_replies(graph, edge, counter) else word(counter)
            found.append(tr("{what} {rate}, {n} in all", what=what, rate=now, n=all_of_it))
    found += filter(None, [before_words(graph, edge)])
    found += _answer_lines(graph, edge)
    found += _seen_lines(graph, edge)
    if len(found) == 1:
        found.append(tr("rate unknown"))
    found[1:1] = why
    provenance = tr(_PROVENANCES[edge.provenance])
    how = graph.how(edge)
    told = tr("{provenance}: {how}", provenance=provenance, how=literal(how))
    found.append(told if how else provenance)
    return found


def _why(graph: FlowGraph, edge: Edge) -> list[str]:
    """What the bindings ask for by which messages pass there."""
    if edge.kind not in ("route", "bind"):
        return []
    told = passage_words(graph.topology, edge.source, edge.target)
    return [literal(told)] if told else []


def _seen_lines(graph: FlowGraph, edge: Edge) -> list[str]:
    """What was seen of a hop message by message, where its counters are others."""
    seen = graph.seen_hops.get((edge.source, edge.target)) if edge.kind == "hop" else None
    if seen is None or edge.provenance == "observed":
        return []
    return [
        tr(
            "also observed: {rate}, {total} in all, {how}",
            rate=rate(seen.rate, seen.at_least),
            total=exact_count(seen.delivered, seen.total_at_least),
            how=seen.how,
        )
    ]


def _answer_lines(graph: FlowGraph, edge: Edge) -> list[str]:
    """What is known beyond the counters, each with where it comes from."""
    known = answers_of(graph, edge)
    return [
        tr(
            "{what} {rate}, {n} in all ({provenance})",
            what=word(name),
            rate=answer.rate_words(),
            n=answer.total_words(),
            provenance=tr(_PROVENANCES[answer.provenance]),
        )
        for name in told_names(edge, known)
        if (answer := known.get(name)) is not None
    ]
