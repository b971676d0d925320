"""A life as text, to be pasted where people talk about it."""

import json
from collections.abc import Iterator

from core import numbers
from core.amqp.fields import shown
from core.lanes.kin import Kin, Relative, short
from core.lanes.life import Life
from core.sightings import name_of
from core.tapped import TappedMessage
from core.wording import phrase, tr

KIN_TITLES = {
    "causes": phrase("Caused by"),
    "effects": phrase("Then caused"),
    "beside": phrase("Belongs together with"),
}
"""What the relatives of a message are called; to be said with `tr`."""


def nowhere_words(life: Life) -> str:
    """That no queue took it, and why; empty where one did or that is not known."""
    if life.unrouted is not None:
        told = tr("No queue took it: {why}.", why=life.why) if life.why else tr("No queue took it.")
        return shown(told)
    if not life.why:
        return ""
    return shown(tr("As things are declared now no queue takes it: {why}.", why=life.why))


def kin_notes(kin: Kin) -> list[str]:
    """What cannot be told of its relatives, in a line."""
    notes = []
    if kin.unseen_cause:
        header, cause = kin.message.cause_header, kin.unseen_cause
        notes.append(
            tr(
                "Its header {header} says that {id} caused it, which was not seen.",
                header=header,
                id=shown(cause),
            )
        )
    if not kin.can_be_told:
        notes.append(
            tr("It has no ids that could tell what it came from and what it caused."),
        )
    elif not (kin.causes or kin.effects or kin.beside or kin.unseen_cause):
        notes.append(tr("No other message that was seen names it, and it names none."))
    if kin.left_out:
        notes.append(tr("There are more of these than are told."))
    return notes


def relative_words(one: Relative) -> str:
    """Another message by its key and its id, for a line of text."""
    return shown(
        tr(
            "{key}  {name}, {service}",
            key=short(one.message.routing_key) or tr("(empty)"),
            name=name_of(one.message),
            service=one.service or "?",
        )
    )


def state_words(life: Life, now: float) -> str:
    """What it is now; of one that waits, how long."""
    message = life.message
    if message.state not in ("unacked", "ready"):
        return life.state
    return tr("{state} for {age}", state=life.state, age=numbers.age(now - message.since))


def life_text(life: Life, now: float) -> str:
    """All of it, from the state to the body."""
    return "\n".join(_lines(life, now))


def _lines(life: Life, now: float) -> Iterator[str]:
    message = life.message
    yield shown(name_of(message))
    yield state_words(life, now)
    key, size = shown(message.routing_key) or tr("(empty)"), numbers.size(message.size)
    yield tr("routing key {key}, {size}", key=key, size=size)
    if nowhere := nowhere_words(life):
        yield nowhere
    yield ""
    for step in life.steps:
        yield f"{numbers.clock(step.at)}  {shown(step.words)}  ({shown(step.where)})"
    if life.kin is not None:
        yield from _kin_lines(life.kin)
    if life.carried is None:
        yield from ("", life.not_carried)
    else:
        yield from _carried_lines(life.carried)


def _kin_lines(kin: Kin) -> Iterator[str]:
    for name, title in KIN_TITLES.items():
        relatives = list(kin.of(name))
        if relatives:
            yield from ("", tr(title))
        for one in relatives:
            when, what = numbers.clock(one.at), relative_words(one)
            yield f"{when}  {what}  ({shown(one.proof_words)})"
    notes = kin_notes(kin)
    if notes:
        yield from ("", *notes)


def _carried_lines(carried: TappedMessage) -> Iterator[str]:
    for title, told in ((tr("Properties"), carried.properties), (tr("Headers"), carried.headers)):
        if told:
            yield from ("", title)
        for name, value in told.items():
            words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"{shown(name)}: {words}"
    yield from ("", tr("Body"))
    if carried.text is None:
        yield carried.body.hex(" ")
    elif carried.text:
        yield carried.text
    if carried.truncated:
        yield tr("Only the first {size} were kept.", size=numbers.size(len(carried.body)))
