"""The name of a profile in its colour, with its marks in words: where one is."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.standing import NO_PROFILE, Standing
from core.wording import tr
from gui import theme
from gui.connect.colours import colour_of, text_on
from gui.plain import tooltip

_PAD, _ROUND = 8, 4
_LONGEST = 340


class Badge(QWidget):
    """Hidden where there is no profile."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._standing = NO_PROFILE
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_standing(NO_PROFILE)

    def show_standing(self, standing: Standing) -> None:
        """Show another profile, or none."""
        self._standing = standing
        self.text = "  ·  ".join((standing.profile, *standing.marks))
        self.setVisible(bool(standing.profile))
        named = tr("Profile {name}", name=standing.profile)
        self.setToolTip(tooltip("\n".join((named, *_meanings(standing))).strip()))
        self.setAccessibleName(tr("Profile {name}", name=self.text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its text, to a limit."""
        metrics = self.fontMetrics()
        width = min(_LONGEST, metrics.horizontalAdvance(self.text) + 2 * _PAD + 2)
        return QSize(width, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the name on its colour."""
        look, colour = theme.current(), colour_of(self._standing.colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.text_dim, 1) if colour is None else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if colour is None else colour)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        painter.setPen(look.text if colour is None else text_on(colour))
        room = self.rect().adjusted(_PAD, 0, -_PAD, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._fitting(room.width()))
        painter.end()

    def _fitting(self, width: int) -> str:
        """The text, of which the name gives way where there is no room, and never a mark."""
        metrics = self.fontMetrics()
        marks = self.text.removeprefix(self._standing.profile)
        room = width - metrics.horizontalAdvance(marks)
        name = metrics.elidedText(self._standing.profile, Qt.TextElideMode.ElideRight, room)
        return name + marks


def _meanings(standing: Standing) -> Iterator[str]:
    """What each mark of a profile is good for."""
    if standing.production:
        yield tr("production: asks before anything is written")
    if standing.read_only:
        yield tr("read-only: nothing is written")
