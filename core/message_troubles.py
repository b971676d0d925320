"""What hurts, told from single messages: each verdict names the message that proves it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypedDict

from core import numbers
from core.ack_flow import AckFlow
from core.consumer_troubles import ServiceOf
from core.disproof import LATELY_SECONDS, Disproof
from core.graph import MAIN, EdgeKey, FlowGraph, node_id
from core.open_channels import OpenChannel
from core.sent_keys import Sent
from core.troubles import Severity, Trouble
from core.watched_message import Message
from core.wording import counted, phrase, tr

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


WhyNowhere = Callable[[str, str, str], str]
"""Why an exchange routes a routing key with such headers nowhere; empty if it does route it, or that is not known."""


def message_troubles(
    graph: FlowGraph,
    why_nowhere: WhyNowhere,
    flow: AckFlow,
    service_of: ServiceOf,
    now: float,
    disproof: Disproof,
) -> Iterator[Trouble]:
    """Everything that single facts tell at `now`; what is disproved is forgotten."""
    yield from _loops(graph, flow, service_of, now, disproof)
    yield from _cycles(graph, flow, service_of, now, disproof)
    yield from _returns(graph, why_nowhere, flow, service_of, now, disproof)
    yield from _nowhere(graph, why_nowhere, flow, service_of, now, disproof)
    yield from _unconfirmed(graph, flow, service_of, now)


def name_of(message: Message) -> str:
    """How a message is called: by its id, else by its tag on the channel."""
    return message.message_id or tr(
        "delivery tag {tag} on channel {channel}", tag=message.tag, channel=message.channel
    )


def _loops(
    graph: FlowGraph, flow: AckFlow, service_of: ServiceOf, now: float, disproof: Disproof
) -> Iterator[Trouble]:
    """Messages that come back whatever their consumer does."""
    found: dict[str, list[Message]] = {}
    for message in [*flow.oddities.loops.values()]:
        key, who = _taken_by(message, service_of), message.party.connection
        if message.state == "unacked" or not disproof.is_over(
            key, who, message.began_at, "redeliver"
        ):
            found.setdefault(message.queue, []).append(message)
        else:
            flow.oddities.disproved(message)
    for messages in found.values():
        worst = max(messages, key=lambda message: message.redeliveries)
        key = _taken_by(worst, service_of)
        if key not in graph.edges:
            continue
        text = tr(
            "{message} comes back again and again: redelivered at least {n:,} times",
            message=_with_others(worst, messages),
            n=worst.redeliveries,
        )
        severity: Severity = "warning"
        if all(message.state != "unacked" for message in messages):
            last, goes_on = max(one.since for one in messages), disproof.counts(key, "redeliver")
            severity = _severity(last, now, goes_on)
            still = phrase(
                "{told}; seen until {time}, and the broker still counts redeliveries there"
            )
            text = _until(text, last, now, still if goes_on else "")
        yield Trouble(
            key,
            "loop",
            severity,
            text,
            amount=len(messages),
            **_proof(messages),
        )


def _taken_by(message: Message, service_of: ServiceOf) -> EdgeKey:
    service = service_of(message.party.connection) or ""
    return "deliver", node_id("queue", message.queue), service


def _cycles(
    graph: FlowGraph, flow: AckFlow, service_of: ServiceOf, now: float, disproof: Disproof
) -> Iterator[Trouble]:
    """Messages that come round by way of dead-letter exchanges."""
    found: dict[EdgeKey, list[Message]] = {}
    for message in [*flow.oddities.cycles.values()]:
        key = _taken_by(message, service_of)
        if disproof.is_over(key, message.party.connection, message.since, *MAIN["deliver"]):
            flow.oddities.disproved(message)
        elif key in graph.edges:
            found.setdefault(key, []).append(message)
    for key, messages in found.items():
        worst = max(messages, key=lambda message: message.deaths)
        text = tr(
            "{message} goes round by way of dead-lettering: {n:,} times from {queue}",
            message=_with_others(worst, messages),
            n=worst.deaths,
            queue=worst.death_queue,
        )
        last = max(message.since for message in messages)
        text = _until(text, last, now)
        yield Trouble(
            key,
            "loop",
            _severity(last, now),
            text,
            amount=len(messages),
            **_proof(messages),
        )


def _returns(
    graph: FlowGraph,
    why_nowhere: WhyNowhere,
    flow: AckFlow,
    service_of: ServiceOf,
    now: float,
    disproof: Disproof,
) -> Iterator[Trouble]:
    """Mandatory messages that nobody takes; over once a binding for them is there.

    Of each edge the newest explains itself: there may be as many routing keys as messages.
    """
    returns = [*reversed(flow.oddities.returns.values())]
    current = _Current(graph, service_of, disproof, ("return_unroutable",))
    for key, alike in current.by_edge(returns, flow.oddities.returns_no_more).items():
        newest, why = next(_explained(alike, why_nowhere), (alike[0], ""))
        if why:
            amount = sum(returned.times for returned in alike)
            since = min(returned.since for returned in alike)
            same = sum(one.times for one in alike if one.routing_key == newest.routing_key)
            yield Trouble(
                key,
                "returned",
                _severity(newest.at, now, disproof.counts(key, "return_unroutable")),
                _until(
                    _returned_words(same, since, why, _others(alike), amount - same),
                    newest.at,
                    now,
                    after=LATELY_SECONDS,
                ),
                amount=amount,
                **_proof_of_sent(newest),
            )


def _nowhere(
    graph: FlowGraph,
    why_nowhere: WhyNowhere,
    flow: AckFlow,
    service_of: ServiceOf,
    now: float,
    disproof: Disproof,
) -> Iterator[Trouble]:
    """Routing keys that lead nowhere as things are, where messages are counted as lost."""
    current = _Current(graph, service_of, disproof, _LOST)
    still = phrase("{told}; seen until {time}, and the broker still counts drops there")
    for key, alike in current.by_edge([*flow.sent_keys], flow.sent_keys.forget).items():
        if not any(graph.count(graph.edges[key], name) for name in _LOST):
            continue
        found = list(_explained(alike[:_MOST_KEYS], why_nowhere))
        if found:
            newest, why = found[0]
            goes_on = disproof.counts(key, *_LOST)
            told = _nowhere_words(why, _others(one for one, _ in found))
            yield Trouble(
                key,
                "nowhere",
                _severity(newest.at, now, goes_on),
                _until(told, newest.at, now, still if goes_on else ""),
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


class _Current(NamedTuple):
    """What was published or returned, as far as nothing says that it is over."""

    graph: FlowGraph
    service_of: ServiceOf
    disproof: Disproof
    counters: tuple[str, ...]
    """What counts the like of it."""

    def by_edge(
        self, sent: Iterable[Sent], forget: Callable[[Sent], None]
    ) -> dict[EdgeKey, list[Sent]]:
        """By its edge; the rest is forgotten."""
        found: dict[EdgeKey, list[Sent]] = {}
        for one in sent:
            who = one.party.connection
            key: EdgeKey = (
                "publish",
                self.service_of(who) or "",
                node_id("exchange", one.exchange),
            )
            if self.disproof.is_over(key, who, one.at, *self.counters):
                forget(one)
            elif key in self.graph.edges:
                found.setdefault(key, []).append(one)
        return found


def _explained(alike: list[Sent], why_nowhere: WhyNowhere) -> Iterator[tuple[Sent, str]]:
    for sent in alike:
        if why := why_nowhere(sent.exchange, sent.routing_key, sent.headers):
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


def _until(
    told: str, last: float, now: float, still: str = "", after: float = _STILL_SECONDS
) -> str:
    """Also until when, where it was not seen any more for a while; `still` if it is counted on."""
    if now - last <= after:
        return told
    if still and now - last > LATELY_SECONDS:
        return tr(still, told=told, time=numbers.clock(last))
    return tr("{told}; seen until {time}", told=told, time=numbers.clock(last))


def _severity(last: float, now: float, goes_on: bool | None = None) -> Severity:
    """What was seen long ago, and is not known to go on, is worth a look."""
    return "warning" if goes_on or now - last <= LATELY_SECONDS else "notice"


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
