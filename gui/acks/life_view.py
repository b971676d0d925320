"""One message: what it is now, and every step of its life that was seen."""

import json
from collections.abc import Callable, Iterable
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core import numbers
from core.amqp.fields import shown
from core.lanes.life import Life, LifeStep
from core.lanes.repeats import Repeat, folded
from core.lanes.settled import FATES
from core.sightings import name_of
from core.wording import tr
from gui import theme
from gui.acks.looks import FATE_LOOKS
from gui.messages.columns import time_words

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
_TABLE = "<table cellspacing='0' cellpadding='2'>"
_COLOURS = {"publish": "publish", "route": "route", "deliver": "deliver", "get": "deliver"}


class LifeView(QWidget):
    """Shows a life; it goes on while somebody looks."""

    closed = Signal()
    """Back to the list."""

    def __init__(self, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.life: Life | None = None
        self._clock = clock
        self._html = ""
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(theme.figures(self.font()))
        self.back = QToolButton()
        self.back.setText(tr("◀ Back"))
        self.back.setToolTip(tr("Back to the list of unacked messages (Escape)"))
        self.copy = QToolButton()
        self.copy.setText(tr("Copy as JSON"))
        self.copy.setToolTip(tr("Copy this message and its steps as JSON"))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(tr("Life of a message"))
        self.text.setFont(theme.figures(self.font()))
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.back.clicked.connect(self.closed)
        self.copy.clicked.connect(self._on_copy)
        self._arrange()
        theme.changed.connect(self.draw)

    def show_life(self, life: Life) -> None:
        """Tell this one."""
        self.life = life
        self.draw()

    def draw(self) -> None:
        """Write it, if it has changed."""
        if self.life is None:
            return
        name = shown(name_of(self.life.message))
        self.title.setText(
            self.title.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideMiddle, max(self.width() - 190, 80)
            )
        )
        html = _page(self.life, self._clock(), theme.current())
        if html != self._html and not self.text.textCursor().hasSelection():
            self._html = html
            bar = self.text.verticalScrollBar()
            before, was_at_end = bar.value(), 0 < bar.maximum() == bar.value()
            self.text.setHtml(html)
            bar.setValue(bar.maximum() if was_at_end else before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _on_copy(self) -> None:
        if self.life is not None:
            told = self.life.as_json(self._clock())
            QGuiApplication.clipboard().setText(json.dumps(told, indent=2, ensure_ascii=False))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 3, 6, 3)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        head.addWidget(self.copy)
        for button in (self.back, self.copy):
            button.setAutoRaise(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)


def _page(life: Life, now: float, look: theme.Theme) -> str:
    message = life.message
    state = life.state
    if message.state in ("unacked", "ready"):
        state = tr("{state} for {age}", state=state, age=numbers.age(now - message.since))
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
    return f"<p>{head}</p>{_nowhere(life, look)}{_TABLE}{''.join(rows)}</table>{below}"


def _nowhere(life: Life, look: theme.Theme) -> str:
    """That no queue took it, and why."""
    if life.unrouted is None:
        return ""
    told = tr("No queue took it: {why}.", why=life.why) if life.why else tr("No queue took it.")
    return f"<p style='color:{look.warning.name()}'>{escape(shown(told))}</p>"


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
    after = "" if before is None else f"+{numbers.duration(step.at - before)}"
    words = tr("{step} (multiple)", step=step.words) if step.batch else step.words
    return (
        f"<tr><td style='color:{dim}; white-space:pre'>{time_words(step.at)}</td>"
        f"<td align='right' style='color:{dim}; white-space:pre'> {after} </td>"
        f"<td style='color:{colour}'>{sign}</td>"
        f"<td>{escape(shown(words))}<br>"
        f"<span style='color:{dim}'>{escape(shown(step.where))}</span></td></tr>"
    )


def _sign(step: LifeStep, look: theme.Theme) -> tuple[str, str]:
    fate = FATES.get(step.event)
    if fate is not None:
        known = FATE_LOOKS[fate]
        return SIGNS[known.shape], getattr(look, known.colour).name()
    colour = getattr(look, _COLOURS.get(step.event, "text_dim"))
    return "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}", colour.name()
