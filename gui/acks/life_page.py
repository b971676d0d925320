"""The life of a message as a page to read: its state, its steps, its relatives, what is not known."""

from collections.abc import Iterable
from html import escape

from core import numbers
from core.amqp.fields import shown
from core.lanes.kin import Kin, Relative, short
from core.lanes.life import Life, LifeStep
from core.lanes.life_text import KIN_TITLES, kin_notes, nowhere_words, state_words
from core.lanes.repeats import Repeat, folded
from core.lanes.settled import FATES
from core.sightings import name_of
from core.watched_message import Message
from core.wording import phrase, tr
from gui import theme
from gui.acks.looks import FATE_LOOKS
from gui.inspector.page_text import breakable
from gui.messages.columns import time_words

_MOST_KIN = 30
_SHORT = 13
KIN_ANCHOR = "#kin"
"""Where a page tells of relatives."""
_IN_SHORT = {
    "causes": phrase("caused by {n:,}"),
    "effects": phrase("then caused {n:,}"),
    "beside": phrase("{n:,} belong with it"),
}
SIGNS = {
    "dot": "\N{BLACK CIRCLE}",
    "diamond": "\N{BLACK DIAMOND}",
    "cross": "\N{MULTIPLICATION X}",
    "back": "\N{BLACK LEFT-POINTING TRIANGLE}",
    "down": "\N{BLACK DOWN-POINTING TRIANGLE}",
    "ring": "\N{WHITE CIRCLE}",
    "half": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "square": "\N{BLACK SQUARE}",
    "onward": "\N{BLACK RIGHT-POINTING TRIANGLE}",
    "box": "\N{WHITE SQUARE}",
    "kite": "\N{WHITE DIAMOND}",
}
_GLUE = "\N{WORD JOINER}"
_AT_ONCE = 1e-5
"""Seconds: what is less than any number that could be told is not told."""
_TABLE = "<table cellspacing='0' cellpadding='2'>"
_COLOURS = {"publish": "publish", "route": "route", "deliver": "deliver", "get": "deliver"}


def life_page(life: Life, now: float, look: theme.Theme) -> str:
    """As rich text; links lead to relatives by their number in `linked`."""
    message = life.message
    state = state_words(life, now)
    key, size = shown(message.routing_key) or tr("(empty)"), numbers.size(message.size)
    facts = [
        f"<b>{escape(state)}</b>",
        escape(tr("routing key {key}, {size}", key=key, size=size)),
    ]
    if message.redeliveries:
        facts.append(tr("redelivered {times}", times=_times(message.redeliveries)))
    if message.deaths:
        facts.append(tr("dead-lettered {times} before", times=_times(message.deaths)))
    dim = look.text_dim.name()
    rows = _rows(folded(life.steps), look)
    below = "".join(f"<p style='color:{dim}'>{note}</p>" for note in _notes(life))
    head = " \N{MIDDLE DOT} ".join(facts)
    kin = _kin(life.kin, look) if life.kin is not None else ""
    above = f"<p>{head}</p>{_nowhere(life, look)}{_kin_in_short(life.kin, look)}"
    return f"{above}{_TABLE}{''.join(rows)}</table>{kin}{below}"


def linked(kin: Kin) -> list[Message]:
    """The relatives that a page shows, in its order."""
    return [one.message for name in KIN_TITLES for one in kin.of(name)[:_MOST_KIN]]


def _kin_in_short(kin: Kin | None, look: theme.Theme) -> str:
    """How many relatives there are: they are told below all steps, which may be out of sight."""
    told = [
        tr(_IN_SHORT[name], n=len(kin.of(name)))
        for name in KIN_TITLES
        if kin is not None and kin.of(name)
    ]
    if not told:
        return ""
    words = escape(" \N{MIDDLE DOT} ".join(told))
    return f"<p><a href='{KIN_ANCHOR}' style='color:{look.accent.name()}'>{words}</a></p>"


def _kin(kin: Kin, look: theme.Theme) -> str:
    """Lists of relatives, each with its link and what proves it."""
    parts, number = [], 0
    for name, title in KIN_TITLES.items():
        relatives = kin.of(name)
        if not relatives:
            continue
        rows = [_relative(one, number + n, look) for n, one in enumerate(relatives[:_MOST_KIN])]
        number += len(rows)
        more = len(relatives) - len(rows)
        rest = f"<p>{tr('and {n:,} more', n=more)}</p>" if more else ""
        parts.append(f"<p><b>{tr(title)}</b></p>{_TABLE}{''.join(rows)}</table>{rest}")
    notes = "<br>".join(map(escape, kin_notes(kin)))
    dim = look.text_dim.name()
    anchor = f"<a name='{KIN_ANCHOR[1:]}'></a>"
    return anchor + "".join(parts) + (f"<p style='color:{dim}'>{notes}</p>" if notes else "")


