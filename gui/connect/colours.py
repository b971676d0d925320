"""The colours of profiles, for dark and light, and the swatches that show them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from core.profile import COLOURS
from gui import theme

_DARK = "#4d9fec #3fb8b0 #5fbf6a #eeb244 #ff8456 #f4606c #ec6a98 #a593f2"
_LIGHT = "#1f74cc #0c7f86 #2f8a3c #ad7400 #c94f1c #c92a3a #c22e68 #6c54cf"
_OF = {
    True: dict(zip(COLOURS, map(QColor, _DARK.split()), strict=True)),
    False: dict(zip(COLOURS, map(QColor, _LIGHT.split()), strict=True)),
}
SWATCH = 14


def colour_of(name: str) -> QColor | None:
    """The colour of that name in the current theme; None for no colour."""
    return _OF[theme.current().dark].get(name)


def text_on(colour: QColor) -> QColor:
    """What can be read on a colour."""
    return QColor("#10151b" if colour.lightnessF() > 0.5 else "white")


def swatch(name: str, *, checked: bool = False, size: int = SWATCH) -> QIcon:
    """A disc of the colour, a ring for none; with a tick when it is the chosen one."""
    icon = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, name, QRectF(0, 0, size, size), checked=checked)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def paint_swatch(painter: QPainter, name: str, box: QRectF, *, checked: bool = False) -> None:
    """Draw it into a square."""
    look, colour = theme.current(), colour_of(name)
    inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
    painter.setPen(QPen(look.text_dim, 1.2) if colour is None else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if colour is None else colour)
    painter.drawEllipse(inner)
    if checked:
        ink = look.text if colour is None else text_on(colour)
        pen = QPen(ink, box.width() / 9)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(
            [
                box.center()
                + (box.bottomLeft() - box.center()) * 0.42
                - QPointF(0, box.height() / 5),
                box.center() + QPointF(-box.width() / 14, box.height() / 6),
                box.center() + (box.topRight() - box.center()) * 0.42,
            ]
        )
