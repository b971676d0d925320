"""What hurts, told from single messages: each verdict names the message that proves it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypedDict

from core import numbers
from core.ack_flow import AckFlow
from core.consumer_troubles import ServiceOf
from core.graph import EdgeKey, FlowGraph, node_id
from core.open_channels import OpenChannel
from core.sent_keys import Sent
from core.troubles import Trouble
from core.watched_message import Message
from core.wording import counted, phrase, tr

_LATELY_SECONDS = 60.0
"""What happened longer ago and not again is over."""
_STILL_SECONDS = 10.0
"""What happened so long ago is told with the time until which it was seen."""
CONFIRM_SECONDS = 5.0
"""A broker that is well confirms sooner."""
_SHOWN = 3
_MOST_KEYS = 100
"""Of so many routing keys of an edge, the newest, it is looked where they lead."""
_LOST = ("drop_unroutable", "return_unroutable")


class _Proof(TypedDict):
    messages: tuple[str, ...]
    lives: tuple[Message, ...]


WhyNowhere = Callable[[str, str], str]
"""Why an exchange routes a routing key nowhere; empty if it does route it, or that is not known."""


def message_troubles(
    graph: FlowGraph, why_nowhere: WhyNowhere, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Everything that single facts tell at `now`, the time of the newest that was seen."""
    yield from _loops(graph, flow, service_of, now)
    yield from _cycles(graph, flow, service_of, now)
    yield from _returns(graph, why_nowhere, flow, service_of, now)
    yield from _nowhere(graph, why_nowhere, flow, service_of, now)
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
        if all(message.state != "unacked" for message in messages):
            text = _until(text, max(message.since for message in messages), now)
        yield Trouble(
            ("deliver", key[1], key[2]),
            "loop",
            "warning",
            text,
            amount=len(messages),
            **_proof(messages),
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
        text = _until(text, max(message.since for message in messages), now)
        yield Trouble(
            key,
            "loop",
            "warning",
            text,
            amount=len(messages),
            **_proof(messages),
        )


def _returns(
    graph: FlowGraph, why_nowhere: WhyNowhere, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Mandatory messages that nobody takes; over once a binding for them is there.

    Of each edge the newest explains itself: there may be as many routing keys as messages.
    """
    returns = reversed(flow.oddities.returns.values())
    for key, alike in _lately(graph, returns, service_of, now).items():
        newest, why = next(_explained(alike, why_nowhere), (alike[0], ""))
        if why:
            amount = sum(returned.times for returned in alike)
            since = min(returned.since for returned in alike)
            same = sum(one.times for one in alike if one.routing_key == newest.routing_key)
            yield Trouble(
                key,
                "returned",
                "warning",
                _returned_words(same, since, why, _others(alike), amount - same),
                amount=amount,
                **_proof_of_sent(newest),
            )


def _nowhere(
    graph: FlowGraph, why_nowhere: WhyNowhere, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """Routing keys that lead nowhere as things are, where messages are counted as lost."""
    for key, alike in _lately(graph, flow.sent_keys, service_of, now).items():
        if not any(graph.count(graph.edges[key], name) for name in _LOST):
            continue
        found = list(_explained(alike[:_MOST_KEYS], why_nowhere))
        if found:
            newest, why = found[0]
            yield Trouble(
                key,
                "nowhere",
                "warning",
                _until(_nowhere_words(why, _others(one for one, _ in found)), newest.at, now),
                **_proof_of_sent(newest),
            )


def _nowhere_words(why: str, keys: int) -> str:
    """The newest, and how many other routing keys."""
    told = tr("published, but to no queue: {why}", why=why)
    if not keys:
        return told
    return counted(
        keys,
        phrase("{told}; the same with {n:,} other routing key"),
        phrase("{told}; the same with {n:,} other routing keys"),
        told=told,
    )


def _lately(
    graph: FlowGraph, sent: Iterable[Sent], service_of: ServiceOf, now: float
) -> dict[EdgeKey, list[Sent]]:
    """What was published or returned in the last minute, by its edge."""
    found: dict[EdgeKey, list[Sent]] = {}
    for one in sent:
        service = service_of(one.party.connection) or ""
        key: EdgeKey = ("publish", service, node_id("exchange", one.exchange))
        if now - one.at <= _LATELY_SECONDS and key in graph.edges:
            found.setdefault(key, []).append(one)
    return found


def _explained(alike: list[Sent], why_nowhere: WhyNowhere) -> Iterator[tuple[Sent, str]]:
    for sent in alike:
        if why := why_nowhere(sent.exchange, sent.routing_key):
            yield sent, why


def _others(sent: Iterable[Sent]) -> int:
    """How many routing keys there are besides the first: many may publish with the same."""
    return len({one.routing_key for one in sent}) - 1


def _returned_words(same: int, since: float, why: str, keys: int, times: int) -> str:
    """Those of one routing key, and how often messages of how many others were returned."""
    told = tr("{n:,} returned since {time}: {why}", n=same, time=numbers.clock(since), why=why)
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
            age = numbers.whole_age(now - oldest.began_at)
            yield Trouble(
                ("publish", service, exchange),
                "unconfirmed",
                "warning",
                tr("{n:,} unconfirmed, the oldest for at least {time}", n=amount, time=age),
                amount=amount,
                **_proof([one for one, _ in waiting]),
            )


def _oldest_unconfirmed(channel: OpenChannel) -> Message | None:
    return next(iter(channel.unconfirmed.open.values()), None)


def _until(told: str, last: float, now: float) -> str:
    """Also until when, where it was not seen any more for a while."""
    if now - last <= _STILL_SECONDS:
        return told
    return tr("{told}; seen until {time}", told=told, time=numbers.clock(last))


def _with_others(worst: Message, messages: list[Message]) -> str:
    others = len(messages) - 1
    name = name_of(worst)
    return tr("{name} and {n:,} more", name=name, n=others) if others else name


def _proof_of_sent(sent: Sent) -> _Proof:
    message = sent.message
    if message is not None and message.message_id:
        return _proof([message])
    return {"messages": (sent.message_id,) if sent.message_id else (), "lives": ()}


def _proof(messages: list[Message]) -> _Proof:
    shown = tuple(messages[:_SHOWN])
    return {"messages": tuple(map(name_of, shown)), "lives": shown}
