"""What the topology says about the graph: nodes, and edges that exist without traffic."""

from collections.abc import Container, Iterator
from math import inf

from core.directory import Directory
from core.graph import (
    COUNTERS,
    UNKNOWN_SERVICE,
    Edge,
    EdgeKey,
    EdgeKind,
    FlowGraph,
    Node,
    NodeKind,
    node_id,
)
from core.topology import DEFAULT_EXCHANGE, Topology
from core.wording import phrase, tr

_HOW_INSIDE = phrase(
    "RabbitMQ does not count this passage: it attributes messages to the exchange that they were "
    "published to, and counts nothing for dead letters and alternate exchanges per edge"
)
_HOW_MISSING = phrase("no counters: the broker's Prometheus endpoint cannot be read")
_HOW_COUNTED = {
    "publish": phrase(
        "channel_exchange_metrics of /metrics/detailed, of all channels of the service"
    ),
    "route": phrase(
        "queue_exchange_metrics (3.x: channel_queue_exchange_metrics) of /metrics/detailed: "
        "what clients published to this exchange"
    ),
    "deliver": phrase("channel_queue_metrics of /metrics/detailed, of all channels of the service"),
}
_HOW_REPLIES = phrase(
    "{how}; RabbitMQ counts replies by way of amq.rabbitmq.reply-to as dropped here, "
    "though they arrive"
)
_AT_ONCE = 1_000
"""Declared edges that are looked at in one step."""
_LISTED_SECONDS = 7.0
"""Two more than a round of the broker's statistics takes."""
_COUNTABLE: frozenset[EdgeKind] = frozenset({"publish", "route", "deliver"})


