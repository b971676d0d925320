"""What the view says when there is no lane: why, and what to do; and what lanes do not show."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.lanes.lane import Lane
from core.lanes.scope import Scope
from core.numbers import clock, exact_count
from core.wording import phrase, tr
from gui.acks.watched import Watched
from gui.look.bar import LookBar

_LEAST = 160
"""Pixels of width; a panel has no less."""


@dataclass(frozen=True, slots=True)
class Told:
    """A title and what to do."""

    title: str = ""
    body: str = ""

    def said(self, **values: object) -> "Told":
        """In the language of the user."""
        return Told(tr(self.title), tr(self.body, **values))


NOTHING_SEEN = Told(
    phrase("No single message is seen yet"),
    phrase(
        "A broker counts acks, but tells nobody about single ones. There are two ways to see them:\n"
        "the proxy, through which services connect, sees every delivery, ack, nack and reject;\n"
        "the firehose shows every publish and delivery, but no ack, and the broker works for it."
    ),
)
NOBODY_CONNECTED = Told(
    phrase("The proxy listens, and no service is connected to it"),
    phrase(
        "Let a service connect to {address} instead of to the broker. Its messages appear here "
        "as soon as the first one passes."
    ),
)
NOTHING_PASSED = Told(
    phrase("Nothing has passed yet"),
    phrase("Messages appear here as soon as the first one passes."),
)
NOTHING_HERE = Told(
    phrase("Nothing of this was seen"),
    phrase(
        "Messages are seen elsewhere, but none of what is selected. The proxy sees only services "
        "that connect to it. Select nothing to see the whole vhost."
    ),
)
BLIND = phrase(
    "Seen by the firehose: deliveries only. It has no acks, so what becomes of the messages and "
    "who still holds some is not known here. The proxy sees that."
)
HEARD = phrase(
    "Seen by the firehose: what is published, and which queues take it. It has no confirms."
)
ENDED = phrase(
    "Neither proxy nor firehose is on: this is what was seen until {time}, "
    "and nothing is seen any more."
)
LOST = phrase(
    "At least {lost} publishes, deliveries or acks were not seen: numbers are lower "
    "bounds, and some messages are missing."
)


def silence_of(session: Watched, scope: Scope, lanes: list[Lane]) -> Told:
    """Why there is no lane; nothing where there are some."""
    look = session.close_look
    if look.via == "none" and not session.ack_flow.recent_steps.end:
        return NOTHING_SEEN.said()  # the lane of a selected queue would claim that nobody waits
    if lanes:
        return Told()
    if session.ack_flow.recent_steps.end and not scope.is_whole:
        return NOTHING_HERE.said()
    if look.via == "none":
        return NOTHING_SEEN.said()
    if look.via == "proxy" and not look.proxy.clients:
        return NOBODY_CONNECTED.said(address=look.proxy.address)
    return NOTHING_PASSED.said()


def note_of(session: Watched, lanes: list[Lane]) -> str:
    """What the lanes do not show, and why; empty as it should be."""
    life = session.ack_flow.life
    said = []
    if lanes and session.close_look.via == "none" and session.ack_flow.recent_steps.end:
        # What Flowscope publishes and taps itself goes on to be seen.
        until = session.close_look.seen_until or session.ack_flow.at
        said.append(tr(ENDED, time=clock(until)))
    elif any(lane.is_blind for lane in lanes if lane.kind == "consumer"):
        said.append(tr(BLIND))
    elif any(lane.is_blind for lane in lanes):
        said.append(tr(HEARD))
    if lanes and life.lost:
        said.append(tr(LOST, lost=exact_count(life.lost)))
    return " ".join(said)


class Silence(QScrollArea):
    """Shows it with the two ways to see more, which come first where not all fits in."""

    def __init__(self, ways: LookBar | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Told()
        self._ways = ways
        self._is_low = False
        self.title, self.body = QLabel(), QLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.title.setFont(font)
        self.body.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        page = QWidget()
        self._column = column = QVBoxLayout(page)
        column.setSpacing(8)
        column.addStretch()
        for label in (self.title, self.body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        if ways is not None:
            column.addWidget(ways)
        column.addStretch()
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def tell(self, told: Told) -> None:
        """Say this, once."""
        if told != self._told:
            self._told = told
            self.title.setText(told.title)
            self.body.setText(told.body)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(_LEAST, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.contentsRect()
        if self._ways is not None:
            edges, bar = self._column.contentsMargins(), self.verticalScrollBar().sizeHint()
            self._ways.stand_in(room.width() - edges.left() - edges.right() - bar.width())
        is_low = self._column.totalHeightForWidth(room.width()) > room.height()
        if is_low != self._is_low:
            self._is_low = is_low
            self._column.removeWidget(self.body)
            self._column.insertWidget(self._column.count() - 1 if is_low else 2, self.body)
