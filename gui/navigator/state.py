"""The state of a row as a sign: told by its shape as well as by its colour."""

from functools import cache
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from core.ordering import EXCHANGES, PUBLISHERS, QUEUES
from core.troubles import Severity
from core.wording import phrase
from gui import icons, theme
from gui.flow.node_paint import COLOURS, outline
from gui.flow.trouble_mark import MARKS
from gui.navigator.listing import Kind

State = Literal["moving", "still", "unknown", "gone"] | Severity
WORDS: dict[State, str] = {
    "moving": phrase("something passed in the last minute"),
    "still": phrase("nothing passed in the last minute"),
    "unknown": phrase("traffic unknown"),
    "gone": phrase("not declared or connected any more"),
    "warning": phrase("problem"),
    "notice": phrase("worth a look"),
}
SIDE = icons.SIZE
_COLUMNS: dict[Kind, int] = {
    "service": PUBLISHERS,
    "exchange": EXCHANGES,
    "queue": QUEUES,
    "connection": PUBLISHERS,
}


def sign(kind: Kind, state: State, ratio: float) -> QPixmap:
    """The sign of a state: filled while something moves, hollow while nothing does, a mark of trouble."""
    return _sign(kind, state, ratio, theme.current().dark)


@cache
def _sign(kind: Kind, state: State, ratio: float, dark: bool) -> QPixmap:
    look = theme.DARK if dark else theme.LIGHT
    pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state in ("warning", "notice"):
        icons.paint_mark(painter, MARKS[state], QRectF(0, 0, SIDE, SIDE), look)
    else:
        _paint_kind(painter, kind, state, look)
    painter.end()
    return pixmap


def _line() -> QPainterPath:
    """Two ends and what joins them."""
    path, middle = QPainterPath(), SIDE / 2
    path.addEllipse(QPointF(3.6, middle), 2.4, 2.4)
    path.addEllipse(QPointF(SIDE - 3.6, middle), 2.4, 2.4)
    path.moveTo(6.0, middle)
    path.lineTo(SIDE - 6.0, middle)
    return path


def _paint_kind(painter: QPainter, kind: Kind, state: State, look: theme.Theme) -> None:
    column = _COLUMNS[kind]
    colour = look.confirm if kind == "connection" else look.flow(COLOURS[column])
    path = _line() if kind == "connection" else outline(QRectF(1.5, 2, SIDE - 3, 10), column)
    if state == "moving":
        painter.fillPath(path, theme.mixed(look.panel, colour, 0.75))
    pen = QPen(colour if state == "moving" else theme.mixed(look.panel, colour, 0.7), 1.3)
    if state == "unknown":
        pen.setStyle(Qt.PenStyle.DotLine)
    if state == "gone":
        pen.setColor(look.text_dim)
        painter.setPen(pen)
        painter.drawLine(QLineF(2.0, SIDE - 2.0, SIDE - 2.0, 2.0))
    painter.strokePath(path, pen)
