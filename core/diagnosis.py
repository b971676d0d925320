"""What hurts now: judged anew whenever the flow has changed, and kept in the graph for views."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from core import numbers
from core.ack_flow import AckFlow
from core.ack_rates import AckRates
from core.acks import Acks, ChannelAcks
from core.backlog import Backlogs
from core.connection_troubles import connection_troubles
from core.consumer_troubles import Holder, consumer_troubles
from core.directory import PENDING
from core.disproof import Disproof
from core.facts import ObjectTotals, Readings, TopologyRead
from core.flow import Flow
from core.graph import EdgeKey
from core.identity import ChannelIdentity
from core.idlers import Idlers
from core.last_consumers import LastConsumers
from core.lost_feeds import LostFeeds
from core.message_troubles import MessageTroubles
from core.past import Past
from core.queue_troubles import passage_troubles, queue_troubles
from core.removed_consumers import RemovedConsumers
from core.sent_troubles import SentTroubles
from core.sightings import name_of
from core.topology import Channel
from core.topology_log import TopologyLog
from core.troubles import Kind, Trouble, by_weight
from core.unrouted import Unrouted
from core.witness import Witness
from core.wording import tr

_EXPLAINS: Mapping[Kind, Kind] = {
    "stuck": "not_taken",
    "slow": "not_taken",
    "returned": "unroutable",
    "loop": "redelivered",
}
"""What says more about a place than the other that is seen there as well."""


class Diagnosis:
    """Watches what channels hold, and finds the troubles of a flow."""

    def __init__(
        self, flow: Flow, ack_flow: AckFlow, log: TopologyLog, past: Past | None = None
    ) -> None:
        self._flow = flow
        self._ack_flow = ack_flow
        self._acks = Acks()
        self._rates = AckRates(flow, ack_flow)
        self._unrouted = Unrouted(flow.structure.topology)
        self._backlogs = Backlogs(flow.graph, log, past or Past())
        self.is_heard: Callable[[], bool] = lambda: False
        """The firehose is on: nobody need be told to listen."""
        self.disproof = Disproof(flow.graph, lambda _: True)
        seen = Witness(flow.graph, ack_flow, flow.directory.service_of, self.disproof)
        self._message_troubles = MessageTroubles(seen)
        self._sent_troubles = SentTroubles(seen)
        self._last_consumers = LastConsumers(flow.graph, log)
        self._removed_consumers = RemovedConsumers(flow.graph, flow.structure, log)
        self._lost_feeds = LostFeeds(flow.graph, flow.structure, log)
        self._idlers = Idlers(flow, ack_flow)

    def taking(self, readings: Readings) -> Iterator[None]:
        """Take one scrape, in short steps."""
        yield from self._acks.taking(readings)
        yield
        if not self._flow.is_held:
            self._rates.take(readings)

    def take(self, read: ObjectTotals | TopologyRead) -> None:
        """Take one poll of the management API."""
        match read:
            case ObjectTotals():
                self._acks.take_totals(read)
            case TopologyRead():
                self._rates.take_topology(read)

    def begin(self) -> None:
        """Count answers from here."""
        self._rates.begin()

    def judge(self) -> None:
        """Look at everything again; for whenever something was folded."""
        for _ in self.judging():
            pass

    def judging(self) -> Iterator[None]:
        """The same in short steps: of one moment, as nothing may be folded before the last one.

        What was judged before stands until then.
        """
        at = self._flow.read_at or self._flow.api_totals.read_at
        answers = yield from self._rates.answers(max(at, self._ack_flow.at))
        found: list[Trouble] = []
        for part in self._parts(at):
            found += part
            yield
        found = yield from self._backlogs.dating(found, at)
        found = [*self._last_consumers.naming(found)]
        yield
        self._flow.graph.answers = answers
        self._tell(found)

    def _tell(self, found: list[Trouble]) -> None:
        explained = {
            (place, _EXPLAINS[t.kind])
            for t in found
            for place in (t.at, t.nodes[0])
            if t.kind in _EXPLAINS
        }
        named = {trouble.at for trouble in found if trouble.kind == "nowhere"}
        is_heard = self.is_heard()
        self._flow.graph.lost_shares = self._lost_shares() if is_heard else {}
        self._flow.graph.troubles = by_weight(
            replace(t, advice="") if t.advice and (t.at in named or is_heard) else t
            for t in found
            if (t.at, t.kind) not in explained
        )

    def _lost_shares(self) -> dict[EdgeKey, float]:
        topology, service_of = self._flow.structure.topology, self._flow.directory.service_of
        heard = self._ack_flow
        return heard.direct_replies.lost_shares(topology, heard.at, service_of)

    def _parts(self, at: float) -> Iterator[Iterable[Trouble]]:
        graph, topology = self._flow.graph, self._flow.structure.topology
        service_of = self._flow.directory.service_of
        holders = list(self._holders())
        yield consumer_troubles(graph, topology, holders, service_of)
        yield self._removed_consumers.troubles(holders, at)
        yield queue_troubles(graph, topology, at)
        yield passage_troubles(graph, topology, at)
        yield self._lost_feeds.troubles(at)
        yield self._idlers.troubles(at)
        seen = max(at, self._ack_flow.at)
        if self._unrouted.topology is not topology:
            self._unrouted = Unrouted(topology)
        self.disproof.look(seen, at)
        yield self._message_troubles.troubles(seen)
        yield self._sent_troubles.troubles(self._unrouted.why, seen, self._unrouted.cause)
        yield connection_troubles(graph, topology, self._ack_flow, service_of, seen)

    def _holders(self) -> Iterator[Holder]:
        """The open channels that hold messages, by the metrics or else by the management API."""
        channels = self._acks.by_process() if self._flow.tables.nodes else self._acks.by_name()
        for key, channel, until in channels:
            if channel.unacked and (known := self._named(key)) is not None:
                for holder in self._holder(known.name, known.connection, channel, until):
                    yield self._exact(holder, known.connection, until)

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
                since_before=channel.is_older_than_watching,
                idle=max(until - max(channel.still_since, channel.handed_at), 0.0),
                longest_pause=channel.longest_pause,
                handed=channel.handed_since,
                queues=tuple(channel.queues),
            )

    def _exact(self, holder: Holder, connection: str, until: float) -> Holder:
        """What single facts say of it, where its channel was seen from the beginning."""
        seen = self._ack_flow.life.connections.get(connection)
        channels = seen.channels if seen is not None else {}
        number = holder.channel.rpartition("(")[2].rstrip(")")
        channel = channels.get(int(number)) if number.isdecimal() else None
        held = channel.unacked.open if channel is not None else {}
        if len(held) < holder.unacked:
            return holder
        oldest = next(iter(held.values()))
        age = numbers.whole_age(max(until - oldest.since, 0.0))
        told = tr("{message}, held for at least {time}", message=name_of(oldest), time=age)
        return replace(holder, oldest=told, longest=oldest)
