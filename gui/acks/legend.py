"""What the marks in the lanes mean, in one line."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.lanes.lane import Lane
from core.lanes.settled import Fate
from gui import theme
from gui.acks.looks import FATE_LOOKS, SHADES, age_colour, usual_colour
from gui.acks.sprites import draw_fate, draw_pip
from gui.flow.lettering import font, text_width
from gui.plain import tooltip

_SIZE = 10.0
_ALWAYS = (Fate.ACK, Fate.NACK, Fate.REJECT, Fate.REQUEUE, Fate.DEAD_LETTER)
_USUAL = "usual time"
_TOLD = (
    "Messages move to the right as they age, and turn red; hollow: redelivered.\n"
    "Usual time: half are settled where the band begins, 99 of 100 before it ends."
)
_PIPS = ((0, False, "unacked"), (SHADES - 1, False, "for long"), (2, True, "redelivered"))


class LaneLegend(QWidget):
    """Names the marks; those of what nobody does here are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fates: tuple[Fate, ...] = _ALWAYS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend of the lanes")
        theme.changed.connect(self.update)
        self._say()

    def show_lanes(self, lanes: list[Lane]) -> None:
        """Name what these lanes show, too."""
        seen = {fate for lane in lanes for fate in lane.rates}
        fates = tuple(fate for fate in Fate if fate in _ALWAYS or fate in seen | set(self._fates))
        if fates != self._fates:
            self._fates = fates
            self._say()
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Mark by mark, as far as they fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(_SIZE))
        look, left, middle = theme.current(), 10.0, self.height() / 2
        for shade, again, words in _PIPS:
            self._mark(painter, left + 3, middle)
            draw_pip(painter, look, age_colour(look, "consumer", shade), low=False, again=again)
            left = self._word(painter, words, left + 10, middle)
        painter.resetTransform()
        painter.fillRect(QRectF(left, middle - 8, 14, 16), usual_colour(look))
        left = self._word(painter, _USUAL, left + 20, middle)
        for fate in self._fates:
            words = FATE_LOOKS[fate].word
            if left + 14 + text_width(words, _SIZE) > self.width():
                break
            self._mark(painter, left + 4, middle)
            draw_fate(painter, look, fate, 3.8)
            left = self._word(painter, words, left + 12, middle)

    def _mark(self, painter: QPainter, x: float, y: float) -> None:
        painter.resetTransform()
        painter.translate(x, y)

    def _word(self, painter: QPainter, words: str, left: float, middle: float) -> float:
        painter.resetTransform()
        painter.setPen(theme.current().text_dim)
        painter.drawText(int(left), int(middle + 4), words)
        return left + text_width(words, _SIZE) + 16

    def _say(self) -> None:
        words = ", ".join(FATE_LOOKS[fate].word for fate in self._fates)
        told = (
            f"Messages move to the right as they age, and turn red; hollow: redelivered.\n{words}"
        )
        self.setToolTip(tooltip(told))
        self.setAccessibleDescription(told)
