"""A node that is being dragged, drawn anew in every frame with the edges that follow it."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.ordering import Slot
from gui.flow.camera import Camera
from gui.flow.edge_paint import BACKWARDS, curve, draw_head, pen
from gui.flow.node_paint import draw_node
from gui.flow.scene import Scene
from gui.flow.static_layer import face_of
from gui.theme import Theme


class Lifted:
    """Where the node stands that somebody has taken up, and where it was taken."""

    def __init__(self, scene: Scene, slot: Slot, taken_at: QPointF) -> None:
        self.slot = slot
        left, top, right, bottom = scene.box_of(slot)
        self.at = QPointF((left + right) / 2, (top + bottom) / 2)
        self._apart = self.at - taken_at

    def number(self, scene: Scene) -> int | None:
        """Which node of a scene it is."""
        return scene.slots.index(self.slot) if self.slot in scene.slots else None

    def carry(self, scene: Scene, to: QPointF) -> None:
        """Follow the hand."""
        self.at = to + self._apart
        slot = self.number(scene)
        if slot is not None:
            scene.move(slot, self.at.x(), self.at.y())

    def pin(self, scene: Scene) -> tuple[float, float]:
        """Where it stays when it is let go now."""
        aside = self.at.x() - scene.layout.middles[self.slot[1]]
        return (round(aside, 1), round(self.at.y(), 1))

    def draw(
        self, painter: QPainter, theme: Theme, scene: Scene, camera: Camera, letters: float
    ) -> None:
        """Its edges first, then the node above everything."""
        slot = self.number(scene)
        if slot is None:
            return
        painter.save()
        painter.translate(camera.x, camera.y)
        painter.scale(camera.zoom, camera.zoom)
        for edge in scene.touching(slot).tolist():
            _draw_edge(painter, theme, scene, edge)
        left, top, right, bottom = scene.box_of(self.slot)
        box = QRectF(left, top, right - left, bottom - top)
        face = face_of(scene, slot, camera.zoom, letters)
        draw_node(painter, theme, scene.nodes[slot], face, box, camera.zoom)
        painter.restore()


def _draw_edge(painter: QPainter, theme: Theme, scene: Scene, edge: int) -> None:
    kind, rate = scene.edges[edge].kind, float(scene.flows.passing[edge])
    with_pen = pen(theme, kind, rate, dimmed=False, strong=True)
    painter.strokePath(curve(scene.controls[edge]), with_pen)
    if kind in BACKWARDS:
        draw_head(painter, scene.controls[edge], with_pen.color())
