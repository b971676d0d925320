"""Folds readings, topology and facts into the flow graph."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core import metrics
from core.api_totals import ApiTotals
from core.dead_letters import DeadLetterCounts
from core.depths import Depths
from core.directory import Directory
from core.facts import (
    ChannelClosed,
    ChannelOpened,
    ChannelReductions,
    ConnectionClosed,
    ConnectionOpened,
    DeclarationChanged,
    Readings,
    Series,
)
from core.gone_queues import GoneQueues
from core.graph import FlowGraph, node_id
from core.identity import Identities
from core.last_counts import LastCounts
from core.nameless import Nameless
from core.series import LIMBO, SeriesTable
from core.series_tables import SeriesTables
from core.services import Rule
from core.structure import Structure
from core.targets import Targets
from core.topology import Topology

_FORGET_SECONDS = 60.0
_ROLES = {
    **dict.fromkeys(metrics.PUBLISH, "publisher"),
    **dict.fromkeys(metrics.DELIVER, "consumer"),
}
"""What a channel that has such a series does."""


class Flow:
    """The model behind the graph. Owned by one thread."""

    def __init__(self, vhost: str = "/", rules: Sequence[Rule] = ()) -> None:
        self.vhost = vhost
        self.graph = FlowGraph()
        self.identities = Identities()
        self.directory = Directory(vhost, rules)
        self.structure = Structure(self.graph, self.directory)
        self.depths = Depths(self.graph, self.structure, self.directory)
        self.api_totals = ApiTotals(self.graph, self.directory, self.structure)
        self.dead_letters = DeadLetterCounts(self.graph, vhost)
        self.last_counts = LastCounts(self.graph, self.identities, self.directory, vhost)
        self.tables = SeriesTables(self.graph.tally)
        self._targets = Targets(self.graph, self.structure, self.directory, self.identities)
        self.nameless = Nameless(self.tables, self.identities, self.directory)
        self._gone_queues = GoneQueues(self.graph, self.tables)
        self.is_held = False
        """Names are learned, but nothing is counted any more."""
        self.held_at = 0.0

    def fold_readings(self, readings: Readings) -> None:
        """Take one scrape."""
        for _ in self.folding_readings(readings):
            pass

    def folding_readings(self, readings: Readings) -> Iterator[None]:
        """The same in steps, after each of which all that the graph says is true."""
        if readings.replaces:
            self._end(readings.replaces)
        table = self.tables.of(readings)
        if readings.restarted:
            self._restart(table, readings)
        elif readings.first:
            self._retire_all(table)
        for number in readings.gone:
            self._retire(table, int(number))
            yield
        yield from self._add_new(table, readings)
        if self.is_held:
            table.skip(readings.numbers, readings.values)
            self._fold_channels(table, readings)
        else:
            yield from self._count(table, readings)
        table.read_at, table.period = readings.at, readings.period
        self._give_up(readings.at)
        self.last_counts.mark()
        self.graph.values += 1
        yield
        self.depths.take_read(table, readings.at)

    def _count(self, table: SeriesTable, readings: Readings) -> Iterator[None]:
        for number in table.waking(readings.numbers, readings.values):
            self._turn(table, number, moves=True)
            yield
        for number in table.falling(readings.numbers, readings.values):
            self._was_cut_off(int(table.counter[number]))
        counters, added = table.take(readings.numbers, readings.values)
        self._fold_channels(table, readings)
        routes = self.tables.routes(readings.node)
        if readings.group == "routes":
            self.last_counts.read_routes(table, readings.node, readings.at)
        else:
            self.last_counts.read_edges(table, readings, routes)
        self._advance(table, counters, added, readings)

    def fold_topology(self, topology: Topology) -> None:
        """Take a whole snapshot."""
        for _ in self.folding_topology(topology):
            pass

    def folding_topology(self, topology: Topology) -> Iterator[None]:
        """The same in steps, between which some of it may be of the snapshot before."""
        hidden = self.directory.hidden_queues
        renamed = self.directory.take(topology)
        if hidden != self.directory.hidden_queues:
            self._turn_everything()  # before the hidden queues' edges give their counters back
        yield
        yield from self.structure.taking(topology)
        self.api_totals.take_topology(topology)
        yield
        self._turn_after(renamed)
        yield from self.structure.pruning(self.tables.fed(), self.api_totals.suspected)
        if self.tables.nodes:
            yield from self._gone_queues.forgetting(self.read_at)
        self._forget_closed()
        self.graph.values += 1

    def hide_queue(self, name: str) -> None:
        """A queue of our own, whether or not a topology will tell."""
        self.directory.hide(name)
        self._turn_everything()
        self.graph.remove_node(node_id("queue", name))

    def fold_names(self, names: ChannelReductions) -> None:
        """Take the management API's channel names and their work."""
        for pid in self.identities.named(names):
            self._turn_channel(pid)

    def fold_life(
        self, fact: ConnectionOpened | ConnectionClosed | ChannelOpened | ChannelClosed
    ) -> None:
        """Take what the event exchange says of connections and channels."""
        match fact:
            case ConnectionOpened():
                self.directory.opened(fact)
                self.structure.recount()
            case ConnectionClosed():
                self.directory.closed(fact.name)
                self.structure.recount()
            case ChannelOpened():
                self.identities.opened(fact.pid, fact.name, fact.vhost)
                self._turn_channel(fact.pid)
            case ChannelClosed():
                self.identities.closed(fact.pid, fact.at)

    def fold_declaration(self, fact: DeclarationChanged) -> None:
        """A queue's counters end with it, also when one of its name is declared anew.

        A queue that another Flowscope consumes is hidden at once: it may be gone before a topology
        shows whose it was.
        """
        if fact.what == "queue.created":
            self._targets.declare(fact.name)
        if fact.what.startswith("consumer."):
            self.api_totals.change_consumers(fact.queue, fact.at)
        if fact.what == "consumer.created":
            self.structure.await_consumer(fact.queue, fact.at)
        if fact.what == "queue.deleted" and not self.is_held:
            self.api_totals.lose_queue(fact.name)
            for edge in self.graph.edges_of(node_id("queue", fact.name)):
                edge.at_least = edge.at_least or bool(edge.counters)
        known = self.identities.known.get(fact.channel)
        if known and self.directory.is_own(known.connection) and fact.queue.startswith("amq.gen-"):
            self.hide_queue(fact.queue)

    def lose(self) -> None:
        """The counters have stopped coming: what the rates were says nothing about now."""
        self.graph.tally.forget_rates()
        self.graph.values += 1

    def lose_node(self, node: str) -> None:
        """The counters of one node have stopped coming, those of others go on."""
        for table in self.tables.of_node(node):
            table.pace.forget_rates()
        self.graph.values += 1

    def hold(self) -> None:
        """The counts stay as they are until it begins anew.

        Dead letters are read at a pace of their own: they are counted once more.
        """
        self.is_held = True
        self.held_at = self.read_at

    def settle(self) -> None:
        """Nothing more will be learned: what is nameless still is of the unknown service."""
        self._give_up(float("inf"))
        self.last_counts.settle()
        self.last_counts.mark()

    def begin(self) -> None:
        """Count from here: every total is zero again, histories stay."""
        self.is_held = False
        for table in self.tables:
            table.begin()
        self.graph.tally.begin()
        self.api_totals.begin()
        self.dead_letters.begin()
        self.begin_to_miss()

    def begin_to_miss(self) -> None:
        """Channels that were missed until now are none of ours: we had not begun to listen."""
        self.last_counts.begin()
        for edge in self.graph.edges.values():
            edge.at_least = False

    @property
    def read_at(self) -> float:
        """When live counters were read last; 0 where there are none."""
        return self.tables.read_at

    def _add_new(self, table: SeriesTable, readings: Readings) -> Iterator[None]:
        if not readings.new:
            return
        fresh = readings.values[len(readings.values) - len(readings.new) :]
        begins = np.nan_to_num(fresh) if readings.first else np.zeros(len(fresh))
        for series, begin in zip(readings.new, begins.tolist(), strict=True):
            table.add(series, begin)
            if series.channel:
                self.identities.meet(series.channel)
            self._learn_role(series)
            self._turn(table, series.number)
            yield

    def _fold_channels(self, table: SeriesTable, readings: Readings) -> None:
        """Which channels are open, and how much work each has done."""
        if readings.group == "routes":
            return
        shown = table.by_metric.get(metrics.OPEN_CHANNEL, {})
        is_open = {series.channel for series in shown.values()}
        self.identities.saw_open(readings.node, is_open, readings.at)
        for series in readings.new:
            if series.channel and series.channel not in is_open:
                self.identities.closed(series.channel, readings.at)
        if self.identities.unresolved:
            work = table.by_metric.get(metrics.REDUCTIONS, {})
            done = {series.channel: int(table.last[n]) for n, series in work.items()}
            self.identities.join.saw_processes(readings.at, readings.node, done)
            for pid in self.identities.compared():
                self._turn_channel(pid)

    def _advance(
        self,
        table: SeriesTable,
        counters: NDArray[np.int64],
        added: NDArray[np.float64],
        readings: Readings,
    ) -> None:
        fed = table.fed()
        everything = np.concatenate([fed, counters])
        increments = np.concatenate([np.zeros(len(fed)), added])
        longest = 2.5 * max(table.period, 1.0)
        if self.graph.tally.advance(table.pace, everything, increments, readings.at, longest):
            table.mark()

    def _retire(self, table: SeriesTable, number: int) -> None:
        """A series is gone.

        Unless its channel had closed before it was last read, it may have counted more than we saw.
        """
        counter, counted = int(table.counter[number]), table.added[number] > 0
        if counter == LIMBO and counted:
            self._targets.nameless.add(table.series[number].channel)
            self._turn(table, number)
            counter = int(table.counter[number])
        series = table.remove(number)
        if counter >= 0:
            self.graph.tally.rest(table.pace, counter)
        closed_at = self.identities.closed_at.get(series.channel)
        if closed_at is None or closed_at > table.read_at:
            self._was_cut_off(counter)

    def _retire_all(self, table: SeriesTable) -> None:
        for number in list(table.series):
            self._retire(table, number)

    def _was_cut_off(self, counter: int) -> None:
        """A row that feeds a counter ended or began anew since it was read: it may lack some."""
        if counter >= 0 and not self.is_held:
            self.graph.counted_on(counter).at_least = True

    def _restart(self, table: SeriesTable, readings: Readings) -> None:
        """A node began anew: its processes and counters did, too; what was counted stays."""
        self._retire_all(table)
        if readings.group == "edges":
            self._lose_channels(readings.node)

    def _end(self, node: str) -> None:
        """A node is there no longer: another one answers in its place."""
        ended = self.tables.of_node(node)
        for table in ended:
            self._retire_all(table)
        if ended:
            self._lose_channels(node)
            self.tables.drop(node)

    def _lose_channels(self, node: str) -> None:
        routes_too = self.tables.routes(node) is not None
        self.last_counts.lose_node(node, routes_too=routes_too)
        self.identities.forget_node(node)

    def _learn_role(self, series: Series) -> None:
        known = self.identities.known.get(series.channel)
        if known is None:
            return
        role = _ROLES.get(series.metric)
        if role and self.directory.plays(known.connection, role):
            for pid, channel in self.identities.known.items():
                if channel.connection == known.connection:
                    self._turn_channel(pid)
            self.structure.recount()

    def _give_up(self, now: float) -> None:
        """Show counts of channels that nobody names as of the unknown service."""
        for pid in self.nameless.given_up(now):
            self._targets.nameless.add(pid)
            self._turn_channel(pid)

    def _forget_closed(self) -> None:
        """Channels that are over and whose rows are gone need no name any more."""
        closed, before = self.identities.closed_at, self.read_at - _FORGET_SECONDS
        over = {pid for pid, at in closed.items() if at < before} - self.tables.channels
        self.identities.forget(over)
        self._targets.nameless -= over

    def _turn_channel(self, pid: str) -> None:
        for table in self.tables:
            for number in table.by_channel.get(pid, ()):
                self._learn_role(table.series[number])
                self._turn(table, number)

    def _turn_everything(self) -> None:
        for table in self.tables:
            for number in list(table.series):
                self._turn(table, number)

    def _turn_after(self, renamed: set[str]) -> None:
        """Turn the series whose target a new topology may have changed."""
        for table in self.tables:
            for number in table.waiting():
                self._turn(table, number)
        for pid, channel in self.identities.known.items():
            if channel.connection in renamed:
                self._turn_channel(pid)

    def _turn(self, table: SeriesTable, number: int, *, moves: bool = False) -> None:
        """Let a series count where it belongs by what is known now, with all it has counted."""
        before = int(table.counter[number])
        moved = moves or bool(table.added[number] > 0)
        after = self._targets.counter_of(table.series[number], moved=moved)
        if before == after:
            return
        amount, lately = float(table.added[number]), table.lately(number)
        for counter, sign in ((before, -1), (after, 1)):
            if counter >= 0:
                self.graph.tally.credit(counter, sign * amount)
                self.graph.tally.credit_rate(table.pace, counter, sign * lately)
        table.feed(number, after)
