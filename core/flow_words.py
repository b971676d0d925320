"""What the picture of the flow shows, in words: for screen readers, and to send to somebody."""

from collections.abc import Iterable, Iterator

from core import numbers
from core.bound_words import passage_words
from core.collapsed import CollapsedGraph
from core.flow_report import one_line
from core.graph import Edge, EdgeKind, FlowGraph, Node, NodeKind
from core.seen_hop import SeenHop
from core.selection import kind_words
from core.troubles import Trouble, place_words
from core.wording import counted, phrase, tr

_HEADINGS: tuple[tuple[NodeKind, str], ...] = (
    ("service", phrase("Services")),
    ("exchange", phrase("Exchanges")),
    ("queue", phrase("Queues")),
)
_KINDS: dict[NodeKind, tuple[str, str]] = {
    "service": (phrase("{n:,} service"), phrase("{n:,} services")),
    "exchange": (phrase("{n:,} exchange"), phrase("{n:,} exchanges")),
    "queue": (phrase("{n:,} queue"), phrase("{n:,} queues")),
}
_LEAVING: dict[EdgeKind, str] = {
    "publish": phrase("publishes to {place}: {rates}"),
    "route": phrase("routes to {place}: {rates}"),
    "deliver": phrase("delivers to {place}: {rates}"),
    "dead_letter": phrase("dead-letters to {place}: {rates}"),
    "alternate": phrase("hands unroutable messages to {place}: {rates}"),
    "bind": phrase("is bound to {place}: {rates}"),
}
_ARRIVING: dict[EdgeKind, str] = {
    "publish": phrase("{place} publishes to it: {rates}"),
    "route": phrase("{place} routes to it: {rates}"),
    "deliver": phrase("{place} delivers to it: {rates}"),
    "dead_letter": phrase("{place} dead-letters to it: {rates}"),
    "alternate": phrase("{place} hands unroutable messages to it: {rates}"),
    "bind": phrase("{place} is bound to it: {rates}"),
}
_ASIDE = {
    "confirm": phrase("{rate} confirmed"),
    "return_unroutable": phrase("{rate} returned as unroutable"),
    "drop_unroutable": phrase("{rate} dropped as unroutable"),
    "redeliver": phrase("{rate} redelivered"),
    "ack": phrase("{rate} acked"),
}
_MOST_NODES, _MOST_EDGES, _MOST_NAMES = 250, 40, 12
"""Of each kind, of each node, and in one sentence."""
_SEVERITY = {"warning": phrase("Problem"), "notice": phrase("Worth a look")}


def told(graph: FlowGraph, where: str, at: str) -> str:
    """Everything that is known now: what hurts first, then node by node."""
    lines = [tr("Flow of {where} at {time}", where=one_line(where), time=at), _counted(graph)]
    if graph.troubles:
        lines += ["", tr("Problems")]
        lines += [f"- {_hurting(graph, trouble)}" for trouble in graph.troubles]
    hops = _by_source(CollapsedGraph(graph))
    around = _around(graph)
    for kind, heading in _HEADINGS:
        nodes, quieter = _busiest(graph, around, kind)
        lines += ["", tr(heading)] if nodes else []
        for node in nodes:
            lines.append(f"- {_headed(node)}")
            edges = around.get(node.id, [])
            lines += [f"  - {_edge(graph, edge, node)}" for edge in edges[:_MOST_EDGES]]
            if (more := len(edges) - _MOST_EDGES) > 0:
                lines.append("  - " + tr("and {n:,} more edges that are quieter", n=more))
            lines += [f"  - {words}" for words in hops.get(node.id, ())]
        if quieter:
            lines.append("- " + tr("and {n:,} more that are quieter", n=quieter))
    return "\n".join(lines)


def _busiest(
    graph: FlowGraph, around: dict[str, list[Edge]], kind: NodeKind
) -> tuple[list[Node], int]:
    """The nodes of a kind by name, and how many are left out because so many are busier."""

    def busy(node: Node) -> float:
        return max((graph.passing(edge) or 0.0 for edge in around.get(node.id, ())), default=0.0)

    nodes = sorted((n for n in graph.nodes.values() if n.kind == kind), key=lambda n: n.name)
    kept = sorted(nodes, key=busy, reverse=True)[:_MOST_NODES] if nodes[_MOST_NODES:] else nodes
    return sorted(kept, key=lambda n: n.name), len(nodes) - len(kept)


def _hurting(graph: FlowGraph, trouble: Trouble) -> str:
    place, text = one_line(place_words(graph, trouble)), one_line(trouble.told)
    told = tr("{name}: {told}", name=place, told=text)
    return tr("{name}: {told}", name=tr(_SEVERITY[trouble.severity]), told=told)


def _counted(graph: FlowGraph) -> str:
    kinds = [node.kind for node in graph.nodes.values()]
    told = tr(", ").join(counted(kinds.count(kind), *words) for kind, words in _KINDS.items())
    hurting = sum(trouble.severity == "warning" for trouble in graph.troubles)
    noticed = len(graph.troubles) - hurting
    hurts = phrase("{told}; 1 problem"), phrase("{told}; {n:,} problems")
    told = counted(hurting, *hurts, told=told)
    return tr("{told}, {n:,} worth a look", told=told, n=noticed) if noticed else told


