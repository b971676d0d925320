"""A profile on the first page: its colour, its name, its marks; one click connects."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.profile import Profile
from core.wording import tr
from gui import theme
from gui.connect.colours import colour_of
from gui.plain import tooltip

WIDTH, HEIGHT = 264, 58
_STRIP, _ROUND, _PAD = 5, 6, 14


class ProfileCard(QAbstractButton):
    """A button that shows a profile."""

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profile = profile
        self.setText(profile.name)
        self.setFixedSize(WIDTH, HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        said = tr(", ").join((profile.name, *profile.standing.marks))
        self.setAccessibleName(tr("Connect to {profile}", profile=said))
        self.setAccessibleDescription(profile.url)
        self.setToolTip(tooltip(f"{self.accessibleName()}\n{profile.url}"))
        self._under = False
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """All cards are alike."""
        return QSize(WIDTH, HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse is over it."""
        self._under = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has gone."""
        self._under = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw it in the colours of now."""
        look, colour = theme.current(), colour_of(self.profile.colour)
        box = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        shape = QPainterPath()
        shape.addRoundedRect(box, _ROUND, _ROUND)
        raised = 0.10 if self.isDown() else 0.07 if self._under else 0.02
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(shape, theme.mixed(look.panel, look.text, raised))
        painter.setClipPath(shape)
        strip = QRectF(box.x(), box.y(), _STRIP, box.height())
        painter.fillRect(strip, colour or look.panel_border)
        painter.setClipping(False)
        edge = look.accent if self.hasFocus() else look.panel_border
        painter.setPen(QPen(edge, 1.5 if self.hasFocus() else 1))
        painter.drawPath(shape)
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        look = theme.current()
        room = self.rect().adjusted(_PAD + _STRIP - 2, 9, -_PAD, -9)
        bold = self.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(look.text)
        _draw(painter, room, Qt.AlignmentFlag.AlignTop, self.profile.name)
        painter.setFont(self.font())
        painter.setPen(look.text_dim)
        words = "  ·  ".join((*self.profile.standing.marks, self.profile.url))
        _draw(painter, room, Qt.AlignmentFlag.AlignBottom, words)


def _draw(painter: QPainter, room: QRect, where: Qt.AlignmentFlag, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, where, shown)
