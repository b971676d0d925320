"""The ack flow of a selection: lanes of live messages, what is unacked, the life of one."""

from collections import Counter, deque
from dataclasses import dataclass
from statistics import median
from time import thread_time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.lanes.chronicle import Chronicle
from core.lanes.coverage import Coverage
from core.lanes.lane import Hurt, Lane, LaneKind
from core.lanes.lanes import Lanes
from core.lanes.scope import Scope, scope_of
from core.numbers import clock
from core.selection import Selection, words
from core.watched_message import Message
from core.wording import counted, phrase, tr
from gui import theme
from gui.acks.legend import LaneLegend
from gui.acks.life_view import LifeView
from gui.acks.rows import MOST, Rows
from gui.acks.sent_list import MOST as MOST_SENT
from gui.acks.sent_list import SentList
from gui.acks.silence import Silence, note_of, silence_of
from gui.acks.strip import LaneStrip
from gui.acks.unacked_list import UnackedList, heading_of, total_words
from gui.acks.watched import Watched
from gui.charts.header import Title
from gui.look.bar import LookBar

FASTEST_MS, SLOWEST_MS = 50, 250
_COUNTED: dict[LaneKind, tuple[str, str]] = {
    "consumer": (phrase("{n:,} consumer"), phrase("{n:,} consumers")),
    "publisher": (phrase("{n:,} publisher"), phrase("{n:,} publishers")),
}
_LONGEST_TRAIL = 100
_SHARE = 0.06
"""Of the time of the GUI thread, at most."""
_ARRANGE_S = 0.5
_LANES_SHARE = 640
_LOWEST = 48
"""Pixels of height that lanes make do with; what is said instead of them scrolls in less."""
_BOTH_FROM = 420
"""Pixels of height from which on list and life are shown together."""


@dataclass(frozen=True, slots=True)
class AckViewStatistics:
    """What drawing has cost."""

    steps: int
    median_ms: float


