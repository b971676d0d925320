"""One outcome in full: what the broker said to a test event, and what was sent."""

from collections.abc import Iterator

from core import numbers
from core.amqp.fields import as_json, field_of
from core.publishing import Outcome, OutcomeKind, Publish
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import phrase, tr
from gui.inspector.page import Fact, Page, Section, Value
from gui.messages.body_text import shown
from gui.messages.columns import time_words

SIGNS: dict[OutcomeKind, str] = {
    "confirmed": "\N{CHECK MARK}",
    "returned": "\N{LEFTWARDS ARROW WITH HOOK}",
    "nacked": "\N{BALLOT X}",
    "failed": "!",
}
WORDS: dict[OutcomeKind, str] = {
    "confirmed": phrase("confirmed"),
    "returned": phrase("returned"),
    "nacked": phrase("nacked"),
    "failed": phrase("failed"),
}
_LONGEST_BODY = 4_000
"""Characters."""
_LOOKED_AT = 1_000_000
"""Bytes: a body may be a large file."""


def outcome_page(publish: Publish, outcome: Outcome) -> Page:
    """Everything about one published message."""
    reason = reason_words(outcome)
    title = f"{tr(WORDS[outcome.outcome])} {SIGNS[outcome.outcome]}"
    return Page(
        "outcome",
        f"{title}  {reason}" if reason else title,
        _meaning(publish, outcome),
        (
            Section(phrase("What the broker said"), facts=tuple(_answer(outcome))),
            Section(phrase("What was sent"), facts=tuple(_message(publish, outcome))),
        ),
    )


def reason_words(outcome: Outcome) -> str:
    """Reply code and text: `312 NO_ROUTE`; empty when there is nothing to say."""
    code = f"{outcome.reply_code} " if outcome.reply_code else ""
    return f"{code}{outcome.reply_text}".strip()


def latency_words(outcome: Outcome) -> str:
    """How long the broker took: `2.3 ms`; empty when it never answered."""
    return "" if outcome.latency_ms is None else numbers.duration(outcome.latency_ms / 1000)


def _meaning(publish: Publish, outcome: Outcome) -> str:
    match outcome.outcome:
        case "confirmed" if publish.mandatory:
            return tr("The broker took it and put it into at least one queue.")
        case "confirmed":
            return tr(
                "The broker took it. It was not mandatory: there may have been no queue for it."
            )
        case "returned":
            return tr("No queue took it. It was mandatory, so the broker gave it back.")
        case "nacked":
            return tr("The broker got it and refused to be responsible for it.")
    return tr("It was not published, or nobody can tell: the broker never confirmed it.")


def _answer(outcome: Outcome) -> Iterator[Fact]:
    if outcome.reply_code:
        yield Fact(phrase("reply code"), Value(str(outcome.reply_code), outcome.reply_code))
    if outcome.reply_text:
        yield Fact(phrase("reply text"), Value(outcome.reply_text, outcome.reply_text))
    yield Fact(
        phrase("latency"), Value(latency_words(outcome) or tr("no answer"), outcome.latency_ms)
    )
    yield Fact(phrase("time"), Value(time_words(outcome.at), outcome.at))
    yield Fact(
        phrase("message"), Value(tr("number {n:,} of its run", n=outcome.number), outcome.number)
    )


def _message(publish: Publish, outcome: Outcome) -> Iterator[Fact]:
    yield _said(phrase("exchange"), outcome.exchange or DEFAULT_EXCHANGE_NAME)
    yield _said(phrase("routing key"), outcome.routing_key or tr("(empty)"))
    yield _said(phrase("mandatory"), tr("yes") if publish.mandatory else tr("no"))
    for name, value in publish.properties.items():
        yield _said(name.replace("_", " "), str(value))
    for name, value in publish.headers.items():
        said = tr("header {name}", name=name)
        yield _said(f"header {name}", str(as_json(field_of(value))), said)
    yield _said(phrase("body"), _body_words(publish.body))


def _body_words(body: bytes) -> str:
    if not body:
        return tr("empty")
    text = shown(body[:_LOOKED_AT]).text
    cut = "\n…" if len(text) > _LONGEST_BODY or len(body) > _LOOKED_AT else ""
    return f"{numbers.size(len(body))}\n{text[:_LONGEST_BODY]}{cut}"


def _said(label: str, text: str, said: str = "") -> Fact:
    return Fact(label, Value(text, text), said=said)
