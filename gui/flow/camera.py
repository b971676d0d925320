"""Which part of the picture is seen, and how large."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

SMALLEST, LARGEST = 0.04, 4.0
LARGEST_FIT = 1.3
_CLOSE = 0.7
HEADER, FOOTER, MARGIN = 44.0, 44.0, 28.0
"""Room that a fitted picture leaves for the column titles, the legend and at the sides."""
LEGEND_APART = 10.0
"""What of the footer is free above the legend."""


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

    def showing(self, box: QRectF, size: QSizeF, footer: float = FOOTER) -> "Camera":
        """The camera moved as little as needed to see a box of the plane."""
        corner, end = self.seen(box.topLeft()), self.seen(box.bottomRight())
        dx = _inwards(corner.x(), end.x(), MARGIN, size.width() - MARGIN)
        dy = _inwards(corner.y(), end.y(), HEADER, size.height() - footer)
        return self.moved(QPointF(dx, dy))


def fitted(
    bounds: tuple[float, float, float, float], size: QSizeF, footer: float = FOOTER
) -> Camera:
    """The camera that shows all of `bounds`, in the middle."""
    left, top, right, bottom = bounds
    width, height = max(right - left, 1.0), max(bottom - top, 1.0)
    free_width, free_height = room(size, footer)
    zoom = min(free_width / width, free_height / height, LARGEST_FIT)
    zoom = max(zoom, SMALLEST)
    x = MARGIN + (free_width - width * zoom) / 2 - left * zoom
    y = HEADER + (free_height - height * zoom) / 2 - top * zoom
    return Camera(zoom, round(x), round(y))


def centred(box: QRectF, bounds: tuple[float, float, float, float], size: QSizeF) -> Camera:
    """The camera that shows a box from near, in the middle unless that shows what is empty."""
    left, _, right, _ = bounds
    x = size.width() / 2 - box.center().x() * _CLOSE
    if (right - left) * _CLOSE > size.width() - 2 * MARGIN:
        x = min(max(x, size.width() - MARGIN - right * _CLOSE), MARGIN - left * _CLOSE)
    return Camera(_CLOSE, round(x), round(size.height() / 2 - box.center().y() * _CLOSE))


def room(size: QSizeF, footer: float = FOOTER) -> tuple[float, float]:
    """Width and height that a view of that size has for a fitted picture."""
    return max(size.width() - 2 * MARGIN, 1.0), max(size.height() - HEADER - footer, 1.0)


def _inwards(low: float, high: float, lowest: float, highest: float) -> float:
    if low < lowest or high - low > highest - lowest:
        return lowest - low
    return min(highest - high, 0.0)
