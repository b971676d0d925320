"""One watch of one broker: sources, inbox and model, pumped by whoever owns the thread."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any, Literal

from core.ack_flow import AckFlow
from core.capabilities import SWITCHED_OFF, partly_counted
from core.clock import Clock, now
from core.close_look import CloseLook
from core.diagnosis import Diagnosis
from core.edge_times import EdgeTimes
from core.endpoints import Endpoints
from core.facts import (
    CapabilityChanged,
    ChannelClosed,
    ChannelOpened,
    ChannelReductions,
    ConnectionClosed,
    ConnectionOpened,
    DeadLetters,
    DeclarationChanged,
    Fact,
    Item,
    ObjectTotals,
    PastRead,
    QueueDepths,
    Readings,
    TopologyRead,
    VhostRestored,
)
from core.flow import Flow
from core.folding import Folding
from core.freshness import Freshness
from core.graph import FlowGraph, Node
from core.inbox import Inbox, InboxStatistics
from core.judging import Judging
from core.message_facts import MessageFacts
from core.named_parties import named
from core.news import News
from core.past import Past
from core.seen_hops import SeenHops
from core.services import Rule
from core.sources.blind_spots import counts_messages
from core.sources.broker_sources import BrokerSources
from core.sources.event_exchange import VHOST as EVENTS_VHOST
from core.sources.prometheus import MEND_PLUGIN
from core.sources.trouble import NO_VHOST
from core.surfaces import Surfaces
from core.topology import Connection, Topology
from core.topology_changes import changes_by_kind
from core.topology_log import Entry, TopologyLog
from core.wording import tr

Phase = Literal["idle", "connecting", "watching", "lost"]

_CALM_SECONDS = 15.0


class Session:
    """Owns inbox, model and sources of one broker; `pump` folds what has come in.

    Everything but `_put` runs on the thread of the owner.
    """

    def __init__(
        self, endpoints: Endpoints, clock: Clock = now, rules: Sequence[Rule] = ()
    ) -> None:
        self.endpoints = endpoints
        self.clock = clock
        self.flow = Flow(endpoints.vhost, rules)
        self.ack_flow = AckFlow()
        self.times = EdgeTimes(self.ack_flow.times, self.flow, endpoints.vhost)
        self.log = TopologyLog()
        self.past = Past(lambda queue: self._sources.ask_past(queue))
        self.diagnosis = Diagnosis(self.flow, self.ack_flow, self.log, self.past)
        self.judging = Judging(self.diagnosis)
        self._surfaces = Surfaces()
        self.capabilities = self._surfaces.summed
        self.topology = Topology()
        self.broker: dict[str, Any] = {}
        self._news = News(self.log, self.flow)
        self.phase: Phase = "idle"
        self.trouble = ""
        self.periods: dict[str, float] = {}
        """Seconds between two reads of each group of counters, as they are now."""
        self.costs: dict[str, float] = {}
        """Seconds that the last read of each group took."""
        self._inbox: Inbox[Item] = Inbox()
        self.folding = Folding(self._inbox, self._fold)
        self._has_listened = False
        self._sources = BrokerSources(endpoints, self._put, clock)
        self.freshness = Freshness(self.flow, self._surfaces, self._sources.cluster, self.broker)
        self.close_look = CloseLook(endpoints, self._put, clock)
        self.diagnosis.disproof.sees = self.close_look.sees_on
        self.diagnosis.is_heard = lambda: self.close_look.firehose.is_on
        self._seen_hops = SeenHops(self.flow, self.ack_flow, self.close_look, clock)

    @property
    def graph(self) -> FlowGraph:
        """What views draw."""
        return self.flow.graph

    @property
    def cluster(self) -> str:
        """The name of the broker's cluster; empty while nobody has told it."""
        return str(self.broker.get("cluster_name") or self._sources.identity.name)

    def start(self) -> None:
        """Begin to watch."""
        self.phase = "connecting"
        if self.endpoints.management is None:
            self._switched_off("management", "--management-url")
        if not self.endpoints.prometheus:
            self._switched_off("prometheus", "--prometheus-url")
        self._sources.start()

    def stop(self) -> None:
        """End every source; waits for their threads a moment."""
        self.close_look.stop()
        self._sources.stop()
        self.close_look.join()
        self.phase = "idle"

    def pump(self) -> bool:
        """Fold what has come in and judge it; True if anything has."""
        folded = self.drain()
        if self.judging.is_due:
            self.judging.go_on()
        return folded

    def drain(self, seconds: float = inf) -> bool:
        """Fold what has come in, as far as that takes `seconds`; True if anything was folded."""
        self.judging.finish()
        folded = self.folding.go_on(seconds)
        self._seen_hops.mark()
        return folded

    @property
    def has_more(self) -> bool:
        """Something waits that the last drain had no time for, or that came since."""
        return self.folding.has_more

    def wait(self, timeout: float) -> bool:
        """Block until something comes in, for owners without an event loop."""
        return self._inbox.wait(timeout)

    def inbox_statistics(self) -> InboxStatistics:
        """How full the inbox is and what it lost."""
        return self._inbox.statistics()

    def refresh(self) -> None:
        """Ask every source for news as soon as its pace allows."""
        self._sources.refresh()

    def service_of(self, connection: str) -> Node | None:
        """The service node of a connection."""
        service = self.flow.directory.service_of(connection)
        return self.graph.nodes.get(service) if service else None

    def connections_of(self, service: str) -> list[Connection]:
        """The connections of a service node that are open now, as far as anything has told."""
        return self.flow.directory.open_of(service)

    @property
    def lacks_vhost(self) -> bool:
        """The watched vhost does not exist."""
        why = tr(NO_VHOST, vhost=self.endpoints.vhost)
        return any(capability.why == why for capability in self.capabilities.values())

    def _put(self, item: Item) -> bool:
        """Take an item from any source's thread."""
        is_taken = self._inbox.put(item)
        self._sources.wake_for(item)
        return is_taken

    def _fold(self, item: Item) -> Iterator[None]:
        """Fold an item, in steps after each of which all that the model says is true."""
        self.judging.note(type(item))
        match item:
            case Readings():
                yield from self._fold_readings(item)
            case TopologyRead():
                yield from self._fold_topology(item)
            case ChannelReductions():
                self._fold_names(item)
            case DeadLetters():
                self._fold_dead_letters(item)
            case ObjectTotals() | QueueDepths():
                self._fold_api_counts(item)
            case PastRead():
                self.past.take(item)
            case MessageFacts():
                self.ack_flow.fold(named(self.close_look.leaving(item), self.flow.directory))
            case _:
                self._fold_fact(item)

    def _fold_names(self, names: ChannelReductions) -> None:
        self.flow.fold_names(names)
        if self._sources.management is not None and self.flow.nameless.lacks_connections:
            self._sources.management.refresh()

    def _fold_dead_letters(self, letters: DeadLetters) -> None:
        if self.flow.is_held and self.flow.dead_letters.read_at >= self.flow.held_at:
            return
        self.flow.dead_letters.take(letters)
        if self._sources.management is not None and self.flow.dead_letters.is_waiting:
            self._sources.management.poke()

    def _fold_api_counts(self, counts: ObjectTotals | QueueDepths) -> None:
        if isinstance(counts, QueueDepths):
            self.flow.depths.take(counts)
        elif not (self.flow.tables.nodes or self.flow.is_held) and counts_messages(
            self.broker.get("rates_mode")
        ):
            self.flow.api_totals.take(counts)  # only where Prometheus never counted
            self.diagnosis.take(counts)

    def _fold_fact(self, fact: Fact) -> None:
        match fact:
            case ConnectionOpened():
                self._news.came(fact)
                self.flow.fold_life(fact)
            case ConnectionClosed():
                self._news.went(fact)
                self.flow.fold_life(fact)
            case ChannelOpened() | ChannelClosed():
                self.flow.fold_life(fact)
            case DeclarationChanged():
                self._news.declared(fact)
                self.flow.fold_declaration(fact)
            case CapabilityChanged():
                self._fold_capability(fact)
            case VhostRestored():
                self.log.add(Entry(fact.at, "restored", "vhost", fact.vhost, fact.text))

    def _fold_readings(self, readings: Readings) -> Iterator[None]:
        self.flow.structure.counting = counts_messages(self.broker.get("rates_mode"))
        self.flow.last_counts.own_probes = self._sources.events.probes
        yield from self.flow.folding_readings(readings)
        yield
        yield from self.diagnosis.taking(readings)
        group = f"{readings.group} {readings.node}"
        self.periods[group] = readings.period
        self.costs[group] = readings.took
        if self._sources.management is not None:
            self._sources.management.wants_names = self.flow.nameless.lacks_names

    def _fold_topology(self, read: TopologyRead) -> Iterator[None]:
        known = self.freshness.topology_at
        for part in changes_by_kind(self.topology, read.topology) if known else ():
            self._news.differed(part, read.at)
            yield
        self.freshness.topology_at = read.at
        self.topology = read.topology
        self.broker.update(read.broker)
        self.flow.structure.counting &= counts_messages(self.broker.get("rates_mode"))
        self.flow.structure.read_at = read.at
        yield from self.flow.folding_topology(read.topology)
        yield
        self.diagnosis.take(read)
        self.flow.dead_letters.take_able(read.dead_lettering, read.at)
        self._sources.cluster.wants_dead_letters = bool(read.dead_lettering)
        self.ack_flow.own_queues = self.flow.directory.hidden_queues
        self.log.hide(self.ack_flow.own_queues)
        self._take_cluster()

    def _fold_capability(self, item: CapabilityChanged) -> None:
        self._surfaces.take(item)
        if item.capability == "prometheus":
            self._take_counting()
            if not item.ok and (source := self._sources.cluster.sources.get(item.where)):
                self.flow.lose_node(source.node)
            self._take_cluster()
        if item.capability == "event_exchange":
            self._take_events(item)
        self._take_phase(item)

    def _take_events(self, item: CapabilityChanged) -> None:
        """Events come, or stay away: then the topology has to be read more often."""
        if self._sources.management is not None:
            self._sources.management.seconds_between_topologies = _CALM_SECONDS if item.ok else 5.0
        if item.ok and self.endpoints.vhost == EVENTS_VHOST:
            self.flow.hide_queue(self._sources.events.queue)
        if not item.ok:
            self.flow.directory.doubt_events()
        if item.ok and not self._has_listened:
            self._has_listened = True
            self.flow.begin_to_miss()

    def _take_counting(self) -> None:
        """Live counters come or stay away: then the management API's totals have to do."""
        live = bool(self.flow.tables.nodes) or bool(self._surfaces.ok("prometheus"))
        if self._sources.management is not None:
            self._sources.management.wants_totals = not live
        if live and not self._surfaces.works_somewhere("prometheus"):
            self.flow.lose()

    def _take_phase(self, item: CapabilityChanged) -> None:
        found = [self._surfaces.ok(name) for name in ("amqp", "management", "prometheus")]
        before = self.phase
        if any(found):
            self.phase, self.trouble = "watching", ""
        elif None not in found:
            self.phase = "lost"
            amqp = self.capabilities["amqp"]
            self.trouble = tr("{why}. {mend}", why=amqp.why, mend=amqp.mend)
            self.flow.lose()
        if before != self.phase and "lost" in (before, self.phase):
            verb = "lost" if self.phase == "lost" else "back"
            self.log.add(Entry(item.at, verb, "broker", self.endpoints.shown, item.why))

    def _switched_off(self, name: str, option: str) -> None:
        why, mend = tr(SWITCHED_OFF), tr("name its URL with {option}", option=option)
        self._fold_capability(
            CapabilityChanged(at=self.clock(), capability=name, ok=False, why=why, mend=mend)
        )

    def _take_cluster(self) -> None:
        """Which nodes there are, or which of them answer, has become known."""
        self._scrape_whole_cluster()
        uncounted = self.freshness.uncounted_nodes
        if self._surfaces.ok("prometheus") and self.freshness.every_endpoint_answered and uncounted:
            self.capabilities["prometheus"] = partly_counted(
                self.capabilities["prometheus"], uncounted, tr(MEND_PLUGIN)
            )

    def _scrape_whole_cluster(self) -> None:
        if self.freshness.every_endpoint_answered:
            listeners = self.broker.get("prometheus_listeners") or []
            for base in self._sources.cluster.follow(listeners, self.freshness.answers):
                self._surfaces.forget("prometheus", base)
