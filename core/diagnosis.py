"""What hurts now: judged anew whenever the flow has changed, and kept in the graph for views."""

from collections.abc import Iterator

from core.acks import Acks, ChannelAcks
from core.consumer_troubles import Holder, consumer_troubles
from core.directory import PENDING
from core.facts import ObjectTotals, Readings
from core.flow import Flow
from core.identity import ChannelIdentity
from core.queue_troubles import passage_troubles, queue_troubles
from core.topology import Channel
from core.troubles import Trouble, by_weight


class Diagnosis:
    """Watches what channels hold, and finds the troubles of a flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._acks = Acks()

    def take(self, read: Readings | ObjectTotals) -> None:
        """Take one scrape, or one poll of the management API."""
        if isinstance(read, Readings):
            self._acks.take(read)
        else:
            self._acks.take_totals(read)

    def judge(self) -> None:
        """Look at everything again; for whenever something was folded."""
        at = self._flow.read_at or self._flow.api_totals.read_at
        found = list(self._found(at))
        explained = {t.nodes[0] for t in found if t.kind in ("stuck", "slow")}
        self._flow.graph.troubles = by_weight(
            t for t in found if t.kind != "not_taken" or t.at not in explained
        )

    def _found(self, at: float) -> Iterator[Trouble]:
        graph, topology = self._flow.graph, self._flow.structure.topology
        service_of = self._flow.directory.service_of
        yield from consumer_troubles(graph, topology, self._holders(), service_of)
        yield from queue_troubles(graph, topology, at)
        yield from passage_troubles(graph, at)

    def _holders(self) -> Iterator[Holder]:
        """The open channels that hold messages, by the metrics or else by the management API."""
        channels = self._acks.by_process() if self._flow.counted_nodes else self._acks.by_name()
        for key, channel, until in channels:
            if channel.unacked and (known := self._named(key)) is not None:
                yield from self._holder(known.name, known.connection, channel, until)

    def _named(self, key: str) -> ChannelIdentity | Channel | None:
        """Which channel a process or a name stands for, if it is open."""
        identities = self._flow.identities
        if key in identities.open_pids:
            return identities.known.get(key)
        return self._flow.structure.topology.channels.get(key)

    def _holder(
        self, name: str, connection: str, channel: ChannelAcks, until: float
    ) -> Iterator[Holder]:
        service = self._flow.directory.service_of(connection)
        if service not in (None, PENDING):
            yield Holder(
                channel=name,
                service=service,
                unacked=channel.unacked,
                still=max(until - channel.still_since, 0.0),
                idle=max(until - max(channel.still_since, channel.handed_at), 0.0),
                longest_pause=channel.longest_pause,
                handed=channel.handed_since,
                queues=tuple(channel.queues),
            )
