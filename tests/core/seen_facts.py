"""Facts as a proxy would see them, in the making."""

from typing import Any

from core.fact_log import logged
from core.life_table import State
from core.lifecycle import Lifecycle
from core.message_facts import Flag, Kind, MessageFact, Party
from core.watched_message import Message, Step

SHOP = Party("10.0.0.1:1 -> 10.0.0.9:5672", "shop")
BILLING = Party("10.0.0.2:2 -> 10.0.0.9:5672", "billing")


def seen(kind: Kind, tag: int = 0, at: float = 1000.0, **more: Any) -> MessageFact:
    """A fact on channel 1 of billing, about a message of billing.q."""
    about = {"party": BILLING, "channel": 1, "queue": "billing.q", "consumer_tag": "c1"}
    return MessageFact(kind=kind, at=at, tag=tag, **{**about, **more})


def published(tag: int, at: float = 1000.0, **more: Any) -> MessageFact:
    """A publish of shop to orders, in confirm mode."""
    about = {"party": SHOP, "exchange": "orders", "routing_key": "new", "flags": Flag.CONFIRMS}
    return MessageFact(kind=Kind.PUBLISHED, at=at, channel=1, tag=tag, **{**about, **more})


def answered(kind: Kind, tag: int, at: float = 1000.0) -> MessageFact:
    """The broker's answer to a publish of shop."""
    return MessageFact(kind=kind, at=at, party=SHOP, channel=1, tag=tag, exchange="orders")


def steps_of(*facts: MessageFact) -> list[Step]:
    """What facts did to messages."""
    return Lifecycle().fold(logged(*facts))


def lives_of(*facts: MessageFact) -> list[Message]:
    """The messages that facts told of, in the order of their first steps."""
    return list({id(step.message): step.message for step in steps_of(*facts)}.values())


def events(*facts: MessageFact) -> list[str]:
    """What happened, in order."""
    return [step.event for step in steps_of(*facts)]


def states(*facts: MessageFact) -> list[State]:
    """Where messages ended, in the order of their first steps."""
    return [message.state for message in lives_of(*facts)]
