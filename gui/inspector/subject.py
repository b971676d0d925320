"""What the inspector needs of a session, and the look-ups that its pages share."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from core.capabilities import Capability
from core.endpoints import Endpoints
from core.graph import MAIN, Edge, EdgeKind, FlowGraph, Node
from core.topology import Connection, Consumer, Topology
from core.topology_log import TopologyLog
from core.wording import counted, phrase, tr

if TYPE_CHECKING:
    from core.ack_flow import AckFlow


class Subject(Protocol):
    """A session, as far as the inspector reads it."""

    topology: Topology
    capabilities: dict[str, Capability]
    broker: dict[str, Any]
    log: TopologyLog
    ack_flow: "AckFlow"
    endpoints: Endpoints
    periods: dict[str, float]
    trouble: str

    @property
    def graph(self) -> FlowGraph:
        """Nodes, edges and their counters."""

    @property
    def phase(self) -> str:
        """How far the session is: `idle`, `connecting`, `watching` or `lost`."""

    def service_of(self, connection: str) -> Node | None:
        """The service node of a connection."""

    def connections_of(self, service: str) -> list[Connection]:
        """The connections of a service node that are open now."""


def name_of(node_id: str) -> str:
    """The broker's name of what a node stands for; empty for the default exchange."""
    return node_id.partition(":")[2]


def leaving(graph: FlowGraph, node_id: str, *kinds: EdgeKind) -> list[Edge]:
    """The edges of these kinds that leave a node, those with most messages first."""
    return _busiest_first(
        graph, (e for e in graph.edges_of(node_id) if e.source == node_id and e.kind in kinds)
    )


def ending(graph: FlowGraph, node_id: str, *kinds: EdgeKind) -> list[Edge]:
    """The edges of these kinds that end in a node, those with most messages first."""
    return _busiest_first(
        graph, (e for e in graph.edges_of(node_id) if e.target == node_id and e.kind in kinds)
    )


def consumers_of(subject: Subject, service_id: str, queue: str) -> list[Consumer]:
    """The consumers of a queue that belong to a service."""
    found = subject.topology.consumers_by_queue.get(queue, ())
    return [one for one in found if _is_of(subject, one.connection, service_id)]


def consumer_words(subject: Subject, edge: Edge) -> str:
    """How consumers take messages: `2 consumers, manual ack, prefetch 20`."""
    consumers = consumers_of(subject, edge.target, name_of(edge.source))
    if not consumers:
        queue = subject.graph.nodes.get(edge.source)
        is_awaited = queue is not None and queue.present and queue.consumers is None
        return (
            tr("? consumers, the broker lists them soon") if is_awaited else tr("no consumer now")
        )
    how = taking_words(consumers, subject.topology)
    return counted(
        len(consumers), phrase("{n:,} consumer, {how}"), phrase("{n:,} consumers, {how}"), how=how
    )


def taking_words(consumers: list[Consumer], topology: Topology) -> str:
    """The same without how many there are: `manual ack, prefetch 20`."""
    modes = tr(_MODES[frozenset(one.ack_required for one in consumers)])
    limits = sorted({_prefetch(one, topology) for one in consumers})
    shown = tr(", ").join(tr("no limit") if limit == 0 else str(limit) for limit in limits)
    return tr("{modes}, prefetch {limits}", modes=modes, limits=shown)


_MODES = {
    frozenset({True}): phrase("manual ack"),
    frozenset({False}): phrase("auto-ack (acks nothing by design)"),
    frozenset({True, False}): phrase("auto-ack (acks nothing by design) and manual ack"),
}
"""By whether the consumers must ack."""


def _prefetch(consumer: Consumer, topology: Topology) -> int:
    channel = topology.channels.get(consumer.channel)
    return consumer.prefetch or (channel.prefetch if channel is not None else 0)


def _is_of(subject: Subject, connection: str, service_id: str) -> bool:
    node = subject.service_of(connection)
    return node is not None and node.id == service_id


def _busiest_first(graph: FlowGraph, edges: Iterator[Edge]) -> list[Edge]:
    """Those that counted twice as much come first, then by name.

    Rates would change the order every second, and nobody could read or click.
    """
    return sorted(edges, key=lambda edge: (-_passed(graph, edge).bit_length(), edge.key))


def _passed(graph: FlowGraph, edge: Edge) -> int:
    return sum(graph.count(edge, name) or 0 for name in MAIN[edge.kind])


def broker_figures(broker: Mapping[str, Any], name: str) -> str:
    """Something that the broker says of itself, in words; `?` when it did not."""
    value = broker.get(name)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(str, value)) or "?"
    return str(value) if value not in (None, "") else "?"
