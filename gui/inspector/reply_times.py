"""How long requests wait for their replies, for the pages of services, publishes and hops."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from core import numbers
from core.graph import node_id
from core.message_facts import Party
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import counted, phrase, tr
from gui.inspector.figures import node_link, plain
from gui.inspector.page import Fact, Figure, Item, Section, Tag, Value
from gui.inspector.subject import Subject

if TYPE_CHECKING:
    from core.reply_times import Replies

_IS_ANSWERED = phrase("How fast it is answered")
_ANSWERS = phrase("How fast it answers")
_HOW = phrase(
    "from the publish of a request until its reply is published, known by reply_to and the "
    "correlation id; of single messages, while the firehose or the proxy looked"
)
_PERCENTILES = (50.0, 95.0)


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


def _replies(subject: Subject, asker: str = "", answerer: str = "") -> Iterator["Replies"]:
    for one in subject.ack_flow.replies:
        if one.asker.vhost != subject.endpoints.vhost:
            continue
        if asker in ("", _service(subject, one.asker)) and answerer in (
            "",
            _service(subject, one.answerer),
        ):
            yield one


def _rank(one: "Replies") -> tuple[int, str, str]:
    """Twice as many come first: exact counts would change the order all the time."""
    return -len(one.times).bit_length(), one.answerer.service, one.exchange


def _item(subject: Subject, one: "Replies", *, is_asker: bool) -> Item:
    p50, p95 = _percentiles(one)
    figures = (
        Figure(phrase("median"), Value(numbers.duration(p50), p50)),
        Figure(phrase("p95"), Value(numbers.duration(p95), p95)),
        Figure(phrase("replies"), Value(numbers.exact_count(len(one.times)), len(one.times))),
    )
    other = _service(subject, one.answerer if is_asker else one.asker)
    exchange = one.exchange or DEFAULT_EXCHANGE_NAME
    return Item(
        node_link(subject.graph, other),
        notes=(plain(tr("asked by way of {exchange}", exchange=exchange)),),
        figures=figures,
        tag=Tag("observed", tr(_HOW)),
    )


def _percentiles(one: "Replies") -> list[float]:
    return one.times.percentiles(_PERCENTILES) or [0.0, 0.0]


def _service(subject: Subject, party: Party) -> str:
    """The node of somebody."""
    node = subject.service_of(party.connection)
    return node.id if node is not None else node_id("service", party.service)
