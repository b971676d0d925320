"""What a selection in the flow graph is about: its name in words, the curves that it can have."""

from core.graph import COUNTERS, EdgeKey, EdgeKind, FlowGraph, line_name

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
    "publish": "{0} publishes to {1}",
    "route": "{0} routes to {1}",
    "deliver": "{0} delivers to {1}",
    "dead_letter": "{0} dead-letters to {1}",
    "alternate": "{0} hands unroutable messages to {1}",
    "bind": "{0} passes messages on to {1}",
    "hop": "{0} causes work for {1}",
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


def words(graph: FlowGraph, selection: Selection) -> str:
    """A selection in words: `queue payments.q`, `orders publishes to exchange shop`."""
    if selection is None:
        return "Whole broker"
    if isinstance(selection, str):
        return node_words(graph, selection)
    kind, source, target = selection
    return _BETWEEN[kind].format(node_words(graph, source), node_words(graph, target))


def node_words(graph: FlowGraph, node_id: str) -> str:
    """Kind and name of a node, also of one that is gone."""
    node = graph.nodes.get(node_id)
    kind, _, name = node_id.partition(":")
    return f"{node.kind} {node.name}" if node is not None else f"{kind} {name}"


def expected_lines(graph: FlowGraph, selection: Selection) -> tuple[str, ...]:
    """The rate curves that a selection would have if every counter were known."""
    found = {
        line_name(edge.kind, counter)
        for edge in graph.chosen(selection)
        for counter in COUNTERS[edge.kind]
    }
    return tuple(name for name in LINES if name in found)
