"""Who seems to be there for nothing: consumers whom no message can reach, services without work.

Such trouble began before anybody watched, and no counter moves for it. So this tells little, and
late: only of who has been connected for long, where nothing was ever counted on the channels that
are open now, and never where counters or names are missing.
"""

from collections.abc import Iterable, Iterator

from core import numbers
from core.ack_flow import AckFlow
from core.flow import Flow
from core.graph import UNKNOWN_SERVICE, Node
from core.lost_feeds import may_get_dead_letters, ways_left
from core.metrics import DELIVER, PUBLISH, ROUTE
from core.topology import DEFAULT_EXCHANGE, Consumer, Topology
from core.troubles import Trouble
from core.wording import tr

_CONNECTED_SECONDS = 3600.0
"""Who has done nothing for less than that may work seldom."""
_WATCHED_SECONDS = 300.0
"""What passes on channels that come and go is only known while it is watched."""


class Idlers:
    """Looks at the consumers and services of a flow that has counters."""

    def __init__(
        self,
        flow: Flow,
        ack_flow: AckFlow,
        connected: float = _CONNECTED_SECONDS,
        watched: float = _WATCHED_SECONDS,
    ) -> None:
        self._flow = flow
        self._ack_flow = ack_flow
        self._connected = connected
        self._watched = watched

    def troubles(self, at: float) -> Iterator[Trouble]:
        """Hints; `at` is the time of the newest reading."""
        topology = self._flow.structure.topology
        began_at = self._flow.graph.tally.began_at
        if began_at is None or at - began_at < self._watched or not self._is_all_read(topology):
            return
        nodes = list(self._flow.graph.nodes.values())
        lonely = [node for node in nodes if self._may_be_unreached(topology, node)]
        silent = self._may_be_silent(nodes)
        if (lonely or silent) and not self._counts_for_nobody():
            counted = self._counted_queues() if lonely else set()
            for node in lonely:
                if node.name not in counted:
                    yield from self._unreached(topology, node, at)
            for node in silent:
                yield from self._silent(topology, node, at)

    def _is_all_read(self, topology: Topology) -> bool:
        """Who is connected is known, and the counters of every node where somebody is."""
        nodes = {channel.node for channel in topology.channels.values()}
        return topology.tells_clients and bool(nodes) and nodes <= self._flow.tables.nodes

    def _counts_for_nobody(self) -> bool:
        """Some channel has counted something and has no name: it may be anybody's."""
        known = self._flow.identities.known
        return any(
            series.channel not in known
            for table in self._flow.tables
            for metric in (*PUBLISH, *DELIVER)
            for series in table.by_metric.get(metric, {}).values()
        )

    def _counted_queues(self) -> set[str]:
        """The queues through which something passed as far back as any row tells, or was sent to."""
        found = {
            queue
            for table in self._flow.tables
            for metric in (*ROUTE, *DELIVER)
            for queue in table.of_queues(metric)[1]
        }
        by_name = (one for one in self._ack_flow.key_counts if one.exchange == DEFAULT_EXCHANGE)
        return found.union(one.routing_key for one in by_name)

    def _may_be_unreached(self, topology: Topology, node: Node) -> bool:
        """An empty queue that is meant to stay, with consumers, and bound to nothing."""
        queue = topology.queues.get(node.name) if node.kind == "queue" and node.present else None
        if queue is None or not node.consumers or (node.ready, node.unacked) != (0, 0):
            return False
        is_private = queue.exclusive or queue.auto_delete or queue.name.startswith("amq.")
        if is_private or queue.type == "stream" or ways_left(topology, queue.name):
            return False
        is_default_fed = any(
            one.alternate == DEFAULT_EXCHANGE for one in topology.exchanges.values()
        )
        return not is_default_fed and not may_get_dead_letters(topology, queue.name)

    def _may_be_silent(self, nodes: list[Node]) -> list[Node]:
        """Services that are connected, and have neither consumed nor published while watched."""
        found = [
            node
            for node in nodes
            if node.kind == "service" and node.present and not node.has_consumed
        ]
        used = {end for key in self._flow.graph.edges for end in key[1:]} if found else set()
        return [node for node in found if node.id not in used and node.id != UNKNOWN_SERVICE]

    def _unreached(self, topology: Topology, node: Node, at: float) -> Iterator[Trouble]:
        consumers = topology.consumers_by_queue.get(node.name, ())
        age = self._age({one.connection for one in consumers}, at)
        if age is not None:
            text = tr(
                "no exchange is bound to it, and nothing has come to its consumer, connected for "
                "{time}: perhaps a binding is missing; bind it, unless messages are meant to be "
                "sent to it by name",
                time=numbers.whole_age(age),
            )
            yield Trouble(node.id, "unreached", "notice", text, leads_to=self._only(consumers))

    def _only(self, consumers: Iterable[Consumer]) -> str:
        """The service that all of these consumers are of."""
        services = {self._flow.directory.service_of(one.connection) for one in consumers}
        found = services.pop() if len(services) == 1 else None
        return found if found is not None and found in self._flow.graph.nodes else ""

    def _silent(self, topology: Topology, node: Node, at: float) -> Iterator[Trouble]:
        directory = self._flow.directory
        names = {one.name for one in directory.open_of(node.id)}
        with_channels = {channel.connection for channel in topology.channels.values()}
        if not names <= with_channels or any(map(directory.has_worked, names)):
            return
        age = self._age(names, at)
        if age is not None:
            text = tr(
                "connected for {time}, but on its open channels nothing was ever published, and "
                "it consumes nothing: perhaps it did not start as it should; look at its log, "
                "unless it is meant to wait",
                time=numbers.whole_age(age),
            )
            yield Trouble(node.id, "idle", "notice", text)

    def _age(self, connections: Iterable[str], at: float) -> float | None:
        """For how long all of these have been connected, where that is known and long."""
        known = [self._flow.directory.connection(name) for name in connections]
        since = [None if one is None else one.connected_at for one in known]
        ages = [at - one for one in since if one is not None]
        is_known = bool(ages) and len(ages) == len(since)
        return min(ages) if is_known and min(ages) >= self._connected else None
