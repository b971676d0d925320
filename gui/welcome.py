"""What the window shows while it watches nothing: where to go from here, with one click."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.profile import Profile
from core.wording import phrase, tr
from gui import theme
from gui.connect.profile_card import WIDTH, ProfileCard
from gui.flow.overlay import SIGN, draw_sign

TITLE = phrase("Which system do you want to look at?")
CONNECT = phrase(
    "A RabbitMQ that runs somewhere. Its AMQP URL is enough, the rest is inferred from it."
)
DEMO = phrase(
    "A small shop of fourteen clients on a broker inside Flowscope, with trouble on request. "
    "Nothing else is needed."
)
_WIDTH, _CARD, _BETWEEN = 560, WIDTH, 32
_MOST = 4
"""Profiles that are offered here; the dialog has all of them."""


class Welcome(QWidget):
    """Offers a broker or the demo; says how the start of the demo goes."""

    connect_wanted = Signal()
    demo_wanted = Signal()
    demo_unwanted = Signal()
    """The one that starts is not wanted any more."""
    profile_wanted = Signal(str)
    """The name of a profile whose broker is to be watched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[ProfileCard] = []
        self.connect_to = QPushButton(tr("Connect to a broker…"))
        self.try_demo = QPushButton(tr("Try the demo"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setToolTip(tr("Do not start the demo (Esc)"))
        self.state = _words("")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(_CARD, 4)
        for part in (self.progress, self.cancel):
            keeping = part.sizePolicy()
            keeping.setRetainSizeWhenHidden(True)  # nothing moves when it comes and goes
            part.setSizePolicy(keeping)
        self._lay_out()
        self.connect_to.clicked.connect(self.connect_wanted)
        self.try_demo.clicked.connect(self.demo_wanted)
        self.cancel.clicked.connect(self.demo_unwanted)
        self.show_idle()

    def show_profiles(self, profiles: Sequence[Profile]) -> None:
        """Offer the brokers that have a name; those that were used last come first."""
        for card in self.cards:
            self._named.removeWidget(card)
            card.setParent(None)
            card.deleteLater()
        self.cards = [ProfileCard(profile) for profile in profiles[:_MOST]]
        for place, card in enumerate(self.cards):
            self._named.addWidget(card, place // 2, 1 + place % 2)
            card.clicked.connect(partial(self.profile_wanted.emit, card.profile.name))
        self._gap.setVisible(bool(self.cards))
        self.setFocusProxy(self.cards[0] if self.cards else self.connect_to)
        for one, following in pairwise((*self.cards, self.connect_to, self.try_demo)):
            self.setTabOrder(one, following)

    def show_idle(self) -> None:
        """Nothing was asked for yet."""
        self._show("", busy=False)

    def show_starting(self) -> None:
        """The demo was asked for; another broker may be chosen all the same."""
        self._show(tr("The demo is starting …"), busy=True)

    def show_failed(self, why: str) -> None:
        """The demo cannot run: why, and what to do."""
        self._show(tr("The demo did not start. {why}", why=why), busy=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels what starts."""
        if event.key() == Qt.Key.Key_Escape and self.cancel.isVisible():
            self.cancel.click()
        else:
            super().keyPressEvent(event)

    def _show(self, words: str, *, busy: bool) -> None:
        self.state.setText(words)
        if busy and self.try_demo.hasFocus():
            self.connect_to.setFocus()
        if not busy and self.cancel.hasFocus():
            self.try_demo.setFocus()
        self.try_demo.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(_Sign(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(14)
        column.addWidget(_title(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(18)
        column.addLayout(self._named_brokers())
        column.addWidget(self._gap)
        column.addLayout(self._cards())
        column.addSpacing(18)
        column.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignHCenter)
        self.state.setFixedWidth(_WIDTH)
        self.state.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.state, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def _named_brokers(self) -> QGridLayout:
        self._named = QGridLayout()
        self._named.setHorizontalSpacing(_BETWEEN)
        self._named.setVerticalSpacing(10)
        self._named.setColumnStretch(0, 1)
        self._named.setColumnStretch(3, 1)
        self._gap = QWidget()
        self._gap.setFixedHeight(18)
        self._gap.setVisible(False)
        return self._named

    def _cards(self) -> QGridLayout:
        """Each offer with its words below: all of one width, wherever the window is wide."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(_BETWEEN)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)
        offers = ((self.connect_to, tr(CONNECT)), (self.try_demo, tr(DEMO)))
        for place, (button, words) in enumerate(offers, 1):
            button.setFixedWidth(_CARD)
            button.setMinimumHeight(36)
            button.setAutoDefault(True)  # Enter presses the one that has the focus
            button.setAccessibleDescription(words)
            label = _words(words)
            label.setFixedWidth(_CARD)
            grid.addWidget(button, 0, place)
            grid.addWidget(label, 1, place)
        self.setFocusProxy(self.connect_to)
        return grid


class _Sign(QWidget):
    """Four quiet nodes in a row: what will be here."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(SIGN)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw it in the colours of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_sign(painter, theme.current(), self.rect().toRectF().center())
        painter.end()


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def _title() -> QLabel:
    label = QLabel(tr(TITLE))
    font = label.font()
    font.setPixelSize(17)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    return label