class AckView(QWidget):
    """Draws only while it is visible, and as often as it is cheap."""

    def __init__(
        self, session: Watched, ways: LookBar | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._selection: Selection = None
        self._scope = Scope(session.endpoints.vhost)
        self._held_at: float | None = None
        self._arranged_at = 0.0
        self._arrange_after = _ARRANGE_S
        self._steps = 0
        self._costs: deque[float] = deque(maxlen=100)
        self.lanes = Lanes(session)
        self.title = Title()
        self.summary = QLabel()
        self.note = QLabel()
        self.hold = QToolButton()
        self.strip = LaneStrip(self._now)
        self.unacked = UnackedList()
        self.sent = SentList()
        self.life = LifeView(self._now_of_life)
        self.legend = LaneLegend()
        self.silence = Silence(ways)
        self.middle = QStackedWidget()
        self.beside = QSplitter(Qt.Orientation.Vertical)
        self.both = QSplitter(Qt.Orientation.Horizontal)
        self._message: Message | None = None
        self._has_list = True
        self._has_sent = False
        self._held_scope: Scope | None = None
        self._chronicle = Chronicle(session)
        self._trail: list[Message] = []
        """The messages whose lives led to the one that is told."""
        self._coverage = Coverage()
        self._in_place = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.step)
        self._arrange_widgets()
        self._connect()

    @property
    def message(self) -> Message | None:
        """The chosen one."""
        return self._message

    def show_selection(self, selection: Selection) -> None:
        """Show the messages of a node, an edge, or of the whole vhost."""
        if selection == self._selection:
            return
        self._selection = selection
        self._scope = scope_of(selection, self._session.endpoints.vhost)
        self._arranged_at = 0.0
        self._in_place = False
        self.sent.expect_others()
        self.strip.verticalScrollBar().setValue(0)
        self.choose(None)
        self.step()

    def choose(self, message: Message | None) -> None:
        """Tell the life of a message, or none."""
        self._trail.clear()
        self._choose(message)

    def _choose(self, message: Message | None) -> None:
        self._message = message
        self.strip.mark(message)
        self.unacked.table.mark(message)
        self.sent.table.mark(message)
        if message is not None:
            self._show_life(message)
        self._share_out()

    def set_held(self, held: bool) -> None:
        """Let everything stand still, or go on; nothing is lost meanwhile."""
        self._held_at = self._session.clock() if held else None
        self._held_scope = self._scope if held and self.sent.isVisible() else None
        self.hold.setChecked(held)
        self._say_held()
        self.step()

    def _say_held(self) -> None:
        """In words and in a colour: what stands still looks like what is quiet."""
        at = self._held_at
        self.hold.setText(tr("Freeze") if at is None else tr("Frozen since {time}", time=clock(at)))
        colour = "" if at is None else f"color: {theme.current().warning.name()}"
        self.hold.setStyleSheet(f"QToolButton {{ {colour} }}" if colour else "")

    def refresh(self) -> None:
        """The model may have changed: draw soon, if anybody can see it."""
        if self.isVisible() and not self._timer.isActive():
            self._timer.start(0)

    def statistics(self) -> AckViewStatistics:
        """What it has cost so far."""
        return AckViewStatistics(self._steps, median(self._costs) if self._costs else 0.0)

    def step(self) -> None:
        """Take what has happened, draw, and come back soon."""
        if not self.isVisible():
            return
        begun = thread_time()
        if self._held_at is None:
            self.lanes.pull()
        now = self._now()
        if abs(self._session.clock() - self._arranged_at) >= self._arrange_after:
            self._arranged_at, since = self._session.clock(), thread_time()
            self._arrange_lanes(now)
            # Thousands of lanes are judged less often, so that the window stays free meanwhile.
            self._arrange_after = max(_ARRANGE_S, (thread_time() - since) / _SHARE)
        self.strip.step()
        self._steps += 1
        cost = (thread_time() - begun) * 1000 + self.strip.cost_ms
        self._costs.append(cost)
        self._timer.start(round(min(max(cost / _SHARE, FASTEST_MS), SLOWEST_MS)))

    def _now(self) -> float:
        return self._session.clock() if self._held_at is None else self._held_at

    def _now_of_life(self) -> float:
        """What came while all is held has its true age."""
        now, message = self._now(), self._message
        return now if message is None or message.since <= now else self._session.clock()

    def _arrange_lanes(self, now: float) -> None:
        # Nothing jumps away from under the pointer.
        in_place = self._in_place and self.strip.viewport().underMouse()
        lanes = self.lanes.arrange(self._scope, now, in_place=in_place)
        self._in_place = True
        self.strip.show_lanes(self.lanes, lanes)
        self.legend.show_lanes(lanes)
        unacked = self.lanes.unacked(MOST)
        rows, total = Rows(unacked, now), unacked.total
        at_least = any(lane.at_least for lane in lanes)
        is_blind = any(lane.is_blind for lane in lanes)
        self._coverage = self._covered() if lanes else Coverage()
        is_blind |= bool(self._coverage.unseen)
        at_least |= is_blind
        is_blind |= self._session.close_look.via != "proxy"
        self._has_list = not is_blind or bool(total)
        self._show_sent(lanes, now)
        heading = heading_of(len(rows), total, is_blind, at_least)
        self.unacked.show_rows(rows, heading, self._message)
        note = " ".join(filter(None, (self._coverage.words, note_of(self._session, lanes))))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._share_out()
        self._say(lanes, total_words(total, is_blind, at_least))
        if self._message is not None:
            self._show_life(self._message)

    def _show_life(self, message: Message) -> None:
        self.life.show_life(self._chronicle.life(message))

    def _covered(self) -> Coverage:
        """How many consumers there are; where the proxy tells of them, who goes through it."""
        look = self._session.close_look
        if look.via == "none":
            return Coverage()
        return self.lanes.coverage(
            self._scope, look.sees_all_of if look.via == "proxy" else lambda _: True
        )

    def _show_sent(self, lanes: list[Lane], now: float) -> None:
        """What the firehose told of publishes, where nobody is known to wait for an answer.

        While all is held it stands still; of what is selected then it is told as of that time.
        """
        if self._held_at is not None:
            if self._held_scope == self._scope:
                return
            now = self._session.clock()
        self._held_scope = None if self._held_at is None else self._scope
        is_heard = any(lane.is_blind and lane.kind == "publisher" for lane in lanes)
        tells = not self._has_list and (is_heard or self._scope.is_whole)
        asked = self.sent.filter.wanted
        sent = self.lanes.sent(self._scope, MOST_SENT, asked) if tells else []
        self._has_sent = bool(sent) or (tells and bool(asked))
        self.sent.show_sent(sent, now, self._message)

    def _say(self, lanes: list[Lane], total: str) -> None:
        self.title.setText(words(self._session.graph, self._selection))
        told = silence_of(self._session, self._scope, lanes)
        self.silence.tell(told)
        told_why = bool(told.title) and self._message is None
        self.middle.setCurrentWidget(self.silence if told_why else self.both)
        self.legend.setVisible(not told_why)
        stuck = sum(lane.hurt >= Hurt.BAD for lane in lanes)
        kinds = Counter(lane.kind for lane in lanes)
        parts = [total, *(self._number_of(k, kinds[k]) for k in _COUNTED if kinds[k])]
        if stuck:
            parts.append(tr("{n:,} in trouble", n=stuck))
        if self.lanes.left_out:
            parts.append(tr("{n:,} lanes not shown", n=self.lanes.left_out))
        self.summary.setText(" \N{MIDDLE DOT} ".join(parts) if not told_why else "")

    def _number_of(self, kind: LaneKind, lanes: int) -> str:
        """How many there are; of the consumers, how many of all."""
        if kind == "consumer" and self._coverage.unseen:
            seen, of = self._coverage.seen, self._coverage.consumers
            return tr("{n:,} of {all:,} consumers", n=seen, all=of)
        if kind == "consumer" and self._coverage.consumers > lanes and self.lanes.left_out == 0:
            return tr("{n:,} of {all:,} consumers", n=lanes, all=self._coverage.consumers)
        return counted(lanes, *_COUNTED[kind])

    def _arrange_widgets(self) -> None:
        self.hold.setText(tr("Freeze"))
        self.hold.setCheckable(True)
        self.hold.setToolTip(tr("Freeze the picture to look at it (Space); nothing is lost"))
        self.note.setWordWrap(True)
        self.note.setContentsMargins(10, 0, 10, 4)
        self.note.hide()
        head = QHBoxLayout()
        head.setContentsMargins(10, 4, 6, 2)
        head.addWidget(self.title, 1)
        head.addWidget(self.summary)
        head.addSpacing(8)
        head.addWidget(self.hold)
        lanes = QWidget()
        left = QVBoxLayout(lanes)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.strip, 1)
        left.addWidget(self.legend)
        self.beside.addWidget(self.sent)
        self.beside.addWidget(self.unacked)
        self.beside.addWidget(self.life)
        self.both.addWidget(lanes)
        self.both.addWidget(self.beside)
        self.both.setStretchFactor(0, 3)
        self.both.setStretchFactor(1, 1)
        self.both.setSizes([_LANES_SHARE, 1000 - _LANES_SHARE])
        self.both.setChildrenCollapsible(False)
        self.both.setMinimumHeight(_LOWEST)
        self.middle.addWidget(self.silence)
        self.middle.addWidget(self.both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.middle, 1)
        self.setAccessibleName(tr("Acks"))
        self._share_out()

    def _connect(self) -> None:
        self.strip.chosen.connect(self.choose)
        self.unacked.chosen.connect(self.choose)
        self.sent.chosen.connect(self.choose)
        self.sent.filtered.connect(self._on_filtered)
        self.life.wanted.connect(self._on_relative)
        self.life.closed.connect(self._on_closed)
        self.hold.toggled.connect(self.set_held)

    def _on_filtered(self) -> None:
        """At every letter, also while all is held."""
        self._held_scope, self._arranged_at = None, 0.0
        self.step()

    def _on_relative(self, message: Message) -> None:
        if self._message is not None:
            self._trail = [*self._trail[1 - _LONGEST_TRAIL :], self._message]
        self._choose(message)

    def _on_closed(self) -> None:
        if self._trail:
            self._choose(self._trail.pop())
            return
        self.choose(None)
        (self.sent if self._has_sent else self.unacked).table.setFocus()

    def _share_out(self) -> None:
        """In a low panel the life of a message takes the place of the list."""
        one = self._message is not None
        both = one and self.height() >= _BOTH_FROM
        self.life.setVisible(one)
        has_list = not one or both
        self.sent.setVisible(has_list and self._has_sent)
        self.unacked.setVisible(has_list and not self._has_sent)
        self.beside.setVisible(one or self._has_list or self._has_sent)
        above = 0 if self._has_sent else 1
        sizes = self.beside.sizes()
        if both and not (sizes[above] and sizes[2]):
            half = self.beside.height() // 2
            self.beside.setSizes([half if n in (above, 2) else 0 for n in range(3)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space holds everything still, Escape leaves a message."""
        if event.key() == Qt.Key.Key_Space:
            self.set_held(self._held_at is None)
        elif event.key() == Qt.Key.Key_Escape and self._message is not None:
            self._on_closed()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and life share the room that there is."""
        super().resizeEvent(event)
        self.legend.make_do(self.height())
        self._share_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        self._arranged_at = 0.0
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
