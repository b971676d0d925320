"""What the view says when there is no lane: why, and what to do."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.lanes.lane import Lane
from core.lanes.scope import Scope
from gui.acks.watched import Watched


@dataclass(frozen=True, slots=True)
class Told:
    """A title and what to do."""

    title: str = ""
    body: str = ""


NOTHING_SEEN = Told(
    "No single message is seen yet",
    "The broker counts acks but tells nobody about single ones. There are two ways to see them.\n\n"
    "The proxy: services connect through Flowscope, which sees every publish, delivery, ack, nack "
    "and reject. It costs one hop on this machine.\n\n"
    "The firehose: the broker copies every publish and delivery. Nothing has to be pointed "
    "anywhere, but it has no acks, and the broker works for each message.",
)
NOTHING_HERE = Told(
    "Nothing of this was seen",
    "Single messages are seen elsewhere, but none of what is selected. Who does not connect "
    "through the proxy is not seen by it. Select nothing to see the whole vhost.",
)


BLIND = (
    "Seen by the firehose: deliveries only. It has no acks, so what becomes of the messages and "
    "who still holds some is not known here. The proxy sees that."
)


def silence_of(session: Watched, scope: Scope, lanes: list[Lane]) -> Told:
    """Why there is no lane; nothing where there are some."""
    if lanes:
        return Told()
    flow = session.ack_flow
    if not flow.recent.end or scope.is_whole:
        return NOTHING_SEEN
    return NOTHING_HERE


class Silence(QWidget):
    """Shows it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Told()
        self.title, self.body = QLabel(), QLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.title.setFont(font)
        self.body.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.column = QVBoxLayout(self)
        self.column.addStretch()
        for label in (self.title, self.body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setMaximumWidth(640)
            self.column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch()

    def tell(self, told: Told) -> None:
        """Say this, once."""
        if told != self._told:
            self._told = told
            self.title.setText(told.title)
            self.body.setText(told.body)
