"""What Flowscope is about to write on a broker, in words that somebody can say yes or no to."""

from dataclasses import dataclass

from core import numbers
from core.endpoints import Endpoints
from core.publishing import Publish
from core.tapping import TapTarget
from core.wording import counted, opening, phrase, tr


@dataclass(frozen=True, slots=True)
class Write:
    """One thing that changes a broker, or that its services will see."""

    verb: str
    """What the button says: `Publish 3 messages`."""
    effects: tuple[str, ...]
    """What will be there afterwards, a sentence each."""


def publishing(publish: Publish, count: int) -> Write:
    """A test event, once or many times."""
    size = len(publish.body)
    what = counted(
        count,
        phrase("1 message of {size} to {exchange} with routing key '{key}'."),
        phrase("{n:,} messages of {size} to {exchange} with routing key '{key}'."),
        size=numbers.size(size),
        exchange=_exchange(publish.exchange),
        key=publish.routing_key,
    )
    return Write(
        counted(count, phrase("Publish 1 message"), phrase("Publish {n:,} messages")),
        (what, tr("Every service whose queue takes it handles it like any other.")),
    )


def _exchange(name: str) -> str:
    return tr("exchange '{name}'", name=name) if name else tr("the default exchange")


def tapping(target: TapTarget) -> Write:
    """A tap on an exchange or queue."""
    return Write(
        tr("Start the tap"),
        (
            tr(
                "A private queue is declared, with bindings that copy what passes {target}.",
                target=target.words,
            ),
            tr("Nothing is taken from anybody, and it is gone with the tap."),
        ),
    )


def tracing(where: Endpoints, costs: str) -> Write:
    """The firehose of a vhost."""
    return Write(
        tr("Switch the firehose on"),
        (
            tr(
                "Tracing of vhost '{vhost}' is switched on, and back afterwards.",
                vhost=where.vhost,
            ),
            tr("{sentence}.", sentence=opening(costs)),
        ),
    )


def demonstrating() -> Write:
    """The demo's shop on a broker that somebody else runs."""
    return Write(
        tr("Run the demo"),
        (
            tr(
                "Exchanges and queues called shop.* are declared, and fourteen clients publish and "
                "consume there."
            ),
        ),
    )
