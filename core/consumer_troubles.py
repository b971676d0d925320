"""Consumers that hold messages and do not acknowledge them, told from channels and topology."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core import numbers
from core.graph import EdgeKey, FlowGraph, node_id
from core.topology import Consumer, Topology
from core.troubles import Trouble, consumer_words
from core.watched_message import Message
from core.wording import tr

PATIENCE_SECONDS = 10.0
"""Two statistics intervals: what a channel holds is told once in each."""
HOLDING_SECONDS = 30.0
"""How long a channel may hold messages that keep nobody waiting."""
_PAUSES = 2.0
"""So many times its longest pause between two acks a consumer may be still."""
_SLOW_SECONDS = 3.0
_State = Literal["stuck", "holding", "slow"]

ServiceOf = Callable[[str], str | None]
"""Connection name to service node; None when it is not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A channel that holds messages unacked."""

    channel: str
    """Its name."""
    service: str
    """The node of its service."""
    unacked: int
    still: float
    """Seconds for which at least it has held messages and acked none."""
    idle: float
    """Seconds for which at least it also got none."""
    longest_pause: float = 0.0
    """Seconds between its latest acks; 0 where none was seen."""
    since_before: bool = False
    """It holds messages that it got before it was watched: nobody saw how long ago."""
    handed: int = 0
    """Messages that it got while it was still."""
    queues: tuple[str, ...] = ()
    """Whose messages it can hold; empty where only its consumers tell."""
    oldest: str = ""
    """The message that it has held longest, where single ones are seen, in words."""
    longest: Message | None = None
    """The same message."""

    @property
    def settles_otherwise(self) -> bool:
        """It got far more than it holds, without an ack: it nacks or rejects."""
        return self.handed > 3 * self.unacked


@dataclass(frozen=True, slots=True)
class _Finding:
    holder: Holder
    state: _State
    limit: int | None
    waiting: int
    consumers: tuple[Consumer, ...]


def consumer_troubles(
    graph: FlowGraph, topology: Topology, holders: Iterable[Holder], service_of: ServiceOf
) -> Iterator[Trouble]:
    """For each edge and state one trouble: what its consumers hold, and for how long."""
    found: dict[tuple[EdgeKey, _State], list[_Finding]] = {}
    for holder in holders:
        for queue in held_queues(topology, holder):
            key: EdgeKey = ("deliver", node_id("queue", queue), holder.service)
            finding = _finding(graph, topology, holder, queue) if key in graph.edges else None
            if finding is not None:
                found.setdefault((key, finding.state), []).append(finding)
    for (key, state), findings in found.items():
        yield Trouble(
            key,
            state,
            "warning" if state == "stuck" else "notice",
            _whose(findings, _active(topology, key, service_of), _words(findings)),
            tuple(consumer_words(c.tag, c.channel) for f in findings for c in f.consumers),
            sum(finding.holder.unacked for finding in findings) + findings[0].waiting,
            tuple(finding.holder.oldest for finding in findings if finding.holder.oldest),
            lives=tuple(f.holder.longest for f in findings if f.holder.longest),
            channels=tuple(c.channel for finding in findings for c in finding.consumers),
        )


def limit_of(topology: Topology, channel: str) -> int | None:
    """How many messages a channel's consumers may hold; 0 without limit, None if not known."""
    consumers = [c for c in topology.consumers_by_channel.get(channel, ()) if c.ack_required]
    if not consumers:
        return None
    known = topology.channels.get(channel)
    together = known.global_prefetch if known is not None else 0
    each = sum(c.prefetch for c in consumers) if all(c.prefetch for c in consumers) else 0
    return min((limit for limit in (each, together) if limit), default=0)


def held_queues(topology: Topology, holder: Holder) -> Sequence[str]:
    """The queues whose messages a channel may hold."""
    if holder.queues:
        return holder.queues
    consumers = topology.consumers_by_channel.get(holder.channel, ())
    return sorted({consumer.queue for consumer in consumers if consumer.ack_required})


