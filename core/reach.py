"""How far routing keys lead that services were seen to publish with: what lies on nobody's way.

Bindings alone say where messages of an exchange may go, not whose. Where every publish is heard,
those that no seen key matches are barred; whatever else is known, or not known, stays open: keys
that nobody saw, dead letters that keep theirs, exchanges that choose by headers, and edges that something has passed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from core.ack_flow import AckFlow
from core.directory import PENDING
from core.flow import Flow
from core.graph import Edge, EdgeKey, node_id
from core.key_counts import KeyCount
from core.routes import Address, Routes
from core.selection import Selection

_MOST_KEYS, _MOST_OF_ALL = 200, 1_000
"""Who publishes to an exchange with more of them may publish with any: all are asked at once."""
_INSIDE = frozenset({"route", "bind", "alternate"})
_ENTERING = frozenset({"publish", "dead_letter"})
Pair = tuple[str, str]
"""Two nodes between which messages pass."""


class Barred(NamedTuple):
    """The edges that are on nobody's way from a selection onwards, and on nobody's way to it."""

    down: frozenset[EdgeKey] = frozenset()
    up: frozenset[EdgeKey] = frozenset()


class Reach:
    """Asked for a selection; remembers the last answer as long as nothing has changed."""

    def __init__(self, flow: Flow, ack_flow: AckFlow, hears_everything: Callable[[], bool]) -> None:
        self._flow = flow
        self._ack_flow = ack_flow
        self._hears_everything = hears_everything
        self._routes = Routes(flow.structure.topology)
        self._known: dict[tuple[str, str], frozenset[Pair]] = {}
        """By exchange and routing key, as things are declared now."""
        self._last: tuple[object, Barred] = (None, Barred())

    def barred(self, selection: Selection) -> Barred:
        """What does not belong to the path through a node or an edge."""
        counts = self._ack_flow.key_counts
        if selection is None or counts.missed or not self._hears_everything():
            return Barred()
        topology = self._flow.structure.topology
        if self._routes.topology is not topology:
            self._routes, self._known = Routes(topology), {}
            self._last = (None, Barred())
        asked = selection, counts.version, self._flow.graph.structure
        if self._last[0] != asked:
            self._last = asked, self._ways().barred(selection)
        return self._last[1]

    def _ways(self) -> "_Ways":
        sent: dict[Pair, set[str]] = {}
        for one in self._ack_flow.key_counts:
            if one.party.vhost == self._flow.vhost:
                ends = self._service(one), node_id("exchange", one.exchange)
                sent.setdefault(ends, set()).add(one.routing_key)
        leads = {
            ends: self._seen(ends).union(*(self._led(ends[1], key) for key in keys))
            for ends, keys in _few(sent)
        }
        graph = self._flow.graph
        passed = {
            edge.key[1:]
            for edge in graph.edges.values()
            if edge.kind in _INSIDE and any(graph.counts(edge).values())
        }
        return _Ways(list(graph.edges.values()), leads, dict(self._dead_letters()), passed)

    def _dead_letters(self) -> Iterator[tuple[Pair, frozenset[Pair]]]:
        """Where those go that get a routing key of their own; of too many nothing is known."""
        found = {
            (node_id("queue", one.name), node_id("exchange", to)): key
            for one in self._routes.topology.queues.values()
            if (to := one.dead_letter_exchange) is not None
            and (key := one.dead_letter_routing_key) is not None
        }
        if len(found) <= _MOST_OF_ALL:
            yield from ((ends, self._led(ends[1], key)) for ends, key in found.items())

    def _service(self, one: KeyCount) -> str:
        """The node of who published; of Flowscope itself none is drawn."""
        service = self._flow.directory.service_of(one.party.connection)
        return node_id("service", one.party.service) if service == PENDING else service or ""

    def _led(self, exchange: str, key: str) -> frozenset[Pair]:
        """Where messages of a key go: from exchange to exchange, and to queues.

        RabbitMQ counts queues for the exchange that was published to, so that both are drawn.
        """
        if (exchange, key) not in self._known:
            name = exchange.partition(":")[2]
            route = self._routes.route(Address(name, (key,)))
            steps = {
                (node_id("exchange", one.source), _end(one.kind, one.target))
                for one in route.passages
            }
            whole = {(exchange, node_id("queue", one)) for one in route.queues | route.possible}
            self._known[exchange, key] = frozenset(steps | whole)
        return self._known[exchange, key]

    def _seen(self, ends: Pair) -> frozenset[Pair]:
        """Where single messages were seen to go, also by keys in the headers CC and BCC."""
        return frozenset(
            (node_id("exchange", way.exchange), node_id("queue", way.queue))
            for (source, _), hop in self._flow.graph.seen_hops.items()
            if source == ends[0]
            for way in hop.ways
        )


class _Ways:
    """The edges of a graph, and between which nodes known messages of whom pass."""

    def __init__(
        self,
        edges: list[Edge],
        leads: dict[Pair, frozenset[Pair]],
        dead: dict[Pair, frozenset[Pair]],
        passed: set[Pair],
    ) -> None:
        self._edges = edges
        self._leads = leads | dead
        self._dead = frozenset[Pair]().union(*dead.values())
        known = frozenset[Pair]().union(*leads.values(), self._dead)
        self._unexplained = passed - known
        """Something has passed there, nobody knows whose."""
        self._into: dict[str, list[Edge]] = {}
        for edge in edges:
            self._into.setdefault(edge.target, []).append(edge)
        self._anybodys = self._inside(known, self._opened(lambda _: True))

    def barred(self, selection: str | EdgeKey) -> Barred:
        down = self._anybodys
        publisher = _publisher(selection)
        if publisher is not None:
            own = {ends: pairs for ends, pairs in self._leads.items() if publisher(ends)}
            pairs = self._dead.union(*own.values())
            down = self._inside(pairs, self._opened(publisher))
        return Barred(down, self._anybodys | frozenset(self._strangers(selection)))

    def _opened(self, publisher: Callable[[Pair], bool]) -> set[str]:
        """The exchanges where something may arrive with any key, from those or as a dead letter."""
        waiting = [
            edge.target
            for edge in self._edges
            if edge.key[1:] not in self._leads
            and (edge.kind == "dead_letter" or (edge.kind == "publish" and publisher(edge.key[1:])))
        ]
        found = set(waiting)
        onwards: dict[str, list[str]] = {}
        for edge in self._edges:
            if edge.kind in _INSIDE and edge.target.startswith("exchange:"):
                onwards.setdefault(edge.source, []).append(edge.target)
        while waiting:
            more = set(onwards.get(waiting.pop(), ())) - found
            found |= more
            waiting += more
        return found

    def _inside(self, pairs: frozenset[Pair], opened: set[str]) -> frozenset[EdgeKey]:
        """What leaves exchanges and is on nobody's way."""
        return frozenset(
            edge.key
            for edge in self._edges
            if edge.kind in _INSIDE
            and edge.source not in opened
            and edge.source in self._into
            and edge.key[1:] not in pairs
            and edge.key[1:] not in self._unexplained
        )

    def _strangers(self, selection: str | EdgeKey) -> Iterator[EdgeKey]:
        """Publishes and dead letters of which nothing gets to a selection."""
        start = selection if isinstance(selection, str) else selection[1]
        behind = self._behind(start)
        goals: set[Pair] | None = None
        if not isinstance(selection, str) and selection[0] in _INSIDE:
            goals = {selection[1:]}
        for node in behind:
            for edge in self._into.get(node, ()):
                if edge.kind in _ENTERING and not self._gets_there(edge, start, behind, goals):
                    yield edge.key

    def _gets_there(
        self, edge: Edge, start: str, behind: set[str], goals: set[Pair] | None = None
    ) -> bool:
        """Something that enters an exchange may get to a selection, as far as its keys are known."""
        pairs = self._leads.get(edge.key[1:])
        if pairs is None or (edge.target == start and goals is None):
            return True
        return any(_is_goal(pair, start, behind, goals) for pair in self._from(edge.target, pairs))

    def _from(self, exchange: str, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """Known ways, and those of which nobody knows whose they are."""
        yield from pairs
        yield from (pair for pair in self._unexplained if pair[0] == exchange)

    def _behind(self, start: str) -> set[str]:
        """The nodes from which something gets there."""
        found, more = set[str](), {start}
        while more:
            found |= more
            more = {
                edge.source
                for node in found
                for edge in self._into.get(node, ())
                if not edge.source.startswith("service:")
                and edge.key not in self._anybodys
                and (edge.kind != "dead_letter" or self._gets_there(edge, start, found))
            } - found
        return found


def _few(sent: dict[Pair, set[str]]) -> Iterator[tuple[Pair, set[str]]]:
    """Those with the fewest keys, as many as can be followed without anybody waiting for it."""
    left = _MOST_OF_ALL
    for ends, keys in sorted(sent.items(), key=lambda item: len(item[1])):
        left -= len(keys)
        if left < 0 or len(keys) > _MOST_KEYS:
            return
        yield ends, keys


def _is_goal(pair: Pair, start: str, behind: set[str], goals: set[Pair] | None) -> bool:
    """Who gets there gets to the selection, or into a queue from which it gets there."""
    if goals is not None:
        return pair in goals
    return pair[1] == start or (pair[1].startswith("queue:") and pair[1] in behind)


def _publisher(selection: str | EdgeKey) -> Callable[[Pair], bool] | None:
    """Tells the publishes that a selection is about; None where it is not about some alone."""
    if isinstance(selection, str):
        return (lambda ends: ends[0] == selection) if selection.startswith("service:") else None
    return (lambda ends: ends == selection[1:]) if selection[0] == "publish" else None


def _end(kind: str, name: str) -> str:
    return node_id("queue" if kind == "route" else "exchange", name)
