"""The messages view: what to tap, what that would change, and the messages as they come."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core import numbers
from core.message_filter import MessageFilter
from core.tapped import TappedMessage
from core.wording import tr
from gui import icons, theme
from gui.messages.columns import COLUMNS
from gui.messages.detail import MessageDetail
from gui.messages.filter_field import FilterField
from gui.messages.fitting import FittingMessages
from gui.messages.ring import MessageRing
from gui.messages.state import CHOOSE, TapState
from gui.messages.table import MessageTable
from gui.messages.target_box import Target, TargetBox

if TYPE_CHECKING:
    from core.topology import Topology


_TYPING_MS = 300
"""After so long without another letter, what was typed is looked at."""
_AROUND_HINT = 24


class MessagesView(QWidget):
    """Shows what a tap receives; somebody else taps."""

    target_chosen = Signal(str, str, tuple)
    """Kind, name and binding keys: say what a tap on it would change."""
    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = TapState()
        self._is_ready_for_start = False
        """The user wants to tap what was chosen elsewhere."""
        self.ring: MessageRing[TappedMessage] = MessageRing()
        self.rows = FittingMessages(self.ring)
        self.table = MessageTable(self.rows, COLUMNS)
        self.filter = FilterField(self.table)
        self._chosen_in_ring: int | None = None
        """Stays chosen whatever is filtered, as long as it fits."""
        self.detail = MessageDetail()
        self.target = TargetBox()
        self.keys = QLineEdit()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._looking = QTimer(self, singleShot=True, interval=0)
        self.start = QPushButton(tr("Start tap"))
        self.stop = QPushButton(tr("Stop tap"))
        self.clear = QToolButton()
        self.follow = QCheckBox(tr("Follow"))
        self.counts = QLabel()
        self.fitting = QLabel()
        self.mark = QLabel()
        self.words = QLabel()
        self.empty = QLabel()
        self.pages = QStackedWidget()
        self._lay_out()
        self.target.chosen.connect(self._on_target)
        self.target.missed.connect(self._on_missed)
        self.target.line.textEdited.connect(self._on_typing)
        self.keys.textEdited.connect(self._on_typing)
        self.keys.textEdited.connect(self._typing.start)
        self.keys.editingFinished.connect(self._on_keys)
        self._typing.timeout.connect(self._on_keys)
        self._looking.timeout.connect(self.refresh)
        self.filter.changed.connect(self._on_filter)
        self.start.clicked.connect(self.start_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.clear.clicked.connect(self._on_clear)
        self.follow.toggled.connect(self.table.follow)
        self.table.following_changed.connect(self.follow.setChecked)
        self.table.current_changed.connect(self._on_chosen)
        self.detail.hide()
        theme.changed.connect(self._paint_state)
        self.show_state(self.state)

    def show_topology(self, topology: "Topology") -> None:
        """Offer what is declared."""
        self.target.show_topology(topology)

    def choose(self, target: Target) -> None:
        """Take an exchange or queue from elsewhere, unless a tap is running on another one."""
        if not self.state.running:
            self.target.choose(target)
            self.target.setFocus()
            self._is_ready_for_start = True
            self._go_to_start()

    def suggest(self, target: Target) -> None:
        """Follow the selection of the flow while nothing is tapped and nothing was received."""
        if not self.state.running and not len(self.ring) and self.target.target != target:
            self.target.choose(target)

    def show_state(self, state: TapState) -> None:
        """Show what a tap would change, that it runs, or why it does not."""
        self.state = state
        was_beside = any(map(self._has_keyboard, (self.start, self.stop)))
        self.start.setVisible(not state.running)
        self.start.setEnabled(state.can_start and not self._is_half_typed)
        self.stop.setVisible(state.running)
        self.target.setEnabled(not state.running)
        self.keys.setEnabled(not state.running)
        self.words.setText("\n".join(state.lines))
        if was_beside:
            (self.stop if state.running else self.target).setFocus()
            self._is_ready_for_start = not state.running
        self.empty.setText(state.advice)
        self._paint_state()
        self.refresh()
        self._go_to_start()

    def begin(self) -> None:
        """A new tap starts: forget what an earlier one received."""
        self._on_clear()

    def put(self, messages: Sequence[TappedMessage]) -> None:
        """Take messages in; they are drawn with the next tick."""
        self.ring.put(messages)

    def refresh(self) -> None:
        """One tick: counts and the visible rows."""
        statistics = self.ring.statistics()
        number = numbers.exact_count
        lost = statistics.dropped + self.state.lost
        self.counts.setText(
            tr(
                "{received} received   {kept} kept   {dropped} dropped",
                received=number(max(statistics.received, self.state.received)),
                kept=number(statistics.kept),
                dropped=number(lost, at_least=self.state.overflowed),
            )
        )
        known = tr(
            "{old} made room for newer ones; {fast} came faster than this window took them in.",
            old=number(statistics.dropped),
            fast=number(self.state.lost),
        )
        more = tr("The broker dropped more copies.")
        self.counts.setToolTip(f"{known} {more}" if self.state.overflowed else known)
        self.pages.setCurrentIndex(1 if statistics.kept else 0)
        self.filter.setVisible(bool(statistics.kept or self.filter.text()))
        self._look_on()

    def _look_on(self) -> None:
        """A part of the messages at a time: a full ring would be felt while somebody types."""
        if not self.rows.catch_up():
            self._looking.start()
        if self._chosen_in_ring is not None and self.table.current is None:
            row = self.rows.row_of(self._chosen_in_ring)
            if row is not None:
                self.table.follow(False)
                self.table.choose(row)
        self.fitting.setText("" if self.rows.is_all else tr("{n:,} fit", n=len(self.rows)))
        self.table.refresh()

    def _go_to_start(self) -> None:
        """The keyboard waits beside the button until that can be pressed, and goes on to it."""
        if self._is_ready_for_start and self.start.isEnabled():
            self._is_ready_for_start = False
            if self._has_keyboard(self.target):
                self.start.setFocus()

    @property
    def _is_half_typed(self) -> bool:
        """What can be seen in the fields is not what a tap would be started with."""
        return self.target.is_edited or self.keys.isModified()

    def _has_keyboard(self, widget: QWidget) -> bool:
        """Or would have, were this window in front."""
        return self.window().focusWidget() is widget

    def _on_target(self, kind: str, name: str) -> None:
        self.keys.setVisible(kind == "exchange")
        self.target_chosen.emit(kind, name, tuple(self.keys.text().split()))

    def _on_missed(self, name: str) -> None:
        words = tr("No exchange or queue here is called '{name}'.", name=name)
        self.show_state(TapState(lines=(words if name else tr(CHOOSE),)))

    def _on_typing(self) -> None:
        """What could be started is not what is being typed."""
        self.start.setEnabled(False)

    def _on_keys(self) -> None:
        self._typing.stop()
        target = self.target.target
        if target is not None and self.keys.isModified():
            self.keys.setModified(False)
            self._on_target(*target)

    def _on_filter(self, wanted: MessageFilter) -> None:
        """What was chosen stays, and comes back as soon as it fits again."""
        self.table.choose(None)
        self.rows.show(wanted)
        self.table.follow(self._chosen_in_ring is None)
        self._look_on()

    def _on_clear(self) -> None:
        self.ring.clear()
        self._chosen_in_ring = None
        self.table.choose(None)
        self.table.follow(True)
        self._on_chosen(None)
        self.refresh()

    def _on_chosen(self, message: TappedMessage | None) -> None:
        """The list has all the room until one message is of interest."""
        if self.table.current is not None:
            self._chosen_in_ring = self.rows.in_ring(self.table.current)
        self.detail.show_message(message)
        self.detail.setVisible(message is not None)

    def _paint_state(self) -> None:
        self.mark.setPixmap(icons.mark(self.state.mark).pixmap(QSize(icons.SIZE, icons.SIZE)))

    def _lay_out(self) -> None:
        icons.wear(self.start, "play")
        icons.wear(self.stop, "stop")
        icons.wear(self.clear, "notification-clear-all")
        self.clear.setAccessibleName(tr("Forget the messages received"))
        self.clear.setAutoRaise(True)
        self.clear.setToolTip(tr("Forget the messages that were received"))
        self.follow.setChecked(True)
        self.follow.setToolTip(tr("Keep the newest message in view (End)"))
        self.counts.setFont(theme.figures(self.counts.font()))
        for quiet in (self.counts, self.fitting):
            quiet.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        bar = QHBoxLayout()
        self.keys.setPlaceholderText(tr("keys: as bound"))
        self.keys.setToolTip(
            tr("Bind these keys, separated by spaces, instead of the existing ones")
        )
        self.keys.setAccessibleName(tr("Binding keys"))
        hint = self.keys.fontMetrics().horizontalAdvance(self.keys.placeholderText())
        self.keys.setMinimumWidth(hint + _AROUND_HINT)
        self.keys.setMaximumWidth(max(190, hint + _AROUND_HINT))
        for widget in (self.target, self.keys, self.start, self.stop):
            bar.addWidget(widget)
        bar.addStretch(1)
        for other in (self.counts, self.follow, self.clear):
            bar.addWidget(other)
        for label in (self.words, self.empty):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.mark.setMinimumHeight(self.fontMetrics().height())  # centred on the first line
        said = QHBoxLayout()
        said.setContentsMargins(2, 0, 2, 0)
        said.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.words, 1)
        for part in (self.fitting, self.filter):
            said.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.table)
        halves.addWidget(self.detail)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setChildrenCollapsible(False)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(halves)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 8, 8)
        column.addLayout(bar)
        column.addLayout(said)
        column.addWidget(self.pages, 1)