def _relative(one: Relative, number: int, look: theme.Theme) -> str:
    dim, message = look.text_dim.name(), one.message
    key = shown(short(message.routing_key)) or shown(name_of(message))
    told = f"{shown(one.service) or '?'} \N{MIDDLE DOT} {shown(one.proof_words)}"
    return (
        f"<tr><td style='color:{dim}; white-space:pre'>{time_words(one.at)}</td>"
        f"<td><a href='{number}' style='color:{look.accent.name()}'>{escape(key)}</a>"
        f" {escape(_short(message))}<br><span style='color:{dim}'>{escape(told)}</span></td></tr>"
    )


def _short(message: Message) -> str:
    """The beginning of its id: enough to tell it from others."""
    name = shown(message.message_id)
    return name if len(name) <= _SHORT else f"{name[:_SHORT]}…"


def _nowhere(life: Life, look: theme.Theme) -> str:
    """That no queue took it, and why."""
    told = nowhere_words(life)
    return f"<p style='color:{look.warning.name()}'>{escape(told)}</p>" if told else ""


def _times(many: int) -> str:
    return f"{many:,}\N{MULTIPLICATION SIGN}"


def _notes(life: Life) -> list[str]:
    """What is not known of it."""
    notes = []
    if not life.is_whole:
        notes.append(tr("What happened before is not kept any more, or was not seen."))
    if not life.message.message_id:
        notes.append(tr("It has no message id: what it was before this delivery cannot be told."))
    if life.alike:
        notes.append(
            tr("Several publishes carry this id: these may be the steps of more than one.")
        )
    return notes


def _rows(told: Iterable[LifeStep | Repeat], look: theme.Theme) -> list[str]:
    rows: list[str] = []
    before: float | None = None
    for one in told:
        if isinstance(one, Repeat):
            rows.append(_folded_row(one, look))
            before = None
        else:
            rows.append(_row(one, before, look))
            before = one.at
    return rows


def _folded_row(repeat: Repeat, look: theme.Theme) -> str:
    """Between two tables, over the whole width: what was done over and over, how fast, from when to when."""
    times = _times(repeat.times)
    what = " \N{RIGHTWARDS ARROW} ".join(step.words for step in repeat.steps)
    words = tr(
        "{times} every {time}: {what}", times=times, time=numbers.duration(repeat.every), what=what
    )
    span = tr(
        "first {first}, last {last}", first=time_words(repeat.first), last=time_words(repeat.last)
    )
    who = tr(", ").join(repeat.services)
    return (
        f"</table><p style='margin:4px 2px'>\N{CLOCKWISE OPEN CIRCLE ARROW} {escape(shown(words))}<br>"
        f"<span style='color:{look.text_dim.name()}'>{escape(shown(span))}"
        f" \N{MIDDLE DOT} {escape(shown(who or '?'))}</span></p>{_TABLE}"
    )


def _row(step: LifeStep, before: float | None, look: theme.Theme) -> str:
    dim = look.text_dim.name()
    sign, colour = _sign(step, look)
    later = 0.0 if before is None else step.at - before
    after = f"+{_GLUE}{numbers.duration(later)}" if later >= _AT_ONCE else ""
    words = tr("{step} (multiple)", step=step.words) if step.batch else step.words
    return (
        f"<tr><td style='color:{dim}; white-space:pre'>{time_words(step.at)}</td>"
        f"<td align='right' style='color:{dim}; white-space:pre'> {escape(after)} </td>"
        f"<td style='color:{colour}'>{sign}</td>"
        f"<td>{escape(breakable(shown(words)))}<br>"
        f"<span style='color:{dim}'>{escape(breakable(shown(step.where)))}</span></td></tr>"
    )


def _sign(step: LifeStep, look: theme.Theme) -> tuple[str, str]:
    fate = FATES.get(step.event)
    if fate is not None:
        known = FATE_LOOKS[fate]
        return SIGNS[known.shape], getattr(look, known.colour).name()
    colour = getattr(look, _COLOURS.get(step.event, "text_dim"))
    return "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}", colour.name()
