"""One lane: who holds messages, how many of how many, and what hurts there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from core.lanes.holders import Holder
from core.lanes.settled import WELL, Fate

LaneKind = Literal["queue", "consumer", "publisher"]
Limit = int | Literal["none", "unknown", "no_ack"]
"""How many messages may be held: a number, no limit, not known, or nothing is ever held."""


class Hurt(IntEnum):
    """How much a lane hurts: the more, the further up it stands."""

    IDLE = 0
    CALM = 1
    SLOW = 2
    BAD = 3
    STUCK = 4


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of its prefetch a consumer has used."""

    used: int
    limit: Limit
    shared: bool = False
    """Of all consumers of the channel together."""

    @property
    def share(self) -> float | None:
        """The part that is used; None without a limit."""
        return self.used / self.limit if isinstance(self.limit, int) else None

    @property
    def is_full(self) -> bool:
        """Nothing more will be delivered until something is settled."""
        return isinstance(self.limit, int) and self.used >= self.limit


@dataclass(frozen=True, slots=True)
class Batching:
    """How many messages an answer settles."""

    answers: int
    settled: int
    multiple: int
    """Messages that were settled together with others."""
    last: int
    """By the newest answer."""

    @property
    def per_answer(self) -> float | None:
        """On average; None without an answer."""
        return self.settled / self.answers if self.answers else None


@dataclass(slots=True)
class Lane:
    """What is said of a holder beside its messages; made anew each time, and then judged."""

    key: Holder
    number: int
    """Of its holder."""
    kind: LaneKind
    name: str
    """The service, or the queue."""
    where: str
    """Queue, consumer tag, channel: what tells it from others of the same name."""
    held: int
    oldest: float | None
    """Since when it holds the oldest."""
    at_least: bool = False
    """More are held than are told of."""
    gauge: Gauge | None = None
    batching: Batching | None = None
    ready: int | None = None
    """What the broker counts in the queue; None where it does not say."""
    rates: Mapping[Fate, float] = field(default_factory=dict)
    """Settled per second just now, where anything was."""
    usual: tuple[float, float] | None = None
    """Half, and 99 of 100, of its messages were settled after so long."""
    hurt: Hurt = Hurt.CALM
    why: str = ""
    """What hurts, in words."""

    is_unsure: bool = False
    """Messages may have left the queue unseen: which of them are still there is not known."""
    is_blind: bool = False
    """What became of its messages cannot be seen: the firehose has no acks."""

    @property
    def well(self) -> Fate | None:
        """The fate that is as it should be and befalls most; None where nothing went well."""
        found = [fate for fate in WELL if fate in self.rates]
        return max(found, key=self.rates.__getitem__, default=None)
