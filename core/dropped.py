"""What is known of messages that an exchange drops, when only their number is counted."""

from core.graph import Edge, FlowGraph, node_id
from core.route_words import quoted
from core.routes import rule
from core.topology import Binding, Exchange, Topology
from core.wording import counted, phrase, tr

ADVICE = phrase(
    "counters do not tell their routing keys: the firehose or the proxy shows them as they come"
)
_MOST = 3


def with_bindings(graph: FlowGraph, topology: Topology, edge: Edge, told: str) -> str:
    """What is told of drops, also with what the bindings of the exchange tell of them."""
    exchange = topology.exchanges.get(edge.target.partition(":")[2])
    if exchange is None:
        return told
    bindings = topology.bindings_by_source.get(exchange.name, ())
    if not bindings and exchange.alternate is None:
        return tr("{told}; nothing is bound to {name}", told=told, name=exchange.name)
    idle = [binding for binding in bindings if _matched_nothing(graph, binding)]
    if not idle:
        return told
    shown = tr(", ").join(_binding_words(exchange, binding) for binding in idle[:_MOST])
    if len(idle) > _MOST:
        shown = tr("{first} and {n:,} more", first=shown, n=len(idle) - _MOST)
    return counted(
        len(idle),
        phrase("{told}; {n:,} binding there has taken nothing in that time: {bindings}"),
        phrase("{told}; {n:,} bindings there have taken nothing in that time: {bindings}"),
        told=told,
        bindings=shown,
    )


def _matched_nothing(graph: FlowGraph, binding: Binding) -> bool:
    """The broker counts what it routes to that queue, and has counted nothing."""
    ends = node_id("exchange", binding.source), node_id("queue", binding.destination)
    edge = graph.edges.get(("route", *ends)) if binding.destination_type == "queue" else None
    return edge is not None and not edge.at_least and graph.count(edge, "publish") == 0


def _binding_words(exchange: Exchange, binding: Binding) -> str:
    if rule(exchange) not in ("direct", "topic"):
        return binding.destination
    key = quoted(binding.routing_key)
    return tr("{key} to {queue}", key=key, queue=binding.destination)
