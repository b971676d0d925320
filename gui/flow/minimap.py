"""The whole graph, small, with what is in sight of it: where one is in a graph that does not fit."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import starmap

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from core.wording import tr
from gui.flow.camera import HEADER
from gui.flow.node_paint import COLOURS
from gui.flow.scene import Numbers, Scene
from gui.flow.stage import Stage
from gui.flow.trouble_mark import trouble_colour
from gui.theme import Theme, faded, mixed

_HIGHEST, _SHARE = 300.0, 0.5
_WIDTHS = (96.0, 200.0)
_PAD, _APART = 6.0, 10.0
_BESIDE = (90.0, 12.0)
"""What numbers take beside a node."""
_SMALLEST = 7.0
"""Of the frame around what is in sight: it can always be seen and grabbed."""


@dataclass(frozen=True, slots=True)
class Chart:
    """How the plane of a graph lies in a small rectangle; a tall graph is squeezed."""

    bounds: tuple[float, float, float, float]
    size: QSizeF

    @property
    def scales(self) -> tuple[float, float]:
        """Across and down."""
        left, top, right, bottom = self.bounds
        across = (self.size.width() - 2 * _PAD) / max(right - left, 1.0)
        return across, (self.size.height() - 2 * _PAD) / max(bottom - top, 1.0)

    def shown(self, area: QRectF) -> QRectF:
        """An area of the plane, in the rectangle."""
        across, down = self.scales
        x, y = area.x() - self.bounds[0], area.y() - self.bounds[1]
        return QRectF(
            _PAD + x * across, _PAD + y * down, area.width() * across, area.height() * down
        )

    def meant(self, point: QPointF) -> QPointF:
        """A point of the rectangle, in the plane."""
        across, down = self.scales
        x, y = (point.x() - _PAD) / across, (point.y() - _PAD) / down
        return QPointF(self.bounds[0] + x, self.bounds[1] + y)


def size_for(bounds: tuple[float, float, float, float], room: QSizeF) -> QSizeF:
    """How large the overview of a graph is in a view of that size."""
    left, top, right, bottom = bounds
    high = min(_SHARE * room.height(), _HIGHEST)
    wide = high * max(right - left, 1.0) / max(bottom - top, 1.0)
    wide = min(max(wide, _WIDTHS[0]), _WIDTHS[1])
    return QSizeF(
        round(wide), round(min(high, wide * max(bottom - top, 1.0) / max(right - left, 1.0)))
    )


class Minimap(QWidget):
    """Shows itself only while something is out of sight; a click or a drag moves the view."""

    def __init__(
        self, parent: QWidget, stage: Callable[[], Stage], look: Callable[[QPointF], None]
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._look = look
        self._wanted = True
        self._pixmap: QPixmap | None = None
        self._drawn: tuple[object, ...] = ()
        self.setAccessibleName(tr("Overview of the whole flow"))
        self.setToolTip(tr("Click or drag to move the view (M hides this)"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def want(self, wanted: bool) -> None:
        """Show it where it helps, or never."""
        self._wanted = wanted
        self.follow()

    def follow(self) -> None:
        """Something else is in sight, or the graph has changed."""
        stage = self._stage()
        needed = self._wanted and bool(stage.scene.slots) and not _is_all_in_sight(stage)
        place = self._place(stage) if needed else None
        if place is not None:
            self.setGeometry(place.toRect())
        self.setVisible(place is not None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The overview, and a frame around what is in sight."""
        stage = self._stage()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._overview(stage))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw_veil(painter, stage.theme, self.frame(), QRectF(self.rect()))
            _draw_hurts(painter, stage.theme, stage.scene, self._chart())
            painter.setPen(QPen(stage.theme.accent, 1.5))
            painter.drawRect(self.frame())

    def frame(self) -> QRectF:
        """What is in sight, in the overview."""
        shown = self._chart().shown(in_sight(self._stage()))
        room = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        wide, high = (max(side, _SMALLEST) for side in (shown.width(), shown.height()))
        frame = QRectF(0, 0, min(wide, room.width()), min(high, room.height()))
        frame.moveCenter(shown.center())
        frame.moveLeft(min(max(frame.left(), room.left()), room.right() - frame.width()))
        frame.moveTop(min(max(frame.top(), room.top()), room.bottom() - frame.height()))
        return frame

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._look(self._chart().meant(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look wherever the hand goes."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(self._chart().meant(event.position()))

    def _chart(self) -> Chart:
        return Chart(self._stage().scene.layout.bounds, QSizeF(self.size()))

    def _place(self, stage: Stage) -> QRectF | None:
        """The first corner in which it does not lie upon what is looked at, if there is one."""
        looked_at = _looked_at(stage)
        for place in _corners(stage, size_for(stage.scene.layout.bounds, QSizeF(stage.size))):
            if not any(place.intersects(area) for area in looked_at):
                return place
        return None

    def _overview(self, stage: Stage) -> QPixmap:
        scene, ratio = stage.scene, self.devicePixelRatioF()
        wanted = (scene, stage.theme, self.size(), ratio)
        if self._pixmap is None or self._drawn != wanted:
            self._pixmap = QPixmap(self.size() * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._drawn = wanted
            with QPainter(self._pixmap) as painter:
                _draw_overview(painter, stage.theme, scene, self._chart())
        return self._pixmap


def _corners(stage: Stage, size: QSizeF) -> list[QRectF]:
    """Right before left, below before above."""
    right = stage.size.width() - size.width() - _APART
    lower = stage.size.height() - stage.footer - size.height()
    upper = HEADER + _APART
    places = ((right, lower), (_APART, lower), (right, upper), (_APART, upper))
    return [QRectF(QPointF(round(x), round(y)), size) for x, y in places]


def _looked_at(stage: Stage) -> list[QRectF]:
    """Where the selected node is in the view, or the one that is rested upon, with its numbers."""
    chosen = [one for one in (stage.selection, stage.dwelt) if isinstance(one, str)]
    wide, high = _BESIDE
    areas = []
    for slot in (number for number, slot in enumerate(stage.scene.slots) if slot[0] in chosen):
        box = stage.box_of(slot)
        seen = QRectF(stage.camera.seen(box.topLeft()), stage.camera.seen(box.bottomRight()))
        areas.append(seen.adjusted(-wide, -high, wide, high))
    return areas


def in_sight(stage: Stage) -> QRectF:
    """What the view shows of the plane, without what titles and legend cover."""
    size, camera = stage.size, stage.camera
    corner = camera.meant(QPointF(0.0, HEADER))
    end = camera.meant(QPointF(size.width(), size.height() - stage.footer))
    return QRectF(corner, end)


def _is_all_in_sight(stage: Stage) -> bool:
    left, top, right, bottom = stage.scene.layout.bounds
    whole = QRectF(left, top, right - left, bottom - top)
    pixel = 1 / stage.camera.zoom  # the camera stands on whole pixels
    return in_sight(stage).adjusted(-pixel, -pixel, pixel, pixel).contains(whole)


def _draw_overview(painter: QPainter, theme: Theme, scene: Scene, chart: Chart) -> None:
    painter.fillRect(QRectF(QPointF(), chart.size), theme.panel)
    painter.setPen(QPen(theme.panel_border, 1.0))
    painter.drawRect(QRectF(0.5, 0.5, chart.size.width() - 1, chart.size.height() - 1))
    painter.setPen(Qt.PenStyle.NoPen)
    small = _all_small(chart, scene.boxes)
    for column, name in enumerate(COLOURS):
        painter.setBrush(mixed(theme.panel, theme.flow(name), 0.65))
        painter.drawRects(list(starmap(QRectF, small[scene.columns == column].tolist())))


def _draw_hurts(painter: QPainter, theme: Theme, scene: Scene, chart: Chart) -> None:
    """Above the veil: trouble is seen wherever it is."""
    small = _all_small(chart, scene.boxes[list(scene.troubled_slots)])
    for place, severity in zip(small.tolist(), scene.troubled_slots.values(), strict=True):
        box = QRectF(*place).adjusted(-1.5, -1.5, 1.5, 1.5)
        painter.fillRect(box, trouble_colour(theme, severity))


def _all_small(chart: Chart, boxes: Numbers) -> Numbers:
    """Left, top, width and height of boxes in the rectangle; none too low to be seen."""
    left, top, _, _ = chart.bounds
    across, down = chart.scales
    begins, sizes = boxes[:, :2] - (left, top), boxes[:, 2:] - boxes[:, :2]
    small: Numbers = np.hstack((begins * (across, down) + _PAD, sizes * (across, down)))
    small[:, 3] = np.maximum(small[:, 3], 1.0)
    return small


def _draw_veil(painter: QPainter, theme: Theme, frame: QRectF, room: QRectF) -> None:
    """Everything else is veiled, so that the frame is seen without its colour."""
    veil = QBrush(faded(theme.window, 0.45))
    for area in (
        QRectF(room.left(), room.top(), room.width(), frame.top() - room.top()),
        QRectF(room.left(), frame.bottom(), room.width(), room.bottom() - frame.bottom()),
        QRectF(room.left(), frame.top(), frame.left() - room.left(), frame.height()),
        QRectF(frame.right(), frame.top(), room.right() - frame.right(), frame.height()),
    ):
        painter.fillRect(area, veil)
