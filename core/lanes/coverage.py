"""Who consumes in a scope, and whom the proxy does not see: no lane can speak for those."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.ack_flow import ConsumerKey
from core.graph import Node
from core.lanes.lane import Lane
from core.lanes.scope import Scope
from core.topology import Consumer, Topology
from core.wording import tr

ServiceOf = Callable[[str], Node | None]
Sees = Callable[[str], bool]
"""Whether everything on a connection is seen."""
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the consumers of a scope, as the broker lists them."""

    consumers: int = 0
    unseen: tuple[str, ...] = ()
    """Those that are not seen, by name; the instance where several have the same."""

    @property
    def seen(self) -> int:
        """How many are."""
        return self.consumers - len(self.unseen)

    @property
    def words(self) -> str:
        """That some are not; empty where all are."""
        if not self.unseen:
            return ""
        names = tr(", ").join(self.unseen[:_MOST_NAMED])
        if len(self.unseen) > _MOST_NAMED:
            names = tr("{first} and {n:,} more", first=names, n=len(self.unseen) - _MOST_NAMED)
        return tr(
            "{seen:,} of {all:,} consumers go through the proxy; what these do is not seen: {names}.",
            seen=self.seen,
            all=self.consumers,
            names=names,
        )


def coverage(topology: Topology, scope: Scope, service_of: ServiceOf, sees: Sees) -> Coverage:
    """How many of the services' consumers in a scope are seen."""
    found = list(_consumers(topology, scope, service_of))
    names = Counter(node.name for _, node in found)
    unseen = [
        f"{node.name} ({instance_of(topology, consumer.connection, node.name)})"
        if names[node.name] > 1
        else node.name
        for consumer, node in found
        if not sees(consumer.connection)
    ]
    return Coverage(len(found), tuple(unseen))


def instance_of(topology: Topology, connection: str, service: str) -> str:
    """What tells a connection from others of its service: the name it gives itself, or whence."""
    known = topology.connections.get(connection)
    name = known.provided_name if known is not None else None
    return name if name and name != service else connection.partition(" -> ")[0]


def tell_apart(lanes: list[Lane], topology: Topology, service_of: ServiceOf) -> None:
    """Consumers say which instance they are of, where others there have the same name."""
    connections: dict[str, set[str]] = {}
    mine = [(lane, lane.key) for lane in lanes if isinstance(lane.key, ConsumerKey)]
    for lane, key in mine:
        connections.setdefault(lane.name, set()).add(key.connection)
    for queue in {key.queue for _, key in mine}:
        for consumer in topology.consumers_by_queue.get(queue, ()):
            if (node := service_of(consumer.connection)) is not None and node.name in connections:
                connections[node.name].add(consumer.connection)
    for lane, key in mine:
        if len(connections[lane.name]) > 1 and key.connection:
            instance = instance_of(topology, key.connection, lane.name)
            lane.where = f"{instance} \N{MIDDLE DOT} {lane.where}"


def _consumers(
    topology: Topology, scope: Scope, service_of: ServiceOf
) -> Iterator[tuple[Consumer, Node]]:
    queue = scope.queue
    listed = topology.consumers_by_queue.get(queue, ()) if queue else topology.consumers
    for consumer in listed:
        node = service_of(consumer.connection)
        if node is not None and scope.exchange is None and scope.service in (None, node.id):
            yield consumer, node
