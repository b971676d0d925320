"""What the marks in the lanes mean."""

from collections.abc import Callable
from functools import partial
from math import inf

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.lanes.lane import Lane
from core.lanes.settled import Fate
from core.wording import phrase, tr
from gui import theme
from gui.acks.geometry import letters_for
from gui.acks.looks import FATE_LOOKS, SHADES, age_colour, usual_colour
from gui.acks.sprites import draw_fate, draw_pip
from gui.flow.lettering import font, renew, text_width, wanted
from gui.plain import tooltip

Draw = Callable[[QPainter, theme.Theme], None]
_SIZE, _LINE = 10.0, 20
_LEFT, _MARK, _GAP = 13.0, 9.0, 18.0
_SHARE = 0.12
"""Of the height of the panel, one line at least."""
_ALWAYS = (Fate.ACK, Fate.NACK, Fate.REJECT, Fate.REQUEUE, Fate.DEAD_LETTER)
_USUAL = phrase("usual time")
_PIPS = (
    (0, False, phrase("unacked")),
    (SHADES - 1, False, phrase("for long")),
    (2, True, phrase("redelivered")),
)


def _pip(shade: int, again: bool, painter: QPainter, look: theme.Theme) -> None:
    draw_pip(painter, look, age_colour(look, "consumer", shade), low=False, again=again)


def _fate(fate: Fate, painter: QPainter, look: theme.Theme) -> None:
    draw_fate(painter, look, fate, 3.8)


def _usual(painter: QPainter, look: theme.Theme) -> None:
    painter.fillRect(QRectF(-5, -7, 11, 14), usual_colour(look))


class LaneLegend(QWidget):
    """Names the marks; those of what nobody does here are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fates: tuple[Fate, ...] = _ALWAYS
        self._most = 99
        self._is_blind = False
        """Nobody here tells how long messages wait for an answer."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Legend of the lanes"))
        theme.changed.connect(self.update)
        self._say()

    def make_do(self, height: int) -> None:
        """Take no more than a part of what there is; the tool tip tells what is left out."""
        self._most = max(1, int(_SHARE * height / (_LINE * self._larger)))
        self.setFixedHeight(self.sizeHint().height())

    def show_lanes(self, lanes: list[Lane]) -> None:
        """Name what these lanes show, too."""
        seen = {fate for lane in lanes for fate in lane.rates}
        blind = bool(lanes) and all(lane.is_blind for lane in lanes)
        usual = () if blind else _ALWAYS  # acks that no source here tells of
        kept = set(self._fates) - ({*_ALWAYS} if blind else set())
        fates = tuple(fate for fate in Fate if fate in seen | kept | {*usual})
        if (fates, blind) != (self._fates, self._is_blind):
            self._fates, self._is_blind = fates, blind
            self._say()
            self.setFixedHeight(self.sizeHint().height())
            self.update()

    def sizeHint(self) -> QSize:
        """As many lines as it needs."""
        return QSize(200, round(self._larger * (_LINE * self._lines() + 4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More lines where it is narrow."""
        super().resizeEvent(event)
        self.setFixedHeight(self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            renew()
            self.setFixedHeight(self.sizeHint().height())
            self.update()

    @property
    def _larger(self) -> float:
        """How much larger than usual its letters are, as those of the lanes above."""
        return letters_for(self.width(), inf, wanted())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Mark by mark, line by line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(_SIZE))
        painter.scale(self._larger, self._larger)
        for (words, draw), (x, y) in zip(self._marks(), self._places(), strict=True):
            if y > _LINE * self._lines():
                break
            painter.translate(x, y)
            draw(painter, theme.current())
            painter.translate(-x, -y)
            painter.setPen(theme.current().text_dim)
            painter.drawText(QPointF(x + _MARK, y + 4), words)

    def _marks(self) -> list[tuple[str, Draw]]:
        waiting = [(tr(words), partial(_pip, shade, again)) for shade, again, words in _PIPS]
        fates: list[tuple[str, Draw]] = [
            (tr(FATE_LOOKS[fate].word), partial(_fate, fate)) for fate in self._fates
        ]
        return fates if self._is_blind and fates else [*waiting, (tr(_USUAL), _usual), *fates]

    def _places(self) -> list[tuple[float, float]]:
        """The middle of each mark."""
        x, y, places = _LEFT, _LINE / 2 + 2, []
        for words, _ in self._marks():
            wide = _MARK + text_width(words, _SIZE)
            if x > _LEFT and x + wide > self.width() / self._larger:
                x, y = _LEFT, y + _LINE
            places.append((x, y))
            x += wide + _GAP
        return places

    def _lines(self) -> int:
        return min(round(self._places()[-1][1] / _LINE + 0.4), self._most)

    def _say(self) -> None:
        told = tr(
            "Messages move to the right as they age, and turn red; hollow: redelivered.\n{fates}",
            fates=tr(", ").join(tr(FATE_LOOKS[fate].word) for fate in self._fates),
        )
        self.setToolTip(tooltip(told))
        self.setAccessibleDescription(told)
