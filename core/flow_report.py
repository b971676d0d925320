"""The result of a flow window in words and as a Graphviz graph."""

from core.acked_before import acked_before
from core.flow_window import EdgeCounts, FlowWindow, Hop, passing_of
from core.graph import EdgeKey, Node
from core.troubles import Severity, Trouble, troubles_of

VERBS = {
    "publish": "publishes to",
    "route": "routes to",
    "deliver": "delivers to",
    "dead_letter": "dead-letters to",
    "alternate": "hands unroutable messages to",
    "bind": "is bound to",
    "hop": "causes work for",
}
"""What an edge says of its two ends."""
_SHAPES = {"service": "box", "exchange": "ellipse", "queue": "cylinder"}
_SIGNS: dict[Severity, str] = {"warning": "!", "notice": "-"}
_COLOURS: dict[Severity, str] = {"warning": "red", "notice": "orange"}
_STYLES = {"dead_letter": "dashed", "alternate": "dotted", "bind": "dashed"}


def as_text(window: FlowWindow) -> str:
    """One line an edge: who, what, how many, and what else was counted."""
    nodes = {node.id: node for node in window.nodes()}
    lines = [f"{window.seconds:.1f} s on {window.url}"]
    if not window.is_complete:
        lines.append("Not everything was seen: there may be more than is shown here.")
    for title, kinds in (
        ("Published", ("publish",)),
        ("Routed", ("route", "bind", "alternate", "dead_letter")),
        ("Delivered", ("deliver",)),
    ):
        rows = [_row(c, nodes) for c in window.edges() if c.edge.kind in kinds]
        if rows:
            lines += ["", title, *_aligned(rows)]
    lines += _hop_lines(window.hops(), nodes)
    depths = [node for node in nodes.values() if node.kind == "queue"]
    if depths:
        lines += ["", "Queues", *_aligned([_depth_row(node) for node in depths])]
    troubles = [_trouble_row(window, trouble) for trouble in window.troubles()]
    if troubles:
        lines += ["", "Problems", *_aligned(troubles)]
        advice = dict.fromkeys(trouble.advice for trouble in window.troubles() if trouble.advice)
        lines += [f"     {words}" for words in advice]
    missing = [c for c in window.missing if c.why]
    if missing:
        lines += ["", "Not visible"]
        lines += [f"  {c.name}: {c.why}. {c.mend}" for c in missing]
    return "\n".join(lines)


def as_dot(window: FlowWindow) -> str:
    """A digraph from left to right."""
    troubles = window.troubles()
    lines = ["digraph flow {", "  rankdir=LR;"]
    lines += [
        f"  {_quoted(node.id)} [label={_quoted(_label(node))}, shape={_SHAPES[node.kind]}"
        f"{_marked(troubles, node.id)}];"
        for node in window.nodes()
    ]
    for counted in window.edges():
        edge = counted.edge
        style = _STYLES.get(edge.kind, "solid")
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        marked = _marked(troubles, edge.key)
        lines.append(f"  {ends} [label={_quoted(_amount(counted))}, style={style}{marked}];")
    return "\n".join([*lines, "}"])


def _marked(troubles: tuple[Trouble, ...], at: str | EdgeKey) -> str:
    """The colour of the worst trouble of a node or an edge, and what is seen there."""
    found = troubles_of(troubles, at)
    if not found:
        return ""
    words = _quoted("\n".join(trouble.text for trouble in found))
    return f", color={_COLOURS[found[0].severity]}, penwidth=2, tooltip={words}"


def _row(counted: EdgeCounts, nodes: dict[str, Node]) -> tuple[str, ...]:
    edge = counted.edge
    main = ("publish", "deliver", "deliver_no_ack", "get", "get_no_ack", "dead_letter")
    others = [
        f"{name} {count}"
        for name, count in counted.counts.items()
        if count and (name not in main or edge.kind == "deliver")
    ]
    if edge.kind == "deliver" and (before := acked_before(counted.counts)):
        others.append(f"{before} of them delivered before")
    others += [
        f"{name.replace('_', ' ')} {answer.total_words()} ({answer.provenance})"
        for name, answer in counted.answers.items()
        if answer.total.low > 0 and name not in edge.counters
    ]
    return (
        one_line(nodes[edge.source].name),
        VERBS[edge.kind],
        one_line(nodes[edge.target].name),
        _amount(counted),
        ", ".join(others),
    )


def _hop_lines(hops: list[Hop], nodes: dict[str, Node]) -> list[str]:
    """Those that are proved; what no counter tells is one line, or it would bury them."""
    rows = [_hop_row(hop, nodes) for hop in hops if passing_of(hop.counted) is not None]
    untold = len(hops) - len(rows)
    if not hops:
        return []
    lines = ["", "Which service causes work for which", *(_aligned(rows) if rows else ())]
    if untold:
        what = "hop of which" if untold == 1 else "hops of which"
        lines.append(
            f"  {untold} {what} no counter tells how much passes: the JSON says why, "
            "and `flowscope acks` sees single messages"
        )
    return lines


def _hop_row(hop: Hop, nodes: dict[str, Node]) -> tuple[str, ...]:
    edge = hop.counted.edge
    source, target = (
        one_line(nodes[end].name) if end in nodes else "?" for end in (edge.source, edge.target)
    )
    return (source, VERBS["hop"], target, _amount(hop.counted), one_line(hop.how))


def _depth_row(node: Node) -> tuple[str, ...]:
    ready = "?" if node.ready is None else str(node.ready)
    unacked = "?" if node.unacked is None else str(node.unacked)
    return (one_line(node.name), f"{ready} ready", f"{unacked} unacked")


def _trouble_row(window: FlowWindow, trouble: Trouble) -> tuple[str, ...]:
    return (_SIGNS[trouble.severity], one_line(window.place_words(trouble)), one_line(trouble.told))


def _amount(counted: EdgeCounts) -> str:
    passed = passing_of(counted)
    if passed is None:
        return "?"
    return f">= {passed}" if counted.at_least else str(passed)


def _label(node: Node) -> str:
    extra = node.type if node.kind != "service" else f"{node.instances} connected"
    return f"{node.name}\n{extra}" if extra else node.name


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def one_line(name: str) -> str:
    """A name with what would move a terminal's cursor spelled out."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
