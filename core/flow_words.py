"""What the picture of the flow shows, in words: for screen readers, and to send to somebody."""

from collections.abc import Iterable, Iterator

from core.collapsed import CollapsedGraph
from core.flow_report import VERBS, one_line
from core.graph import Edge, FlowGraph, Node, NodeKind
from core.troubles import place_words

_HEADINGS: tuple[tuple[NodeKind, str], ...] = (
    ("service", "Services"),
    ("exchange", "Exchanges"),
    ("queue", "Queues"),
)
_ASIDE = {
    "confirm": "confirmed",
    "return_unroutable": "returned as unroutable",
    "drop_unroutable": "dropped as unroutable",
    "redeliver": "redelivered",
    "ack": "acked",
}
_AWAITED = {"ack": ("deliver", "get")}
"""What has to be answered; that nothing is must be told."""
_MOST_NODES, _MOST_EDGES, _MOST_NAMES = 250, 40, 12
"""Of each kind, of each node, and in one sentence."""
_SEVERITY = {"warning": "Hurts", "notice": "Worth a look"}


def told(graph: FlowGraph, where: str, at: str) -> str:
    """Everything that is known now: what hurts first, then node by node."""
    lines = [f"Flow of {one_line(where)} at {at}", _counted(graph)]
    if graph.troubles:
        lines += ["", "What hurts"]
        lines += [
            f"- {_SEVERITY[trouble.severity]}: {one_line(place_words(graph, trouble))}:"
            f" {one_line(trouble.text)}"
            for trouble in graph.troubles
        ]
    hops = _by_source(CollapsedGraph(graph))
    around = _around(graph)
    for kind, heading in _HEADINGS:
        nodes, quieter = _busiest(graph, around, kind)
        lines += ["", heading] if nodes else []
        for node in nodes:
            lines.append(f"- {_headed(node)}")
            edges = around.get(node.id, [])
            lines += [f"  - {_edge(graph, edge, node)}" for edge in edges[:_MOST_EDGES]]
            lines += _more(len(edges) - _MOST_EDGES, "  - and {} more edges that are quieter")
            lines += [f"  - {words}" for words in hops.get(node.id, ())]
        lines += _more(quieter, "- and {} more that are quieter")
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


def _more(count: int, words: str) -> list[str]:
    return [words.format(count)] if count > 0 else []


def _counted(graph: FlowGraph) -> str:
    kinds = [node.kind for node in graph.nodes.values()]
    parts = [_number(kinds.count(kind), kind) for kind, _ in _HEADINGS]
    hurting = sum(trouble.severity == "warning" for trouble in graph.troubles)
    noticed = len(graph.troubles) - hurting
    seen = f"; {_number(hurting, 'thing')} that hurt" if hurting != 1 else "; 1 thing that hurts"
    noted = f", {noticed} worth a look" if noticed else ""
    return f"{', '.join(parts)}{seen}{noted}"


def _headed(node: Node) -> str:
    name = one_line(node.name)
    gone = "" if node.present else ", not there any more"
    if node.kind == "service":
        return f"{name}: {_number(node.instances, 'connection')}{gone}"
    if node.kind == "exchange":
        return f"{name}: {one_line(node.type) or 'type unknown'}{gone}"
    consumers = "? consumers" if node.consumers is None else _number(node.consumers, "consumer")
    depths = f"{_known(node.ready)} ready, {_known(node.unacked)} unacked"
    return f"{name}: {depths}, {consumers}{gone}"


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
    if seen_from.id == edge.source:
        verb, other = VERBS[edge.kind], graph.nodes[edge.target]
        begun = f"{verb} {other.kind} {one_line(other.name)}"
    else:
        other = graph.nodes[edge.source]
        begun = f"{other.kind} {one_line(other.name)} {VERBS[edge.kind]} it"
    return f"{begun}: {', '.join(_rates(graph, edge))}"


def _rates(graph: FlowGraph, edge: Edge) -> Iterator[str]:
    yield _rate(graph.passing(edge))
    auto = _sum(graph, edge, ("deliver_no_ack", "get_no_ack"))
    if auto:
        yield f"{_rate(auto)} with auto-ack"
    for name, words in _ASIDE.items():
        rate = graph.rate(edge, name)
        if rate is not None and (rate > 0 or _sum(graph, edge, _AWAITED.get(name, ()))):
            yield f"{_rate(rate) if rate else 'none'} {words}"


def _sum(graph: FlowGraph, edge: Edge, names: Iterable[str]) -> float:
    return sum(graph.rate(edge, name) or 0.0 for name in names)


def _by_source(collapsed: CollapsedGraph) -> dict[str, list[str]]:
    """For whom each service causes work, as far as that is known."""
    found: dict[str, list[str]] = {}
    perhaps: dict[str, list[str]] = {}
    for key, edge in sorted(collapsed.edges.items()):
        name, rate = one_line(collapsed.nodes[key[2]].name), collapsed.passing(edge)
        if rate is None:
            perhaps.setdefault(key[1], []).append(name)
        else:
            least = "at least " if edge.at_least else ""
            words = f"causes work for service {name}: {least}{_rate(rate)} delivered"
            found.setdefault(key[1], []).append(words)
    for source, names in perhaps.items():
        words = f"may cause work for {_listed(names)}: no counter tells how much"
        found.setdefault(source, []).append(words)
    return found


def _rate(rate: float | None) -> str:
    if rate is None:
        return "rate unknown"
    if rate == 0:
        return "nothing now"
    return f"{rate:.1f}/s" if rate >= 0.05 else f"{rate:.3f}/s"


def _known(number: int | None) -> str:
    return "?" if number is None else str(number)


def _number(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _listed(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMES
    found = [*names[:_MOST_NAMES], f"{rest} more"] if rest > 0 else names
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1])))