def _headed(node: Node) -> str:
    told = tr("{name}: {told}", name=one_line(node.name), told=_state(node))
    return told if node.present else tr("{told}, not there any more", told=told)


def _state(node: Node) -> str:
    if node.kind == "service":
        return counted(node.instances, phrase("{n:,} connection"), phrase("{n:,} connections"))
    if node.kind == "exchange":
        return one_line(node.type) or tr("type unknown")
    consumers = tr("? consumers")
    if node.consumers is not None:
        consumers = counted(node.consumers, phrase("{n:,} consumer"), phrase("{n:,} consumers"))
    return tr(
        "{ready} ready, {unacked} unacked, {consumers}",
        ready=_known(node.ready),
        unacked=_known(node.unacked),
        consumers=consumers,
    )


def _around(graph: FlowGraph) -> dict[str, list[Edge]]:
    """The edges of each node, what leaves it first and the busiest first."""
    found: dict[str, list[Edge]] = {}
    for edge in sorted(graph.edges.values(), key=lambda e: (-(graph.passing(e) or 0.0), e.key)):
        for end in dict.fromkeys((edge.source, edge.target)):
            found.setdefault(end, []).append(edge)
    for node, edges in found.items():
        edges.sort(key=lambda edge: edge.source != node)
    return found


def _edge(graph: FlowGraph, edge: Edge, seen_from: Node) -> str:
    """`publishes to orders: 3.0/s, 3.0/s confirmed`, from the side of one of its ends."""
    leaves = seen_from.id == edge.source
    other = graph.nodes[edge.target if leaves else edge.source]
    words = _LEAVING[edge.kind] if leaves else _ARRIVING[edge.kind]
    place = kind_words(other.kind, one_line(other.name))
    told = tr(words, place=place, rates=tr(", ").join(_rates(graph, edge)))
    why = ""
    if leaves and edge.kind in ("route", "bind"):
        why = one_line(passage_words(graph.topology, edge.source, edge.target))
    return tr("{told} ({why})", told=told, why=why) if why else told


def _rates(graph: FlowGraph, edge: Edge) -> Iterator[str]:
    yield _rate(graph.passing(edge))
    auto = _sum(graph, edge, ("deliver_no_ack", "get_no_ack"))
    if auto:
        yield tr("{rate} with auto-ack", rate=_rate(auto))
    for name, words in _ASIDE.items():
        rate = graph.rate(edge, name)
        if rate is not None and rate > 0:
            yield tr(words, rate=_rate(rate))
    if graph.rate(edge, "ack") == 0 and _sum(graph, edge, ("deliver", "get")):
        yield tr("none acked")


def _sum(graph: FlowGraph, edge: Edge, names: Iterable[str]) -> float:
    return sum(graph.rate(edge, name) or 0.0 for name in names)


def _by_source(collapsed: CollapsedGraph) -> dict[str, list[str]]:
    """For whom each service causes work, as far as that is known."""
    found: dict[str, list[str]] = {}
    perhaps: dict[str, list[str]] = {}
    for key, edge in sorted(collapsed.edges.items()):
        name, rate = one_line(collapsed.nodes[key[2]].name), collapsed.passing(edge)
        seen = collapsed.seen_hops.get((key[1], key[2]))
        if rate is not None and edge.provenance != "observed":
            words = phrase("causes work for service {name}: {rate} delivered")
            if edge.at_least:
                words = phrase("causes work for service {name}: at least {rate} delivered")
            found.setdefault(key[1], []).append(tr(words, name=name, rate=_rate(rate)))
        if seen is not None:
            found.setdefault(key[1], []).append(_seen(name, seen))
        elif rate is None:
            perhaps.setdefault(key[1], []).append(name)
    for source, names in perhaps.items():
        listed = _listed(names)
        words = tr("may cause work for {names}: no counter tells how much", names=listed)
        found.setdefault(source, []).append(words)
    return found


def _seen(name: str, seen: SeenHop) -> str:
    """What was observed, with what that leaves out."""
    text = _SEEN_AT_LEAST if seen.total_at_least else _SEEN
    rate = _rate(seen.rate) if seen.rate is not None else tr("not observed now")
    return tr(text, name=name, total=numbers.exact_count(seen.delivered), rate=rate, how=seen.how)


_SEEN = phrase("observed to cause work for service {name}: {total} delivered, {rate} ({how})")
_SEEN_AT_LEAST = phrase(
    "observed to cause work for service {name}: at least {total} delivered, {rate} ({how})"
)


def _rate(rate: float | None) -> str:
    if rate is None:
        return tr("rate unknown")
    if rate == 0:
        return tr("nothing now")
    return numbers.rate(rate)


def _known(number: int | None) -> str:
    return "?" if number is None else str(number)


def _listed(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMES
    if rest > 0:
        return tr("{names} and {n:,} more", names=", ".join(names[:_MOST_NAMES]), n=rest)
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
