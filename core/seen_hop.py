"""What one service was seen to cause for another, message by message, and what is not in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from core import numbers
from core.graph import MAIN
from core.wording import phrase, tr

Where = Literal["proxy", "firehose", "both"]
_SEEN: Mapping[Where, str] = {
    "proxy": phrase(
        "seen message by message in the proxy, which has listened for {time};"
        " what passed before or elsewhere is not in it"
    ),
    "firehose": phrase(
        "seen message by message in the firehose, which has listened for {time};"
        " what passed before or elsewhere is not in it"
    ),
    "both": phrase(
        "seen message by message in the proxy and the firehose, which have listened for {time};"
        " what passed before or elsewhere is not in it"
    ),
}
_WAS_SEEN: Mapping[Where, str] = {
    "proxy": phrase(
        "seen message by message in the proxy while it listened, for {time};"
        " what passed before, after or elsewhere is not in it"
    ),
    "firehose": phrase(
        "seen message by message in the firehose while it listened, for {time};"
        " what passed before, after or elsewhere is not in it"
    ),
    "both": phrase(
        "seen message by message in the proxy and the firehose while they listened, for {time};"
        " what passed before, after or elsewhere is not in it"
    ),
}


@dataclass(frozen=True, slots=True)
class SeenWay:
    """An exchange and a queue through which messages were seen to pass."""

    exchange: str
    queue: str
    delivered: int


class SeenNames(NamedTuple):
    """What is known of a hop, whatever the numbers are."""

    counters: tuple[str, ...]
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenHop:
    """What one service was seen to be delivered of what another was seen to publish."""

    counts: Mapping[str, int]
    """By counter as brokers call them; what is absent cannot be seen."""
    rates: Mapping[str, float]
    """Per second, lately; empty when nobody listens."""
    ways: tuple[SeenWay, ...]
    where: Where
    seconds: float
    """So long it was listened."""
    is_listening: bool
    at_least: bool
    """There may be more now, which passes elsewhere or of which nobody saw the publish."""
    total_at_least: bool
    """There may have been more while somebody listened."""

    @property
    def names(self) -> SeenNames:
        """Its counters and its queues."""
        return SeenNames(tuple(self.counts), tuple(way.queue for way in self.ways))

    @property
    def delivered(self) -> int:
        """Messages that were handed out."""
        return sum(self.counts[name] for name in MAIN["hop"] if name in self.counts)

    @property
    def rate(self) -> float | None:
        """Of these, per second."""
        known = [self.rates[name] for name in MAIN["hop"] if name in self.rates]
        return sum(known) if known else None

    @property
    def how(self) -> str:
        """Where the numbers come from, and what they leave out."""
        words = _SEEN if self.is_listening else _WAS_SEEN
        return tr(words[self.where], time=numbers.whole_age(self.seconds))