class Structure:
    """Keeps nodes and declared edges in step with the newest topology."""

    def __init__(self, graph: FlowGraph, directory: Directory) -> None:
        self.topology = Topology()
        self.counting = False
        """Live counters come in: an edge that nothing moved on has counted zero."""
        self.read_at = inf
        """When the topology was read."""
        self._graph = graph
        self._directory = directory
        self._declared: set[EdgeKey] = set()
        self._awaited: dict[str, float] = {}
        """Queues whose first consumer came, and until when the API may not list it."""

    def take(self, topology: Topology) -> None:
        """Take a snapshot: what it declares is there, what it lacks is gone."""
        for _ in self.taking(topology):
            pass

    def taking(self, topology: Topology) -> Iterator[None]:
        """The same in steps: nodes, then edges."""
        self.topology = self._graph.topology = topology
        waiting = self._awaited.items()
        self._awaited = {queue: until for queue, until in waiting if self.read_at < until}
        self._take_exchanges()
        self._take_queues()
        yield
        self.recount()
        yield
        declared: set[EdgeKey] = set()
        for number, key in enumerate(self._edges()):
            if self._has_ends(key):
                declared.add(key)
            if number % _AT_ONCE == 0:
                yield
        self._take_edges(declared)
        yield

    def recount(self) -> None:
        """Connections came or went: services and their instances."""
        services = self._directory.services()
        for key, (named, connections) in services.items():
            node = self._graph.node("service", named.name)
            self._show(node, present=True, type_="")
            node.named_by = named.named_by
            if node.instances != len(connections):
                node.instances = len(connections)
                self._graph.structure += 1
            assert key == node.id
        for node in list(self._graph.nodes.values()):
            if node.kind == "service" and node.id not in (*services, UNKNOWN_SERVICE):
                node.instances = 0
                self._show(node, present=False, type_="")

    def await_consumer(self, queue: str, at: float) -> None:
        """A consumer has come: a queue that had none has an unknown number, until that is read.

        The broker lists it only after its next round of statistics, a queue at times even later.
        """
        node = self._graph.nodes.get(node_id("queue", queue))
        if node is None or not node.consumers:
            self._awaited[queue] = at + _LISTED_SECONDS
        if node is not None and node.consumers == 0:
            node.consumers = None
            self._graph.values += 1

    def ensure(self, kind: NodeKind, name: str) -> Node:
        """The node of something that counters mention, whether or not the topology knows it."""
        node = self._graph.node(kind, name)
        if kind == "exchange" and not node.type:
            known = self.topology.exchanges.get(name)
            node.type = known.type if known else "direct" if name == DEFAULT_EXCHANGE else ""
        return node

    def count(self, edge: Edge) -> None:
        """Let an edge count."""
        if edge.provenance == "counted" and len(edge.counters) == len(COUNTERS[edge.kind]):
            return
        if edge.provenance != "counted":
            edge.provenance = "counted"
            edge.how = tr(_HOW_COUNTED[edge.kind]) if edge.kind in _HOW_COUNTED else ""
            if edge.kind == "publish" and edge.target == node_id("exchange", DEFAULT_EXCHANGE):
                edge.how = tr(_HOW_REPLIES, how=edge.how)
        self._graph.count_with(edge)

    def _take_exchanges(self) -> None:
        bound = {b.source for b in self.topology.bindings} | self.topology.fed_from_inside
        for name, exchange in self.topology.exchanges.items():
            key = node_id("exchange", name)
            predeclared = name == DEFAULT_EXCHANGE or name.startswith("amq.")
            if predeclared and key not in self._graph.nodes and (name not in bound or not name):
                continue
            if name.startswith("amq.rabbitmq."):
                continue
            self._show(self._graph.node("exchange", name), present=True, type_=exchange.type)
        self._mark_gone("exchange", set(self.topology.exchanges))

    def _take_queues(self) -> None:
        for name, queue in self.topology.queues.items():
            if self._directory.is_hidden_queue(name):
                self._graph.remove_node(node_id("queue", name))
                continue
            node = self._graph.node("queue", name)
            self._show(node, present=True, type_=queue.type)
            if self.topology.tells_clients:
                node.consumers = self._consumers_of(name)
        self._mark_gone("queue", set(self.topology.queues))

    def _consumers_of(self, queue: str) -> int | None:
        found = len(self.topology.consumers_by_queue.get(queue, ()))
        return None if not found and queue in self._awaited else found

    def _mark_gone(self, kind: NodeKind, names: set[str]) -> None:
        for node in list(self._graph.nodes.values()):
            name = node.id.partition(":")[2]
            if node.kind == kind and name not in names and node.present:
                self._show(node, present=False, type_=node.type)

    def _show(self, node: Node, *, present: bool, type_: str) -> None:
        if node.present != present or node.type != type_:
            node.present, node.type = present, type_
            self._graph.structure += 1

    def _take_edges(self, declared: set[EdgeKey]) -> None:
        for key in declared - self._declared:
            edge = self._graph.edge(*key)
            edge.declared = True
            if key[0] == "deliver":
                self._graph.nodes[key[2]].has_consumed = True
        for key in declared:
            edge = self._graph.edge(*key)
            if key[0] in _COUNTABLE and self.counting:
                self.count(edge)
            elif edge.provenance == "unknown":
                edge.how = tr(_HOW_MISSING) if key[0] in _COUNTABLE else tr(_HOW_INSIDE)
        for key in self._declared - declared:
            self._undeclare(key)
        self._declared = declared

    def _undeclare(self, key: EdgeKey) -> None:
        edge = self._graph.edges.get(key)
        if edge is None:
            return
        edge.declared = False
        self._graph.structure += 1

    def pruning(self, fed: set[int], suspected: Container[EdgeKey] = frozenset()) -> Iterator[None]:
        """Take out edges that nothing declares, that counted nothing and that nothing can move.

        `fed` are the counters that live series feed; what is suspected stays. Every edge that goes
        is a step.
        """
        for key, edge in list(self._graph.edges.items()):
            counters = edge.counters.values()
            if (
                edge.declared
                or key in suspected
                or any(c in fed or self._graph.tally.total(c) for c in counters)
            ):
                continue
            self._graph.remove_edge(key)
            yield
        for node in list(self._graph.nodes.values()):
            gone = not node.present and node.kind == "service"
            if gone and not any(True for _ in self._graph.edges_of(node.id)):
                self._graph.remove_node(node.id)

    def _has_ends(self, key: EdgeKey) -> bool:
        return key[1] in self._graph.nodes and key[2] in self._graph.nodes

    def _edges(self) -> Iterator[EdgeKey]:
        yield from self._binding_edges()
        for exchange in self.topology.exchanges.values():
            if exchange.alternate is not None:
                self._need_exchange(exchange.alternate)
                ends = (node_id("exchange", exchange.name), node_id("exchange", exchange.alternate))
                yield ("alternate", *ends)
        for queue in self.topology.queues.values():
            target = queue.dead_letter_exchange
            if target is not None:
                self._need_exchange(target)
                yield ("dead_letter", node_id("queue", queue.name), node_id("exchange", target))
        for consumer in self.topology.consumers:
            service = self._directory.service_of(consumer.connection)
            if service is not None:
                yield ("deliver", node_id("queue", consumer.queue), service)

    def _need_exchange(self, name: str) -> None:
        """A dead-letter or alternate exchange is drawn even when nothing else uses it."""
        if name in self.topology.exchanges or name == DEFAULT_EXCHANGE:
            node = self.ensure("exchange", name)
            node.present = True

    def _binding_edges(self) -> Iterator[EdgeKey]:
        inside = self.topology.fed_from_inside
        for binding in self.topology.bindings:
            if binding.source == DEFAULT_EXCHANGE:
                continue
            source = node_id("exchange", binding.source)
            if binding.destination_type == "exchange":
                yield ("bind", source, node_id("exchange", binding.destination))
                continue
            target = node_id("queue", binding.destination)
            # What comes from inside is not counted, so it has an edge beside what clients publish.
            yield ("bind" if binding.source in inside else "route", source, target)
