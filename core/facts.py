"""What sources report: the closed set of items that travel through the inbox.

Three kinds, never mixed: *readings* (the value of broker counters at one time, in columns),
*topology* (what is declared and connected) and *facts* (one thing that happened, at a time); those
about single messages come in batches of `message_facts`.
All times are Unix seconds of `core.clock`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.message_facts import MessageFacts
from core.topology import Topology

Provenance = Literal["counted", "observed", "derived", "unknown"]
"""Where a number comes from; `unknown` is never shown as a number."""


@dataclass(frozen=True, slots=True)
class Series:
    """One counter or gauge of a node's `/metrics/detailed`, as its labels name it."""

    number: int
    """Its index in the columns of the readings; given again after the series is gone."""
    metric: str
    """The metric's name without `rabbitmq_detailed_`."""
    channel: str
    """`<node>/<id>.<serial>` of the channel's process; empty if the series is not per channel."""
    exchange: str | None
    queue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """One scrape of a group of families of one node: all series that it holds, in columns."""

    at: float
    """When the scrape was asked for: each value is at least as new."""
    took: float
    """Seconds until the reply was complete: what observing cost."""
    node: str
    replaces: str = ""
    """The node that answered here before and does no longer; empty when it is the same."""
    group: str
    """Families that are read together; series are numbered per node and group."""
    first: bool
    """Nothing earlier of this group can be compared with it: its values are a baseline."""
    restarted: bool
    """The node was started anew since the last scrape: its counters began at zero again."""
    gone: NDArray[np.int64]
    """Numbers of series that the last scrape held and this one does not."""
    new: Sequence[Series]
    """Series that were not there before; their numbers may be ones that are `gone`."""
    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    period: float
    """Seconds until the group is read again, as planned now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReductions:
    """How much work each channel has done, by name: joins names to the pids of the metrics."""

    at: float
    reductions: Mapping[str, int]
    connections: Mapping[str, str]
    """Channel name to connection name."""
    nodes: Mapping[str, str]
    """Channel name to node."""
    vhosts: Mapping[str, str] = field(default_factory=dict)
    """Channel name to vhost."""


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """A queue of any vhost that has a dead-letter exchange."""

    vhost: str
    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyRead:
    """A whole snapshot of the watched vhost."""

    at: float
    topology: Topology
    broker: Mapping[str, Any]
    """Version, cluster name, rates mode and node names, as far as they are known."""
    dead_lettering: frozenset[DeadLetterQueue] = frozenset()
    """The queues with a dead-letter exchange, of every vhost that the user can see."""


@dataclass(frozen=True, slots=True)
class Sample:
    """When the broker last sampled one of its tables of statistics, as far as that can be told."""

    since: float
    """All that happened before is in the sample."""
    at: float
    """The moment itself."""

    @property
    def is_dated(self) -> bool:
        """It was seen to come; else only that there was one since a moment is known."""
        return self.since < self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectTotals:
    """`message_stats` of the management API, all of the same samples of the broker.

    The broker samples three tables, each at its own time: what channels publish to exchanges, what
    is routed from exchanges to queues, what channels receive from queues. Each sample adds to the
    totals of both its ends and of the vhost at once, also for channels that have closed; but closed
    channels, and those that opened less than an interval ago, are not listed.
    """

    at: float
    channels: Mapping[str, Mapping[str, int]]
    exchanges: Mapping[str, Mapping[str, int]]
    queues: Mapping[str, Mapping[str, int]]
    vhost: Mapping[str, int] = field(default_factory=dict)
    """What all channels have counted, listed or not."""
    connections: Mapping[str, str] = field(default_factory=dict)
    """Channel to connection."""
    consumers: frozenset[tuple[str, str, str]] = frozenset()
    """Channel, consumer tag and queue of every consumer that is listed."""
    samples: Mapping[str, Sample] = field(default_factory=dict)
    """`publish`, `route`, `deliver` and `closings` to the sample that is shown."""
    publishes: Mapping[tuple[str, str], Mapping[str, int]]
    """(channel, exchange) to counters; only with `rates_mode = detailed`."""
    deliveries: Mapping[tuple[str, str], Mapping[str, int]]
    """(queue, channel) to counters; only with `rates_mode = detailed`."""
    routes: Mapping[tuple[str, str], Mapping[str, int]]
    """(exchange, queue) to counters; only with `rates_mode = detailed`."""
    detailed: bool
    """The broker keeps the three mappings above."""
    period: float
    """The broker's statistics interval; 0 as long as it is not known."""
    within: float = inf
    """What happened longer ago is sampled, and who is connected so long is listed."""
    unacked: Mapping[str, int] = field(default_factory=dict)
    """By channel."""
    closed: int = 0
    """So many channels have closed on all nodes, also in other vhosts, as the broker samples it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDepths:
    """Ready and unacked messages of queues."""

    at: float
    ready: Mapping[str, int]
    unacked: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """One number as the broker has sampled it for itself, at equal distances in time."""

    times: NDArray[np.float64]
    """In order."""
    values: NDArray[np.float64]
    """The last sample that was taken by each of these times."""
    within: float
    """Seconds from one time to the next: by then a sample shows."""
    apart: float
    """No longer than that after a sample another one was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRead:
    """What the broker has sampled by itself, as far back as it keeps that."""

    at: float
    queue: str | None
    """Of a queue, or of all queues and channels of the vhost together."""
    samples: Mapping[str, tuple[Samples, ...]]
    """By line, the finest last; nothing where the broker tells none.

    `ready` and `unacked`, and messages per second in the time before: `deliver`, `ack`,
    `redeliver`; of a queue `route` (into it), of a vhost `publish` and what became of that.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters:
    """How many messages a node has dead-lettered since it started, by queue type."""

    at: float
    node: str
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOpened:
    """A client connected."""

    at: float
    name: str
    pid: str
    node: str
    vhost: str
    user: str
    provided_name: str | None
    peer_host: str
    product: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionClosed:
    """A client's connection ended."""

    at: float
    name: str
    pid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOpened:
    """A client opened a channel: the one place where RabbitMQ tells name and pid together."""

    at: float
    name: str
    pid: str
    vhost: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelClosed:
    """A channel ended."""

    at: float
    pid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationChanged:
    """An exchange, queue, binding, consumer or policy came, went or changed."""

    at: float
    what: str
    """The event's name as RabbitMQ spells it, such as `binding.created`."""
    name: str
    by: str
    """User who did it; empty when the broker does not say."""
    queue: str = ""
    """Of a consumer."""
    channel: str = ""
    """The process of a consumer's channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityChanged:
    """What a surface of the broker lets us see, or why it does not."""

    at: float
    capability: str
    ok: bool
    why: str = ""
    mend: str = ""
    detail: str = ""
    """What is there, when it is ok: version, nodes, costs."""
    where: str = ""
    """The surface's URL, where a capability has one for each node of a cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VhostRestored:
    """What a Flowscope that was killed had left switched on is off again, or stays on for now."""

    at: float
    vhost: str
    text: str


Fact = (
    ConnectionOpened
    | ConnectionClosed
    | ChannelOpened
    | ChannelClosed
    | DeclarationChanged
    | CapabilityChanged
    | VhostRestored
)
Item = (
    Fact
    | MessageFacts
    | Readings
    | ChannelReductions
    | TopologyRead
    | ObjectTotals
    | QueueDepths
    | PastRead
    | DeadLetters
)
"""Everything that a source may put into the inbox of a session."""