def _finding(graph: FlowGraph, topology: Topology, holder: Holder, queue: str) -> _Finding | None:
    limit = limit_of(topology, holder.channel)
    waiting = _waiting(graph, queue)
    state = _state(holder, limit, waiting)
    known = topology.consumers_by_channel.get(holder.channel, ())
    consumers = tuple(c for c in known if c.queue == queue and c.ack_required)
    return _Finding(holder, state, limit, waiting, consumers) if state else None


def _waiting(graph: FlowGraph, queue: str) -> int:
    """Messages that are ready; in a stream they stay, so that none waits."""
    node = graph.nodes[node_id("queue", queue)]
    return 0 if node.type == "stream" else node.ready or 0


def _state(holder: Holder, limit: int | None, waiting: int) -> _State | None:
    patience = max(PATIENCE_SECONDS, _PAUSES * holder.longest_pause)
    is_full = bool(limit) and holder.unacked >= (limit or 0)
    if waiting and (is_full or limit is None) and holder.idle >= patience:
        return "stuck"
    if holder.settles_otherwise:
        return None
    if limit == 0 and holder.unacked > 1 and holder.still >= patience:
        return "stuck"
    if holder.still >= max(patience, HOLDING_SECONDS):
        return "holding"
    is_slow = is_full and waiting and holder.longest_pause >= _SLOW_SECONDS
    return "slow" if is_slow else None


def _active(topology: Topology, key: EdgeKey, service_of: ServiceOf) -> int:
    """How many consumers of the edge may get messages, as far as they are known."""
    consumers = topology.consumers_by_queue.get(key[1].partition(":")[2], ())
    return sum(c.active and service_of(c.connection) == key[2] for c in consumers)


def _whose(findings: list[_Finding], active: int, told: str) -> str:
    """With the consumers that it is told of, where they are not just one, or not all."""
    n = sum(len(finding.consumers) for finding in findings)
    if 0 < n < active:
        return tr("{n:,} of {active:,} consumers: {told}", n=n, active=active, told=told)
    return tr("all {n:,} consumers: {told}", n=n, told=told) if n > 1 else told


def _words(findings: list[_Finding]) -> str:
    state, waiting = findings[0].state, findings[0].waiting
    pause = max(finding.holder.longest_pause for finding in findings)
    if state == "slow":
        seen = tr("acks slowly, up to {time} between two", time=numbers.whole_age(pause))
    else:
        still = min(finding.holder.still for finding in findings)
        seen = tr("nothing acked for at least {time}", time=numbers.whole_age(still))
        if all(finding.holder.since_before for finding in findings):
            seen = tr(
                "nothing acked since watching began, {time} ago", time=numbers.whole_age(still)
            )
    told = tr("{held}, {seen}", held=_held(findings), seen=seen)
    if waiting:
        told = tr("{told}, {n:,} wait", told=told, n=waiting)
    if any(len(finding.holder.queues) > 1 for finding in findings):
        told = tr("{told} (on a channel that serves other queues, too)", told=told)
    oldest = next((f.holder.oldest for f in findings if f.holder.oldest), "")
    return tr("{told}; the oldest is {oldest}", told=told, oldest=oldest) if oldest else told


def _held(findings: list[_Finding]) -> str:
    unacked = sum(finding.holder.unacked for finding in findings)
    limits = [finding.limit for finding in findings]
    if None in limits:
        return tr("{n:,} unacked (prefetch not known)", n=unacked)
    if 0 in limits:
        return tr("{n:,} unacked without a prefetch limit", n=unacked)
    limit = sum(limit or 0 for limit in limits)
    if unacked >= limit:
        return tr("prefetch full ({n:,} of {limit:,} unacked)", n=unacked, limit=limit)
    return tr("{n:,} of {limit:,} unacked", n=unacked, limit=limit)
