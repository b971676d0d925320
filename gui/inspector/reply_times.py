"""How long requests wait for their replies, for the pages of services, publishes and hops."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from core import numbers
from core.graph import node_id
from core.message_facts import Party
from core.percentiles import Times
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import counted, phrase, tr
from gui.inspector.figures import node_link, plain
from gui.inspector.page import Fact, Figure, Item, Section, Tag, Value
from gui.inspector.subject import Subject

_IS_ANSWERED = phrase("How fast it is answered")
_ANSWERS = phrase("How fast it answers")
_HOW = phrase(
    "from the publish of a request until its reply is published, known by reply_to and the "
    "correlation id; of single messages, while the firehose or the proxy looked"
)
_PERCENTILES = (50.0, 95.0)


class _Replies(NamedTuple):
    """What a service answered of what another asked; both are nodes."""

    asker: str
    answerer: str
    exchange: str
    times: Times


def reply_sections(
    subject: Subject, service: str, exchange: str | None = None
) -> Iterator[Section]:
    """Of a service (its node's id), or of what it asks by way of an exchange; none where none is."""
    asked = [one for one in _replies(subject, asker=service) if exchange in (None, one.exchange)]
    given = [*_replies(subject, answerer=service)] if exchange is None else []
    for title, replies, is_asker in ((_IS_ANSWERED, asked, True), (_ANSWERS, given, False)):
        if replies:
            item = partial(_item, subject, is_asker=is_asker)
            yield Section(title).listing(sorted(replies, key=_rank), item)


def reply_facts(subject: Subject, asker: str, answerer: str) -> Iterator[Fact]:
    """How fast one service answers another, by the exchange of the requests."""
    for one in _replies(subject, asker=asker, answerer=answerer):
        p50, p95 = _percentiles(one)
        words = counted(
            len(one.times),
            phrase("{time} ({n:,} reply)"),
            phrase("half of {n:,} replies within {time}, 95 of 100 within {late}"),
            time=numbers.duration(p50),
            late=numbers.duration(p95),
        )
        yield Fact(phrase("answered"), Value(words, p50, hint=tr(_HOW)), Tag("observed", tr(_HOW)))


def _replies(subject: Subject, asker: str = "", answerer: str = "") -> list[_Replies]:
    """Those of all connections of the same two together."""
    found: dict[tuple[str, str, str], Times] = {}
    for one in subject.ack_flow.replies:
        asks, answers = _service(subject, one.asker), _service(subject, one.answerer)
        is_here = one.asker.vhost == subject.endpoints.vhost
        if is_here and asker in ("", asks) and answerer in ("", answers):
            found.setdefault((asks, answers, one.exchange), Times()).merge(one.times)
    return [_Replies(*ends, times) for ends, times in found.items()]


def _rank(one: _Replies) -> tuple[int, str, str, str]:
    """Twice as many come first: exact counts would change the order all the time."""
    return -len(one.times).bit_length(), one.answerer, one.asker, one.exchange


def _item(subject: Subject, one: _Replies, *, is_asker: bool) -> Item:
    p50, p95 = _percentiles(one)
    figures = (
        Figure(phrase("median"), Value(numbers.duration(p50), p50)),
        Figure(phrase("p95"), Value(numbers.duration(p95), p95)),
        Figure(phrase("replies"), Value(numbers.exact_count(len(one.times)), len(one.times))),
    )
    other = one.answerer if is_asker else one.asker
    exchange = one.exchange or DEFAULT_EXCHANGE_NAME
    return Item(
        node_link(subject.graph, other),
        notes=(plain(tr("asked by way of {exchange}", exchange=exchange)),),
        figures=figures,
        tag=Tag("observed", tr(_HOW)),
    )


def _percentiles(one: _Replies) -> list[float]:
    return one.times.percentiles(_PERCENTILES) or [0.0, 0.0]


def _service(subject: Subject, party: Party) -> str:
    """The node of somebody."""
    node = subject.service_of(party.connection)
    return node.id if node is not None else node_id("service", party.service)
