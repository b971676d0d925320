"""The mark of what a search has found: a halo around nodes and along edges."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.flow.edge_paint import curve
from gui.flow.node_paint import outline
from gui.theme import faded

if TYPE_CHECKING:
    from gui.flow.static_layer import Shot

HALO, _EDGE_HALO = 0.45, 0.26
"""How strong the mark of a node and that of an edge are."""
_WIDE, _WIDE_EDGE = 8.0, 9.0


def draw_found(
    painter: QPainter, shot: "Shot", window: tuple[float, float, float, float]
) -> Iterator[None]:
    """Lay a halo behind all that was found and is in sight; every step is short."""
    if not shot.found:
        return
    scene, zoom = shot.scene, min(shot.camera.zoom, 1.0)
    pen = QPen(faded(shot.theme.accent, _EDGE_HALO), _WIDE_EDGE / zoom)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    for number, key in enumerate(scene.keys):
        if key in shot.found:
            painter.strokePath(curve(scene.controls[number]), pen)
            yield
    pen = QPen(faded(shot.theme.accent, HALO), _WIDE / zoom)
    left, top, right, bottom = window
    for slot, box in zip(scene.slots, scene.boxes.tolist(), strict=True):
        is_seen = box[0] < right and box[2] > left and box[1] < bottom and box[3] > top
        if is_seen and slot[0] in shot.found:
            area = QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])
            painter.strokePath(outline(area, slot[1]), pen)
            yield
