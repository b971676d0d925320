"""What a selection in the flow graph is about: its name in words, the curves that it can have."""

from core.graph import COUNTERS, UNKNOWN_SERVICE, EdgeKey, EdgeKind, FlowGraph, line_name
from core.wording import phrase, tr

Selection = str | EdgeKey | None
"""A node's id, an edge's key, or None for the whole broker."""

LINES = (
    "publish",
    "confirm",
    "return_unroutable",
    "drop_unroutable",
    "route",
    "deliver",
    "ack",
    "redeliver",
    "dead_letter",
)
"""All rate curves there are, in the order in which a message meets them."""

_BETWEEN: dict[EdgeKind, str] = {
    "publish": phrase("{source} publishes to {target}"),
    "route": phrase("{source} routes to {target}"),
    "deliver": phrase("{source} delivers to {target}"),
    "dead_letter": phrase("{source} dead-letters to {target}"),
    "alternate": phrase("{source} hands unroutable messages to {target}"),
    "bind": phrase("{source} passes messages on to {target}"),
    "hop": phrase("{source} causes work for {target}"),
}
_KINDS: dict[str, str] = {
    "service": phrase("service {name}"),
    "exchange": phrase("exchange {name}"),
    "queue": phrase("queue {name}"),
}


def exists(graph: FlowGraph, selection: Selection) -> bool:
    """Whether the graph still holds what was selected."""
    if selection is None:
        return True
    if isinstance(selection, str):
        return selection in graph.nodes
    if selection[0] == "hop":  # it stands for edges by which one service reaches another
        return selection[1] in graph.nodes and selection[2] in graph.nodes
    return selection in graph.edges


def exchange_of(selection: Selection) -> str | None:
    """The exchange to which one would publish there; None where no exchange is selected."""
    ends = (selection,) if isinstance(selection, str) else selection[1:] if selection else ()
    return next((end.partition(":")[2] for end in ends if end.startswith("exchange:")), None)


def words(graph: FlowGraph, selection: Selection) -> str:
    """A selection in words: `queue payments.q`, `orders publishes to exchange shop`."""
    if selection is None:
        return tr("Whole broker")
    if isinstance(selection, str):
        return node_words(graph, selection)
    kind, source, target = selection
    ends = {"source": node_words(graph, source), "target": node_words(graph, target)}
    return tr(_BETWEEN[kind], **ends)


def node_words(graph: FlowGraph, node_id: str) -> str:
    """Kind and name of a node, also of one that is gone."""
    return kind_words(node_id.partition(":")[0], node_name(graph, node_id))


def node_name(graph: FlowGraph, node_id: str) -> str:
    """Its name alone."""
    node = graph.nodes.get(node_id)
    if node is None and node_id == UNKNOWN_SERVICE:  # only a collapsed graph has it
        return tr("unknown")
    return node.name if node is not None else node_id.partition(":")[2]


def kind_words(kind: str, name: str) -> str:
    """A name with what it is the name of."""
    return tr(_KINDS[kind], name=name) if kind in _KINDS else f"{kind} {name}"


def expected_lines(graph: FlowGraph, selection: Selection) -> tuple[str, ...]:
    """The rate curves that a selection would have if every counter were known."""
    kinds = {edge.kind for edge in graph.chosen(selection)}
    found = {line_name(kind, counter) for kind in kinds for counter in COUNTERS[kind]}
    return tuple(name for name in LINES if name in found)
