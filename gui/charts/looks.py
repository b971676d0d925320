"""How each line looks: its words, colour and marker. State is never told by colour alone."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.wording import phrase, tr
from gui.charts.line import counter_of, slot_of
from gui.theme import Theme

Marker = Literal["dot", "ring", "square", "box", "diamond", "up", "down", "cross", "plus"]

_MARKERS: dict[str, Marker] = {
    "publish": "dot",
    "confirm": "ring",
    "return_unroutable": "cross",
    "drop_unroutable": "plus",
    "route": "square",
    "deliver": "up",
    "ack": "diamond",
    "redeliver": "down",
    "dead_letter": "box",
    "ready": "dot",
    "unacked": "diamond",
    "p50": "dot",
    "p90": "square",
    "p99": "up",
    "max": "plus",
}
_HELP: dict[str, str] = {
    "publish": phrase("Messages that services published."),
    "confirm": phrase("Publishes that the broker confirmed to the publisher."),
    "return_unroutable": phrase("Unroutable mandatory messages, returned to the publisher."),
    "drop_unroutable": phrase("Unroutable messages that the broker dropped."),
    "route": phrase("Messages that an exchange put into a queue or passed on to another exchange."),
    "deliver": phrase(
        "Messages handed to consumers, with or without ack, pushed or fetched by get."
    ),
    "ack": phrase("Deliveries that consumers acknowledged."),
    "redeliver": phrase("Deliveries of messages that were delivered before."),
    "dead_letter": phrase("Messages that left a queue for its dead-letter exchange."),
    "ready": phrase("Messages in the queue that wait for a consumer."),
    "unacked": phrase("Messages that were delivered and are not acknowledged yet."),
    "p50": phrase("Half of the messages took at most so long."),
    "p90": phrase("90 of 100 messages took at most so long."),
    "p99": phrase("99 of 100 messages took at most so long."),
    "max": phrase("The longest that a message took."),
}

_GOLDEN = 0.381966
"""Turns by this part of the circle never come close to each other soon."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one line is drawn."""

    name: str
    colour: QColor
    marker: Marker


def look(name: str, theme: Theme) -> Look:
    """The look of a line under a theme."""
    counter, slot = counter_of(name), slot_of(name)
    colour, marker = theme.flow(counter), _MARKERS.get(counter, "dot")
    if not slot:
        return Look(name, colour, marker)
    order = tuple(_PATHS)
    return Look(name, _turned(colour, slot), order[(order.index(marker) + slot) % len(order)])


def _turned(colour: QColor, slot: int) -> QColor:
    """As light, of another hue: the same counter of the next thing."""
    hue = (max(colour.hsvHueF(), 0.0) + slot * _GOLDEN) % 1.0
    return QColor.fromHsvF(hue, colour.hsvSaturationF(), colour.valueF())


def meaning(name: str) -> str:
    """What a line counts, in a sentence."""
    counter = counter_of(name)
    return tr(_HELP[counter]) if counter in _HELP else ""


def draw_marker(
    painter: QPainter, marker: Marker, at: QPointF, size: float, ground: QColor
) -> None:
    """Draw a marker in the painter's pen colour; hollow ones are filled with the ground."""
    colour = painter.pen().color()
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    pen = QPen(colour, 0.5)
    painter.setPen(pen)
    painter.setBrush(ground if marker in ("ring", "box") else colour)
    painter.drawPath(_PATHS[marker])
    painter.restore()


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _ellipse() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), 0.95, 0.95)
    return path


def _strokes(*lines: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    for x, y in lines:
        path.moveTo(-x, -y)
        path.lineTo(x, y)
    return path


_PATHS: dict[Marker, QPainterPath] = {
    "dot": _ellipse(),
    "ring": _ellipse(),
    "square": _polygon((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "box": _polygon((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "diamond": _polygon((0, -1.2), (1.1, 0), (0, 1.2), (-1.1, 0)),
    "up": _polygon((0, -1.1), (1.05, 0.8), (-1.05, 0.8)),
    "down": _polygon((0, 1.1), (1.05, -0.8), (-1.05, -0.8)),
    "cross": _strokes((0.9, 0.9), (0.9, -0.9)),
    "plus": _strokes((1.1, 0), (0, 1.1)),
}
