"""What hurts, told from single messages: each verdict names the message that proves it."""

from collections.abc import Callable, Iterator

from core.ack_flow import AckFlow
from core.consumer_troubles import ServiceOf
from core.graph import EdgeKey, FlowGraph, node_id
from core.oddities import Returned
from core.open_channels import OpenChannel
from core.troubles import Trouble, age_words
from core.watched_message import Message
from core.wording import counted, phrase, tr

_LATELY_SECONDS = 60.0
"""What happened longer ago and not again is over."""
CONFIRM_SECONDS = 5.0
"""A broker that is well confirms sooner."""
_SHOWN = 3

WhyNowhere = Callable[[str, str], str]
"""Why an exchange routes a routing key nowhere; empty if it does route it, or that is not known."""


def message_troubles(
    graph: FlowGraph, why_nowhere: WhyNowhere, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Everything that single facts tell at `now`, the time of the newest that was seen."""
    yield from _loops(graph, flow, service_of, now)
    yield from _cycles(graph, flow, service_of, now)
    yield from _returns(graph, why_nowhere, flow, service_of, now)
    yield from _unconfirmed(graph, flow, service_of, now)


def name_of(message: Message) -> str:
    """How a message is called: by its id, else by its tag on the channel."""
    return message.message_id or tr(
        "delivery tag {tag} on channel {channel}", tag=message.tag, channel=message.channel
    )


def _loops(graph: FlowGraph, flow: AckFlow, service_of: ServiceOf, now: float) -> Iterator[Trouble]:
    """Messages that come back whatever their consumer does."""
    found: dict[str, list[Message]] = {}
    for message in flow.oddities.loops.values():
        if now - message.began_at <= _LATELY_SECONDS or message.state == "unacked":
            found.setdefault(message.queue, []).append(message)
    for queue, messages in found.items():
        worst = max(messages, key=lambda message: message.redeliveries)
        key = ("deliver", node_id("queue", queue), service_of(worst.party.connection) or "")
        if key not in graph.edges:
            continue
        text = tr(
            "{message} comes back again and again: redelivered at least {n:,} times",
            message=_with_others(worst, messages),
            n=worst.redeliveries,
        )
        yield Trouble(
            ("deliver", key[1], key[2]),
            "loop",
            "warning",
            text,
            amount=len(messages),
            messages=_names(messages),
        )


def _cycles(
    graph: FlowGraph, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Messages that come round by way of dead-letter exchanges."""
    found: dict[EdgeKey, list[Message]] = {}
    for message in flow.oddities.cycles.values():
        service = service_of(message.party.connection) or ""
        key: EdgeKey = ("deliver", node_id("queue", message.queue), service)
        if now - message.since <= _LATELY_SECONDS and key in graph.edges:
            found.setdefault(key, []).append(message)
    for key, messages in found.items():
        worst = max(messages, key=lambda message: message.deaths)
        text = tr(
            "{message} goes round by way of dead-lettering: {n:,} times from {queue}",
            message=_with_others(worst, messages),
            n=worst.deaths,
            queue=worst.death_queue,
        )
        yield Trouble(
            key,
            "loop",
            "warning",
            text,
            amount=len(messages),
            messages=_names(messages),
        )


def _returns(
    graph: FlowGraph, why_nowhere: WhyNowhere, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Mandatory messages that nobody takes; over once a binding for them is there.

    Of each edge the newest explains itself: there may be as many routing keys as messages.
    """
    found: dict[EdgeKey, list[Returned]] = {}
    for returned in reversed(flow.oddities.returns.values()):
        service = service_of(returned.party.connection) or ""
        key: EdgeKey = ("publish", service, node_id("exchange", returned.exchange))
        if now - returned.at <= _LATELY_SECONDS and key in graph.edges:
            found.setdefault(key, []).append(returned)
    for key, alike in found.items():
        newest, why = next(_explained(alike, why_nowhere), (alike[0], ""))
        if why:
            amount = sum(returned.times for returned in alike)
            yield Trouble(
                key,
                "returned",
                "warning",
                _returned_words(newest, why, len(alike) - 1, amount - newest.times),
                amount=amount,
                messages=(newest.message_id,) if newest.message_id else (),
            )


def _explained(alike: list[Returned], why_nowhere: WhyNowhere) -> Iterator[tuple[Returned, str]]:
    for returned in alike:
        if why := why_nowhere(returned.exchange, returned.routing_key):
            yield returned, why


def _returned_words(newest: Returned, why: str, keys: int, times: int) -> str:
    """The newest, and how often messages with how many other routing keys were returned."""
    told = tr("{n:,} returned: {why}", n=newest.times, why=why)
    if not keys:
        return told
    return counted(
        keys,
        phrase("{told}; {times:,} more with {n:,} other routing key"),
        phrase("{told}; {times:,} more with {n:,} other routing keys"),
        told=told,
        times=times,
    )


def _unconfirmed(
    graph: FlowGraph, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Publishers that wait for the broker."""
    found: dict[tuple[str, str], list[tuple[Message, int]]] = {}
    for channel in flow.life.channels:
        oldest = _oldest_unconfirmed(channel)
        service = service_of(channel.party.connection)
        if oldest is not None and service and now - oldest.began_at >= CONFIRM_SECONDS:
            key = (service, node_id("exchange", oldest.exchange))
            found.setdefault(key, []).append((oldest, len(channel.unconfirmed)))
    for (service, exchange), waiting in found.items():
        if ("publish", service, exchange) in graph.edges:
            amount = sum(count for _, count in waiting)
            oldest = min((one for one, _ in waiting), key=lambda one: one.began_at)
            age = age_words(now - oldest.began_at)
            yield Trouble(
                ("publish", service, exchange),
                "unconfirmed",
                "warning",
                tr("{n:,} unconfirmed, the oldest for at least {time}", n=amount, time=age),
                amount=amount,
                messages=_names([one for one, _ in waiting]),
            )


def _oldest_unconfirmed(channel: OpenChannel) -> Message | None:
    return next(iter(channel.unconfirmed.open.values()), None)


def _with_others(worst: Message, messages: list[Message]) -> str:
    others = len(messages) - 1
    name = name_of(worst)
    return tr("{name} and {n:,} more", name=name, n=others) if others else name


def _names(messages: list[Message]) -> tuple[str, ...]:
    return tuple(name_of(message) for message in messages[:_SHOWN])
