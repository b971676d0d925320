"""Which channel a process id of the metrics is: the join that makes per-service edges possible.

RabbitMQ's metrics name a channel only by its process, everything else by its name. The event
exchange tells both when a channel opens. For channels that were open before, an equality tells:
the management API and the metrics print the same count of reductions (units of work done by the
process) for the same channel. Both take it from the channel every few seconds, the API later than
the metrics, so a name fits a process when its value is among those that the process showed lately.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.facts import ChannelReductions

_MEMORY_SECONDS = 15.0
_INTERVAL_SECONDS = 5.5
"""A little more than the broker's interval of statistics."""


@dataclass(slots=True)
class _Candidate:
    first_at: float
    last_value: int
    distinct: int = 1


@dataclass(slots=True)
class ReductionsJoin:
    """Joins channel names to process ids by what work they have done."""

    _shown: dict[str, deque[tuple[float, int]]] = field(default_factory=dict)
    _candidates: dict[tuple[str, str], _Candidate] = field(default_factory=dict)

    def saw_processes(self, at: float, node: str, reductions: Mapping[str, int]) -> None:
        """Take the metrics' values of one node, by process id."""
        prefix = f"{node}/"
        for pid in [p for p in self._shown if p.startswith(prefix) and p not in reductions]:
            del self._shown[pid]
        for pid, value in reductions.items():
            shown = self._shown.setdefault(pid, deque())
            if not shown or shown[-1][1] != value:
                shown.append((at, value))
            while len(shown) > 1 and shown[1][0] < at - _MEMORY_SECONDS:
                shown.popleft()

    def match(
        self,
        names: ChannelReductions,
        open_pids: Iterable[str],
        taken: Mapping[str, str],
        *,
        is_steady: bool = True,
    ) -> dict[str, str]:
        """Process id to name, for every pair that can be nothing else.

        `taken` holds what is known already, `open_pids` the processes that still need a name. A
        pair must be the only one for both; and it must have been seen with two different values,
        or for a whole statistics interval, or while every open channel had its process and none
        had closed since the API was asked (`is_steady`; then nothing can be out of step).
        """
        named = set(taken.values())
        wanted = {n: v for n, v in names.reductions.items() if n not in named}
        pids = [pid for pid in open_pids if pid not in taken]
        showing = self._showing(pids, names.at)
        fits = {
            n: _on_node(showing.get(value, []), names.nodes.get(n)) for n, value in wanted.items()
        }
        in_step = is_steady and all(fits.values()) and len(fits) == len(pids)
        claims: dict[str, list[str]] = {}
        for name, candidates in fits.items():
            for pid in candidates:
                claims.setdefault(pid, []).append(name)
        pairs = {
            (candidates[0], name)
            for name, candidates in fits.items()
            if len(candidates) == 1 and len(claims[candidates[0]]) == 1
        }
        self._forget_others(pairs)
        return {
            pid: name
            for pid, name in pairs
            if self._seen_enough(pid, name, wanted[name], names.at) or in_step
        }

    def _showing(self, pids: Iterable[str], asked_at: float) -> dict[int, list[str]]:
        """The processes that showed a value lately, by value.

        What they showed first after the API was asked is left out: its reply may still name a
        channel that closed meanwhile, and a channel that is new looks like any other new one.
        """
        showing: dict[int, list[str]] = {}
        for pid in pids:
            for value in {value for at, value in self._shown.get(pid, ()) if at <= asked_at}:
                showing.setdefault(value, []).append(pid)
        return showing

    def _seen_enough(self, pid: str, name: str, value: int, at: float) -> bool:
        candidate = self._candidates.setdefault((pid, name), _Candidate(at, value))
        if candidate.last_value != value:
            candidate.last_value = value
            candidate.distinct += 1
        return candidate.distinct > 1 or at - candidate.first_at > _INTERVAL_SECONDS

    def _forget_others(self, pairs: set[tuple[str, str]]) -> None:
        for pair in [pair for pair in self._candidates if pair not in pairs]:
            del self._candidates[pair]


@dataclass(frozen=True, slots=True)
class ChannelIdentity:
    """What is known of a channel's process."""

    name: str
    connection: str
    how: str
    """`event` or `reductions`: how the process was joined to the name."""
    vhost: str = ""
    """Empty where nobody told."""


