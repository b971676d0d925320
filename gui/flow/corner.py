"""The buttons in the corner of the picture: what edges say; smaller, all of it, larger."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from core.wording import tr
from gui.flow.label_choice import WORDS, Choice
from gui.flow.lettering import DETAIL, font, text_width
from gui.theme import Theme

_SIDE, _BUTTON = 14, 26
"""Of a sign and of its button, in pixels beside usual letters."""


class Corner(QWidget):
    """What edges say, and zoom out, fit and zoom in for those who have no wheel."""

    def __init__(
        self,
        parent: QWidget,
        zoom_out: Callable[[], None],
        fit: Callable[[], None],
        zoom_in: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.labels = self._labels_button()
        row.addWidget(self.labels)
        self.zoom_out = self._button(tr("Zoom out (-)"), zoom_out)
        self.fit = self._button(tr("Fit the whole graph (F)"), fit)
        self.zoom_in = self._button(tr("Zoom in (+)"), zoom_in)
        for button in (self.zoom_out, self.fit, self.zoom_in):
            row.addWidget(button)
        self.show_choice("rates")
        self.reletter(1.0)

    def reletter(self, letters: float) -> None:
        """Be so much larger than usual as the letters of the picture."""
        self._letters = letters
        size, side = (DETAIL + 1) * letters, round(_BUTTON * letters)
        self.labels.setFont(font(size))
        widest = max(text_width(tr(one.short), size) for one in WORDS.values())
        self.labels.setFixedSize(round(widest) + side, side)
        for button in (self.zoom_out, self.fit, self.zoom_in):
            button.setIconSize(QSize(_SIDE, _SIDE) * letters)
            button.setFixedSize(side, side)
        self.adjustSize()

    def offer(self, actions: Sequence[QAction]) -> None:
        """Let these be chosen as what edges say."""
        menu = QMenu(self.labels)
        menu.addActions(actions)
        menu.setToolTipsVisible(True)
        self.labels.setMenu(menu)
        self.labels.show()
        self.adjustSize()

    def show_choice(self, choice: Choice) -> None:
        """Say what edges say now."""
        words = tr(WORDS[choice].short)
        self.labels.setText(f"{words} \N{BLACK DOWN-POINTING SMALL TRIANGLE}")
        self.labels.setAccessibleName(tr("Labels of edges: {choice}", choice=words))

    def _labels_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tr("What edge labels show (L for the next)"))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        button.hide()
        return button

    def _button(self, words: str, press: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(press)
        return button

    def show_theme(self, theme: Theme, ratio: float) -> None:
        """Draw the icons in a theme's colours."""
        for button, draw in (
            (self.zoom_out, _draw_minus),
            (self.fit, _draw_corners),
            (self.zoom_in, _draw_plus),
        ):
            button.setIcon(_icon(draw, theme, ratio, self._letters))


def _icon(draw: Callable[[QPainter], None], theme: Theme, ratio: float, letters: float) -> QIcon:
    pixmap = QPixmap(QSize(_SIDE, _SIDE) * letters * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(letters, letters)
    painter.setPen(QPen(theme.text_dim, 1.5, c=Qt.PenCapStyle.RoundCap))
    draw(painter)
    painter.end()
    return QIcon(pixmap)


def _draw_minus(painter: QPainter) -> None:
    painter.drawLine(QPointF(3, 7), QPointF(11, 7))


def _draw_plus(painter: QPainter) -> None:
    _draw_minus(painter)
    painter.drawLine(QPointF(7, 3), QPointF(7, 11))


def _draw_corners(painter: QPainter) -> None:
    for turn in range(4):
        painter.save()
        painter.translate(7, 7)
        painter.rotate(90 * turn)
        painter.drawPolyline([QPointF(-5, -1.8), QPointF(-5, -5), QPointF(-1.8, -5)])
        painter.restore()
    painter.drawRect(QRectF(6, 6, 2, 2))
