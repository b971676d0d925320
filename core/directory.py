"""Who is connected: connections with their services, and what is hidden because it is our own."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from core.facts import ConnectionOpened
from core.graph import node_id
from core.services import TAP_MARK, UNKNOWN, Role, Rule, ServiceName, is_own, service_name
from core.topology import Connection, Topology

PENDING = "pending"
"""Stands for the service of a connection that nobody has told us about yet."""

_REMEMBERED = 5_000
"""Closed connections that are kept, so that what they counted last finds its service."""


class Directory:
    """Every connection of the watched vhost, open or lately closed, and the service it is of."""

    def __init__(self, vhost: str, rules: Sequence[Rule] = ()) -> None:
        self._vhost = vhost
        self._rules = tuple(rules)
        self._open: dict[str, Connection] = {}
        self._closed: OrderedDict[str, Connection] = OrderedDict()
        self._unlisted: set[str] = set()
        """Connections that an event told of and that the API, seconds behind, has not listed."""
        self._ended: set[str] = set()
        """Connections that an event said ended and that the API may go on listing for seconds."""
        self._roles: dict[str, set[str]] = {}
        self._names: dict[str, tuple[Connection, Role, ServiceName]] = {}
        self._hidden_queues: frozenset[str] = frozenset()
        self._lists_clients = False
        """A snapshot told of everyone who is connected to the watched vhost."""

    def take(self, topology: Topology) -> set[str]:
        """Take the connections and consumers of a snapshot; returns whose service changed."""
        self._ended &= topology.connections.keys()
        listed = {n: one for n, one in topology.connections.items() if n not in self._ended}
        everyone = {*self._open, *listed}
        before = {name: self.service_of(name) for name in everyone}
        self._unlisted -= listed.keys()
        if topology.tells_clients:
            self._lists_clients = True
            for name in self._open.keys() - listed.keys() - self._unlisted:
                self._leave(name)
        self._open.update(listed)
        for consumer in topology.consumers:
            self._roles.setdefault(consumer.connection, set()).add("consumer")
        self._hidden_queues |= frozenset(self._own_queues(topology))  # also when they are gone
        return {name for name, service in before.items() if self.service_of(name) != service}

    def hide(self, queue: str) -> None:
        """A queue that this Flowscope declared itself."""
        self._hidden_queues |= {queue}

    def doubt_events(self) -> None:
        """Events have stopped coming: only what the API lists is certainly connected."""
        self._unlisted.clear()
        self._ended.clear()

    @property
    def hidden_queues(self) -> frozenset[str]:
        """The queues of Flowscope's own, this one's and those of others."""
        return self._hidden_queues

    def opened(self, fact: ConnectionOpened) -> None:
        """The broker said that a client connected."""
        self._unlisted.add(fact.name)
        self._ended.discard(fact.name)
        self._open[fact.name] = Connection(
            name=fact.name,
            node=fact.node,
            user=fact.user,
            vhost=fact.vhost,
            peer_host=fact.peer_host,
            provided_name=fact.provided_name,
            product=fact.product,
            connected_at=fact.at,
        )

    def closed(self, name: str) -> None:
        """The broker said that a connection ended."""
        if self._lists_clients and name in self._open:
            self._ended.add(name)
        self._leave(name)

    def _leave(self, name: str) -> None:
        self._unlisted.discard(name)
        connection = self._open.pop(name, None)
        if connection is None:
            return
        self._closed[name] = connection
        while len(self._closed) > _REMEMBERED:
            forgotten, _ = self._closed.popitem(last=False)
            self._roles.pop(forgotten, None)
            self._names.pop(forgotten, None)

    def plays(self, name: str, role: str) -> bool:
        """A connection publishes or consumes; True when that changes what its service is called."""
        roles = self._roles.setdefault(name, set())
        if role in roles:
            return False
        roles.add(role)
        connection = self.connection(name)
        return connection is not None and service_name(connection, rules=self._rules).is_guess

    def has_worked(self, name: str) -> bool:
        """A connection has published or consumed, as far back as its open channels tell."""
        return bool(self._roles.get(name))

    def connection(self, name: str) -> Connection | None:
        """What is known of a connection."""
        return self._open.get(name) or self._closed.get(name)

    def is_here(self, name: str) -> bool:
        """A connection of the watched vhost; what nobody told us of is of another one."""
        connection = self.connection(name)
        return not self._lists_clients if connection is None else self.watches(connection.vhost)

    def watches(self, vhost: str) -> bool:
        """It is the watched vhost."""
        return vhost == self._vhost

    def named(self, name: str) -> ServiceName:
        """The name of a connection's service."""
        connection = self.connection(name)
        if connection is None:
            return UNKNOWN
        role = self._role(name)
        known = self._names.get(name)
        if known is None or known[:2] != (connection, role):
            named = service_name(connection, role, self._rules)
            known = self._names[name] = (connection, role, named)
        return known[2]

    def service_of(self, name: str) -> str | None:
        """The node of a connection's service; PENDING if unknown, None if it is not shown."""
        connection = self.connection(name)
        if connection is None:
            return PENDING
        if is_own(connection) or connection.vhost != self._vhost:
            return None
        return node_id("service", self.named(name).name)

    def is_own(self, name: str) -> bool:
        """A connection of Flowscope's own, this one's or another's."""
        connection = self.connection(name)
        return connection is not None and is_own(connection)

    def is_hidden_queue(self, name: str) -> bool:
        """A queue of Flowscope's own."""
        return name in self._hidden_queues

    def services(self) -> dict[str, tuple[ServiceName, list[Connection]]]:
        """Service nodes with their open connections."""
        found: dict[str, tuple[ServiceName, list[Connection]]] = {}
        for name, connection in self._open.items():
            service = self.service_of(name)
            if service is not None and service != PENDING:
                found.setdefault(service, (self.named(name), []))[1].append(connection)
        return found

    def open_of(self, service: str) -> list[Connection]:
        """The connections of a service node that are open now."""
        return [one for name, one in self._open.items() if self.service_of(name) == service]

    def peers_of(self, service: str) -> frozenset[str]:
        """Where the connections of a service node came from, also those that are over."""
        names = (name for name in (*self._open, *self._closed) if self.service_of(name) == service)
        return frozenset(name.partition(" -> ")[0] for name in names)

    def _role(self, name: str) -> Role:
        match sorted(self._roles.get(name, ())):
            case ["publisher"]:
                return "publisher"
            case ["consumer"]:
                return "consumer"
        return ""

    def _own_queues(self, topology: Topology) -> Iterator[str]:
        """Exclusive queues that only Flowscope owns or consumes, or whose bindings a tap made."""
        for name, queue in topology.queues.items():
            consumers = topology.consumers_by_queue.get(name, ())
            users = {queue.owner} if queue.owner else {c.connection for c in consumers}
            known = [self.connection(user) for user in users if user]
            ours = bool(known) and all(c is not None and is_own(c) for c in known)
            bound = topology.bindings_by_queue.get(name, ())
            if queue.exclusive and (ours or any(TAP_MARK in b.arguments for b in bound)):
                yield name
