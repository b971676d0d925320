"""Icons: state marks told apart by shape as well as colour, and the signs on buttons.

Marks are painted here, because the first window shows them; the signs come from QtAwesome, which
is imported when the first one is asked for, after the first paint.
"""

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton

from gui import theme

Mark = Literal["ok", "missing", "unknown", "working", "returned", "nacked", "failed"]
SIZE = 14


def mark(kind: Mark) -> QIcon:
    """The sign of a state, in the colours of the current theme."""
    return _mark(kind, theme.current().dark)


@cache
def _mark(kind: Mark, dark: bool) -> QIcon:
    look = theme.DARK if dark else theme.LIGHT
    icon = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(SIZE * ratio, SIZE * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, kind, QRectF(0, 0, SIZE, SIZE), look)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def paint_mark(painter: QPainter, kind: Mark, place: QRectF, look: theme.Theme) -> None:
    """Draw the sign of a state into a square."""
    painter.save()
    painter.translate(place.topLeft())
    painter.scale(place.width() / SIZE, place.height() / SIZE)
    _PAINTERS[kind](painter, look)
    painter.restore()


def colour_of(kind: Mark, look: theme.Theme) -> QColor:
    """The colour that goes with a mark."""
    return {
        "ok": look.ack,
        "missing": look.warning,
        "unknown": look.text_dim,
        "working": look.accent,
        "returned": look.returned,
        "nacked": look.error,
        "failed": look.error,
    }[kind]


def _paint_ok(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.ack)
    painter.drawEllipse(QRectF(1, 1, 12, 12))
    painter.setPen(_pen(look.panel, 1.7))
    painter.drawPolyline(_points((4, 7.2), (6.2, 9.4), (10, 5)))


def _paint_missing(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.warning)
    painter.drawPolygon(_points((7, 1), (13.5, 12.5), (0.5, 12.5)))
    painter.setPen(_pen(look.panel, 1.6))
    painter.drawLine(QPointF(7, 5), QPointF(7, 8.4))
    painter.drawPoint(QPointF(7, 10.6))


def _paint_unknown(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(_pen(look.text_dim, 1.5, Qt.PenStyle.DotLine))
    painter.drawEllipse(QRectF(2, 2, 10, 10))


def _paint_working(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(_pen(theme.faded(look.accent, 0.3), 2))
    painter.drawEllipse(QRectF(2, 2, 10, 10))
    painter.setPen(_pen(look.accent, 2))
    painter.drawArc(QRectF(2, 2, 10, 10), 90 * 16, -130 * 16)


def _paint_returned(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(_pen(look.returned, 1.8))
    painter.drawPolyline(_points((12, 3), (12, 8), (2.5, 8)))
    painter.drawPolyline(_points((5.8, 4.7), (2.5, 8), (5.8, 11.3)))


def _paint_nacked(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(_pen(look.error, 2))
    painter.drawLine(QPointF(3, 3), QPointF(11, 11))
    painter.drawLine(QPointF(11, 3), QPointF(3, 11))


def _paint_failed(painter: QPainter, look: theme.Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.error)
    painter.drawPolygon(
        _points((4, 1), (10, 1), (13, 4), (13, 10), (10, 13), (4, 13), (1, 10), (1, 4))
    )
    painter.setPen(_pen(look.panel, 1.8))
    painter.drawLine(QPointF(7, 3.8), QPointF(7, 7.6))
    painter.drawPoint(QPointF(7, 10.2))


_PAINTERS = {
    "ok": _paint_ok,
    "missing": _paint_missing,
    "unknown": _paint_unknown,
    "working": _paint_working,
    "returned": _paint_returned,
    "nacked": _paint_nacked,
    "failed": _paint_failed,
}


def _pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    return QPen(colour, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _points(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def sign(name: str) -> QIcon:
    """A Material Design sign such as `send`, in the text colour of the current theme."""
    import qtawesome

    look = theme.current()
    icon: QIcon = qtawesome.icon(
        f"mdi6.{name}", color=look.text, color_disabled=theme.mixed(look.text_dim, look.panel, 0.5)
    )
    return icon


def wear(button: QAbstractButton | QAction, name: str) -> None:
    """Give a button or a command a sign that follows the theme."""
    _Wearer(button, name)


class _Wearer(QObject):
    """Renews the sign of the button that it belongs to; goes with it."""

    def __init__(self, button: QAbstractButton | QAction, name: str) -> None:
        super().__init__(button)
        self._button = button
        self._name = name
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        self._button.setIcon(sign(self._name))