@dataclass(slots=True)
class Identities:
    """Every channel process that the metrics show: who it is, and whether it still lives."""

    known: dict[str, ChannelIdentity] = field(default_factory=dict)
    open_pids: set[str] = field(default_factory=set)
    first_seen: dict[str, float] = field(default_factory=dict)
    closed_at: dict[str, float] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    """How many channels of each node were ever heard of or seen."""
    join: ReductionsJoin = field(default_factory=ReductionsJoin)
    _met: set[str] = field(default_factory=set)
    _unread: dict[str, float] = field(default_factory=dict)
    _read_at: dict[str, float] = field(default_factory=dict)
    _listed: ChannelReductions | None = None

    def opened(self, pid: str, name: str, vhost: str = "") -> None:
        """The broker said that a channel opened."""
        self.meet(pid)
        self.known[pid] = ChannelIdentity(name, connection_of(name), "event", vhost)

    def closed(self, pid: str, at: float) -> None:
        """A channel is over; what it counted until now is final."""
        if pid not in self.closed_at:
            self.closed_at[pid] = self._unread[pid] = at
        self.open_pids.discard(pid)

    def meet(self, pid: str) -> None:
        """Something tells that there is or was such a channel."""
        if pid not in self._met:
            self._met.add(pid)
            self.met[node_of(pid)] += 1

    def take_unread(self, node: str, at: float) -> list[str]:
        """The channels of a node that had closed at that time and were not taken before."""
        prefix = f"{node}/"
        due = [p for p, ended in self._unread.items() if ended <= at and p.startswith(prefix)]
        for pid in due:
            del self._unread[pid]
        return due

    def saw_open(self, node: str, pids: set[str], at: float) -> None:
        """The metrics list the open channels of a node."""
        prefix = f"{node}/"
        self._read_at[node] = at
        for pid in [p for p in self.open_pids if p.startswith(prefix) and p not in pids]:
            self.closed(pid, at)
        for pid in pids - self.closed_at.keys():
            self.meet(pid)
            self.open_pids.add(pid)
            self.first_seen.setdefault(pid, at)

    def named(self, names: ChannelReductions) -> set[str]:
        """The management API listed channels; returns the processes that are known now."""
        self._listed = names
        return self.compared()

    def compared(self) -> set[str]:
        """Compare what the API listed with what the metrics show; who is known by that.

        A node is compared when its metrics have been read after the API was asked: only then it is
        certain which of its channels were open. The name of one that was over may be another's.
        """
        names = self._listed
        if names is None:
            return set()
        taken = {
            pid: channel.name
            for pid, channel in self.known.items()
            if self.closed_at.get(pid, names.at) >= names.at
        }
        read = {node for node, at in self._read_at.items() if at >= names.at}
        pids = {pid for pid in self.open_pids if pid.rpartition("/")[0] in read}
        is_steady = pids == self.open_pids and all(at < names.at for at in self.closed_at.values())
        found = self.join.match(names, pids, taken, is_steady=is_steady)
        for pid, name in found.items():
            connection = names.connections.get(name) or connection_of(name)
            vhost = names.vhosts.get(name, "")
            self.known[pid] = ChannelIdentity(name, connection, "reductions", vhost)
        return set(found)

    @property
    def unresolved(self) -> set[str]:
        """Open channels that nobody has named yet."""
        return self.open_pids - self.known.keys()

    def forget(self, pids: Iterable[str]) -> None:
        """These processes are over and accounted for."""
        for pid in pids:
            self.known.pop(pid, None)
            self.first_seen.pop(pid, None)
            self.closed_at.pop(pid, None)
            self.open_pids.discard(pid)
            self._unread.pop(pid, None)
            self._met.discard(pid)

    def forget_node(self, node: str) -> None:
        """A node restarted: its process ids begin anew."""
        prefix = f"{node}/"
        everywhere = {*self.known, *self.open_pids, *self.closed_at, *self.first_seen}
        self.forget(pid for pid in everywhere if pid.startswith(prefix))


def _on_node(pids: list[str], node: str | None) -> list[str]:
    return [pid for pid in pids if pid.startswith(f"{node}/")] if node else pids


def node_of(pid: str) -> str:
    """The node on which a process runs."""
    return pid.rpartition("/")[0]


def connection_of(channel: str) -> str:
    """The connection of a channel, from its name: `<connection> (<number>)`."""
    return channel.rpartition(" (")[0] or channel
