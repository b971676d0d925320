"""The drawn curves: a picture that scrolls by whole pixels, only its new columns are painted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyqtgraph import functions
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from gui.charts.batched import BATCHED, FINEST, SECONDS, evened
from gui.charts.geometry import Numbers, Run, Scope, runs
from gui.charts.line import counter_of
from gui.charts.looks import Look, draw_marker
from gui.charts.watched import Lines
from gui.theme import faded

SMOOTH_UP_TO = 16
"""More lines than that are drawn without antialiasing and with one pass."""
_MARKER_PIXELS = 90
_MARKER_SIZE = 3.6
_MOST_MARKERS = 600
"""More of them hide the curves, and cost more than those."""
_MARGIN = 6
_PALE = 0.2
_SHORT = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """All that decides how the curves look: when more than time changes, all is redrawn."""

    scope: Scope
    looks: tuple[Look, ...]
    ground: QColor
    ratio: float = 1.0
    """Device pixels a pixel: how thick lines and markers are."""

    def differs(self, other: "Picture | None") -> bool:
        """Whether scrolling the other does not lead to this."""
        return other is None or (self.scope.scale, self.looks, self.ground, self.ratio) != (
            other.scope.scale,
            other.looks,
            other.ground,
            other.ratio,
        )


class Strip:
    """A pixmap that holds the curves of a trail up to now."""

    def __init__(self) -> None:
        self.pixmap = QPixmap()
        self.full_draws = 0
        self.scrolls = 0
        self.drawn_runs: dict[str, list[Run]] = {}
        """The runs that the last full draw drew, by line: what is on the picture, in pixels."""
        self.batched: frozenset[str] = frozenset()
        """The lines that are drawn as mean and band, as far as was painted the last time."""
        self._picture: Picture | None = None
        self._right = 0

    def draw(self, trail: Lines, now: float, picture: Picture, changed: int | None) -> bool:
        """Bring the picture up to now; `changed` is the earliest second that has a new value.

        Returns False when nothing had to be painted.
        """
        scope = picture.scope
        right = scope.right(now)
        moved = right - self._right
        if picture.differs(self._picture) or not 0 <= moved < scope.width:
            self._draw_all(trail, right, picture)
            return True
        if not moved and changed is None:
            return False
        first = float(scope.width - moved)
        if changed is not None:
            first = min(first, scope.column(right, changed - 1))
        if not moved and first > scope.width + _MARGIN * picture.ratio:
            return False
        if moved:
            self.pixmap.scroll(-moved, 0, self.pixmap.rect())
        self._picture, self._right = picture, right
        self.scrolls += 1
        self._paint(trail, picture, max(0, int(first - _MARGIN * picture.ratio)))
        return True

    def invalidate(self) -> None:
        """Draw everything the next time."""
        self._picture = None

    def _draw_all(self, trail: Lines, right: int, picture: Picture) -> None:
        size = (picture.scope.width, picture.scope.height)
        if self.pixmap.size().toTuple() != size:
            self.pixmap = QPixmap(*size)
            self.pixmap.fill(Qt.GlobalColor.transparent)
        self._picture, self._right = picture, right
        self.full_draws += 1
        self._paint(trail, picture, 0)

    def _paint(self, trail: Lines, picture: Picture, first: int) -> None:
        scope = picture.scope
        area = QRect(first, 0, scope.width - first, scope.height)
        painter = QPainter(self.pixmap)
        painter.setClipRect(area)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(area, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        reach = _MARGIN * picture.ratio + scope.density
        begin, end = scope.seconds(self._right, first - reach, scope.width + reach)
        values = trail.between(begin - SECONDS, end)
        smooth = len(picture.looks) <= SMOOTH_UP_TO
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        brush = _brush(picture.ratio) if smooth else ()
        chosen = values[[trail.names.index(look.name) for look in picture.looks]]
        chosen = self._even_out(painter, picture, begin, chosen)
        lines = runs(scope, self._right, begin, chosen)
        for look, drawn in zip(picture.looks, lines, strict=True):
            painter.setPen(QPen(look.colour, 1))
            _draw_runs(painter, drawn, brush)
        if not first:
            self.drawn_runs = {n.name: r for n, r in zip(picture.looks, lines, strict=True)}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for slot, look in enumerate(picture.looks):
            painter.setPen(QPen(look.colour, 1))
            for point in self._marked(picture, begin, chosen[slot], slot):
                draw_marker(
                    painter, look.marker, point, _MARKER_SIZE * picture.ratio, picture.ground
                )
        painter.end()

    def _even_out(
        self, painter: QPainter, picture: Picture, begin: int, values: Numbers
    ) -> Numbers:
        """The lines as they are drawn; the bands of those that come in batches, behind them all."""
        scope, drawn = picture.scope, values[:, SECONDS:].copy()
        batched = set()
        for slot, look in enumerate(picture.looks):
            if scope.density >= FINEST or counter_of(look.name) not in BATCHED:
                continue
            even = evened(values[slot])
            if even.has_band:
                batched.add(look.name)
                drawn[slot] = even.values
                low, high = (
                    runs(scope, self._right, begin, v[None])[0] for v in (even.low, even.high)
                )
                _draw_band(painter, low, high, look.colour)
        self.batched = frozenset(batched)
        return drawn

    def _marked(
        self, picture: Picture, begin: int, values: NDArray[np.float64], slot: int
    ) -> list[QPointF]:
        """Where the markers of a line are: every so many seconds, each line at others.

        Lines that lie upon each other, as publish, confirm and deliver of a healthy system do,
        stay visible by their markers.
        """
        scope, lines = picture.scope, len(picture.looks)
        apart = _MARKER_PIXELS * picture.ratio / scope.density
        fewer = lines * (scope.newest - scope.oldest) / _MOST_MARKERS
        period = max(lines, round(max(apart, fewer)), 1)
        offset = slot * period // lines
        start = begin + (offset - begin) % period
        return [
            QPointF(scope.column(self._right, second), scope.y(float(values[second - begin])))
            for second in range(start, begin + len(values), period)
            if values[second - begin] == values[second - begin]
        ]


def _brush(ratio: float) -> tuple[QPointF, ...]:
    """Where else to draw a line of one device pixel so that it looks about two pixels thick.

    Many thin passes cost far less than one with a wide pen.
    """
    columns, rows = max(1, round(ratio)), max(2, round(2 * ratio))
    return tuple(QPointF(x, -y) for x in range(columns) for y in range(rows) if x or y)


def _draw_runs(painter: QPainter, lines: list[Run], brush: tuple[QPointF, ...]) -> None:
    for run in lines:
        polygon = _polygon(*_without_flat(*run))
        painter.drawPolyline(polygon)
        for offset in brush:
            painter.drawPolyline(polygon.translated(offset))


def _draw_band(painter: QPainter, low: list[Run], high: list[Run], colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(colour, _PALE))
    for (x, below), (back, above) in zip(low, high, strict=True):
        around = np.concatenate((x, back[::-1])), np.concatenate((below, above[::-1]))
        painter.drawPolygon(_polygon(*around))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _without_flat(x: Numbers, y: Numbers) -> Run:
    """The same line without points inside of level stretches: antialiasing would show each."""
    kept = np.ones(len(y), dtype=bool)
    kept[1:-1] = (y[1:-1] != y[:-2]) | (y[1:-1] != y[2:])
    return x[kept], y[kept]


def _polygon(x: Numbers, y: Numbers) -> QPolygonF:
    if len(x) < _SHORT:
        return QPolygonF(list(map(QPointF, x.tolist(), y.tolist())))
    polygon: QPolygonF = functions.create_qpolygonf(len(x))
    memory = functions.ndarray_from_qpolygonf(polygon)
    memory[:, 0], memory[:, 1] = x, y
    return polygon
