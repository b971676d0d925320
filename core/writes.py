"""What Flowscope is about to write on a broker, in words that somebody can say yes or no to."""

from dataclasses import dataclass

from core.endpoints import Endpoints
from core.publishing import Publish
from core.tapping import TapTarget


@dataclass(frozen=True, slots=True)
class Write:
    """One thing that changes a broker, or that its services will see."""

    verb: str
    """What the button says: `Publish 3 messages`."""
    effects: tuple[str, ...]
    """What will be there afterwards, a sentence each."""


def publishing(publish: Publish, count: int) -> Write:
    """A test event, once or many times."""
    amount = "1 message" if count == 1 else f"{count:,} messages"
    to = f"exchange '{publish.exchange}'" if publish.exchange else "the default exchange"
    size = len(publish.body)
    plural = "" if size == 1 else "s"
    return Write(
        f"Publish {amount}",
        (
            f"{amount} of {size:,} byte{plural} to {to} with routing key '{publish.routing_key}'.",
            "Every service whose queue takes it handles it like any other.",
        ),
    )


def tapping(target: TapTarget) -> Write:
    """A tap on an exchange or queue."""
    return Write(
        "Start the tap",
        (
            f"A private queue is declared, with bindings that copy what passes {target.words}.",
            "Nothing is taken from anybody, and it is gone with the tap.",
        ),
    )


def tracing(where: Endpoints, costs: str) -> Write:
    """The firehose of a vhost."""
    return Write(
        "Switch the firehose on",
        (
            f"Tracing of vhost '{where.vhost}' is switched on, and back afterwards.",
            f"{costs[:1].upper()}{costs[1:]}.",
        ),
    )


def demonstrating() -> Write:
    """The demo's shop on a broker that somebody else runs."""
    return Write(
        "Run the demo",
        (
            "Exchanges and queues called shop.* are declared, and fourteen clients publish and "
            "consume there.",
        ),
    )
