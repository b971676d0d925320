"""What listening to the firehose would cost here, by the rates of now and by what was measured."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core import numbers
from core.graph import Edge, FlowGraph, node_id
from core.wording import phrase, tr

_BUSY = {"off": 1 / 11_325, "on": 1 / 8_395, "heard": 1 / 2_712}
"""Seconds that a broker was busy with a message: without tracing, with it, and with a copy for us.

RabbitMQ 4.0, which was the slower of the two that `COSTS` tells; each message was published once
and delivered once.
"""
_PASSING = (_BUSY["on"] - _BUSY["off"]) / 2
_COPIED = (_BUSY["heard"] - _BUSY["off"]) / 2
_FELT, _HEAVY = 0.05, 0.4
_HERE = phrase(
    "here: about {published} messages/s are published now and {delivered}/s delivered; by these "
    "figures, listening takes {share} of what the measured broker could do"
)
_MEANS = (
    (_FELT, phrase("that is hardly felt")),
    (_HEAVY, phrase("that is felt where the broker is busy")),
    (1.0, phrase("that may slow services down: listen to less, or not for long")),
)
_TOO_MUCH = phrase("that is more than it could carry: listen to less")


@dataclass(frozen=True, slots=True)
class FirehoseLoad:
    """What passes a vhost in a second, and what of it would be copied."""

    published: float
    delivered: float
    copied: float
    """Publishes and deliveries that are asked for."""

    @property
    def share(self) -> float:
        """How much of the measured broker's time it takes."""
        others = self.published + self.delivered - self.copied
        return self.copied * _COPIED + others * _PASSING

    @property
    def words(self) -> str:
        """What passes here, what that costs, and what it means."""
        told = tr(
            _HERE,
            published=_about(self.published),
            delivered=_about(self.delivered),
            share=numbers.share(self.share),
        )
        means = next((words for limit, words in _MEANS if self.share < limit), _TOO_MUCH)
        return tr("{told}: {means}", told=told, means=tr(means))


def load_of(
    graph: FlowGraph, exchanges: Collection[str] = (), queues: Collection[str] = ()
) -> FirehoseLoad | None:
    """The load of listening to these, or to everything; None where no rate is known."""
    published = [edge for edge in graph.edges.values() if edge.kind == "publish"]
    delivered = [edge for edge in graph.edges.values() if edge.kind == "deliver"]
    rates = _rate(graph, published), _rate(graph, delivered)
    if rates[0] is None or rates[1] is None:
        return None
    asked = [*published, *delivered]
    if exchanges or queues:
        heard = {node_id("exchange", name) for name in exchanges}
        given = {node_id("queue", name) for name in queues}
        asked = [edge for edge in asked if edge.target in heard or edge.source in given]
    return FirehoseLoad(rates[0], rates[1], _rate(graph, asked) or 0.0)


def _rate(graph: FlowGraph, edges: Iterable[Edge]) -> float | None:
    known = [rate for edge in edges if (rate := graph.passing(edge)) is not None]
    return sum(known) if known else None


def _about(rate: float) -> str:
    return numbers.decimal(rate) if rate < 10 else numbers.count(round(rate))
