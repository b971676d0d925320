"""How something that was seen of single messages is told: until when, how badly, by which."""

from typing import TypedDict

from core import numbers
from core.disproof import LATELY_SECONDS
from core.sent_keys import Sent
from core.troubles import Severity
from core.watched_message import Message
from core.wording import tr

_STILL_SECONDS = 10.0
"""What happened so long ago is told with the time until which it was seen."""
_SHOWN = 3


class Proof(TypedDict):
    """The messages that prove a trouble: their names, and the lives of those that are known."""

    messages: tuple[str, ...]
    lives: tuple[Message, ...]


def until(
    told: str, last: float, now: float, still: str = "", after: float = _STILL_SECONDS
) -> str:
    """Also until when, where it was not seen any more for a while; `still` if it is counted on."""
    if now - last <= after:
        return told
    if still and now - last > LATELY_SECONDS:
        return tr(still, told=told, time=numbers.clock(last))
    return tr("{told}; seen until {time}", told=told, time=numbers.clock(last))


def severity(last: float, now: float, goes_on: bool | None = None) -> Severity:
    """What was seen long ago, and is not known to go on, is worth a look."""
    return "warning" if goes_on or now - last <= LATELY_SECONDS else "notice"


def name_of(message: Message) -> str:
    """How a message is called: by its id, else by its tag on the channel."""
    return message.message_id or tr(
        "delivery tag {tag} on channel {channel}", tag=message.tag, channel=message.channel
    )


def with_others(worst: Message, messages: list[Message]) -> str:
    """The name of one message, and how many more there are."""
    others = len(messages) - 1
    name = name_of(worst)
    return tr("{name} and {n:,} more", name=name, n=others) if others else name


def proof(messages: list[Message]) -> Proof:
    """The first few name all of them."""
    shown = tuple(messages[:_SHOWN])
    return {"messages": tuple(map(name_of, shown)), "lives": shown}


def proof_of_sent(sent: Sent) -> Proof:
    """The message that was sent, where it is known, or else its id."""
    message = sent.message
    if message is not None and message.message_id:
        return proof([message])
    return {"messages": (sent.message_id,) if sent.message_id else (), "lives": ()}
