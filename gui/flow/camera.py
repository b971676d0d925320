"""Which part of the picture is seen, and how large."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

from core.columns import SCREENS

SMALLEST, LARGEST = 0.04, 4.0
LARGEST_FIT = 1.3
_CLOSE = 0.7
LEGIBLE = 0.4
"""The scale from which names can be read with ease."""
_KEPT = 80.0
"""Pixels of a picture that stay in sight, however far it is dragged."""
_RIM = 8.0
"""Width that is left free when names need the rest."""
HEADER, FOOTER, MARGIN = 44.0, 44.0, 28.0
"""Room that a fitted picture leaves for the column titles, the legend and at the sides."""
LEGEND_APART = 10.0
"""What of the footer is free above the legend."""


Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of the plane."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Maps the layout's plane to the widget: scale first, then shift."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def seen(self, point: QPointF) -> QPointF:
        """A point of the plane, in the widget."""
        return QPointF(point.x() * self.zoom + self.x, point.y() * self.zoom + self.y)

    def meant(self, point: QPointF) -> QPointF:
        """A point of the widget, in the plane."""
        return QPointF((point.x() - self.x) / self.zoom, (point.y() - self.y) / self.zoom)

    def moved(self, by: QPointF) -> "Camera":
        """The camera after a drag."""
        return replace(self, x=self.x + by.x(), y=self.y + by.y())

    def zoomed(self, factor: float, around: QPointF) -> "Camera":
        """The camera after zooming; what lies under `around` stays there."""
        zoom = min(max(self.zoom * factor, SMALLEST), LARGEST)
        fixed = self.meant(around)
        return Camera(zoom, around.x() - fixed.x() * zoom, around.y() - fixed.y() * zoom)

    def keeping(self, bounds: Bounds, size: QSizeF, footer: float = FOOTER) -> "Camera":
        """The camera moved as little as needed to see something of what there is."""
        left, top, right, bottom = bounds
        corner, end = self.seen(QPointF(left, top)), self.seen(QPointF(right, bottom))
        wide, high = min(_KEPT, end.x() - corner.x()), min(_KEPT, end.y() - corner.y())
        dx = max(wide - end.x(), 0.0) + min(size.width() - wide - corner.x(), 0.0)
        lowest = size.height() - footer - high
        dy = max(HEADER + high - end.y(), 0.0) + min(lowest - corner.y(), 0.0)
        return self.moved(QPointF(dx, dy))

    def showing(self, box: QRectF, size: QSizeF, footer: float = FOOTER) -> "Camera":
        """The camera moved as little as needed to see a box of the plane."""
        corner, end = self.seen(box.topLeft()), self.seen(box.bottomRight())
        dx = _inwards(corner.x(), end.x(), MARGIN, size.width() - MARGIN)
        dy = _inwards(corner.y(), end.y(), HEADER, size.height() - footer)
        return self.moved(QPointF(dx, dy))


def fitted(bounds: Bounds, size: QSizeF, footer: float = FOOTER, least: float = 0.0) -> Camera:
    """The camera that shows all of `bounds`, in the middle.

    What is only somewhat too high to be read then is shown from the top, in the `least` scale at
    which it can be.
    """
    left, top, right, bottom = bounds
    width, height = max(right - left, 1.0), max(bottom - top, 1.0)
    free_width, free_height = room(size, footer)
    zoom = min(free_width / width, free_height / height, LARGEST_FIT)
    if least / SCREENS <= free_height / height < least:
        zoom = min(least, (size.width() - _RIM) / width)
    zoom = max(zoom, SMALLEST)
    x = MARGIN + (free_width - width * zoom) / 2 - left * zoom
    y = HEADER + max((free_height - height * zoom) / 2, 0.0) - top * zoom
    return Camera(zoom, round(x), round(y))


def near(box: QRectF, path: QRectF, bounds: Bounds, size: QSizeF, footer: float) -> Camera:
    """The camera that shows a box from near, with as much of its path as can be read."""
    free_width, free_height = room(size, footer)
    across, down = free_width / max(path.width(), 1.0), free_height / max(path.height(), 1.0)
    zoom = min(max(min(across, down), min(across, LEGIBLE)), _CLOSE)
    if zoom < LEGIBLE:
        return centred(box, bounds, size)
    x = MARGIN + free_width / 2 - path.center().x() * zoom
    y = HEADER + free_height / 2 - (path if zoom <= down else box).center().y() * zoom
    return Camera(zoom, round(x), round(y))


def centred(box: QRectF, bounds: Bounds, size: QSizeF) -> Camera:
    """The camera that shows a box from near, in the middle unless that shows what is empty."""
    left, _, right, _ = bounds
    x = size.width() / 2 - box.center().x() * _CLOSE
    if (right - left) * _CLOSE > size.width() - 2 * MARGIN:
        x = min(max(x, size.width() - MARGIN - right * _CLOSE), MARGIN - left * _CLOSE)
    return Camera(_CLOSE, round(x), round(size.height() / 2 - box.center().y() * _CLOSE))


def rect(left: float, top: float, right: float, bottom: float) -> QRectF:
    """A part of the plane."""
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def room(size: QSizeF, footer: float = FOOTER) -> tuple[float, float]:
    """Width and height that a view of that size has for a fitted picture."""
    return max(size.width() - 2 * MARGIN, 1.0), max(size.height() - HEADER - footer, 1.0)


def _inwards(low: float, high: float, lowest: float, highest: float) -> float:
    if low < lowest or high - low > highest - lowest:
        return lowest - low
    return min(highest - high, 0.0)
