"""What is drawn anew in every frame above the picture: focus, pointer, and the empty state."""

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from core.ordering import Slot
from gui.flow.camera import Camera
from gui.flow.edge_paint import curve, width
from gui.flow.labels import Label
from gui.flow.lettering import elided, font, letters_in
from gui.flow.node_paint import outline
from gui.flow.scene import Scene, Selection
from gui.flow.trouble_mark import draw_trouble_mark, trouble_size
from gui.theme import Theme, faded, mixed

_TITLE, _BODY = 17.0, 12.0
_WIDEST_HINT = 460.0
SIGN = QSize(166, 22)
"""The room of the sign that stands where a picture will be."""


def draw_marked(
    painter: QPainter,
    theme: Theme,
    scene: Scene,
    camera: Camera,
    marked: Selection,
    labels: dict[int, Label],
    strong: bool,
) -> None:
    """Outline a node at all its places, or lay a halo around an edge."""
    painter.save()
    painter.translate(camera.x, camera.y)
    painter.scale(camera.zoom, camera.zoom)
    if isinstance(marked, str):
        colour = theme.accent if strong else faded(theme.text, 0.55)
        for slot in scene.layout.slots_of(marked):
            _outline_node(painter, scene, slot, colour, camera.zoom, strong)
            _lift_mark(painter, theme, scene, slot, camera.zoom)
    elif marked in scene.layout.edges:
        edge = scene.numbers[marked]
        if edge in labels:
            painter.setClipPath(_all_but(labels[edge]))
        _draw_halo(painter, theme, scene, edge, camera.zoom, strong)
    painter.restore()


def draw_foreseen(
    painter: QPainter,
    theme: Theme,
    scene: Scene,
    camera: Camera,
    edges: Collection[int],
    labels: dict[int, Label],
) -> None:
    """A faint halo along the way that a message would take."""
    painter.save()
    painter.translate(camera.x, camera.y)
    painter.scale(camera.zoom, camera.zoom)
    painter.setClipPath(_all_but(*(labels[edge] for edge in edges if edge in labels)))
    for edge in edges:
        _draw_halo(painter, theme, scene, edge, camera.zoom, strong=False)
    painter.restore()


def _all_but(*labels: Label) -> QPainterPath:
    """The plane with holes where labels are."""
    path = QPainterPath()
    path.addRect(QRectF(-1e6, -1e6, 2e6, 2e6))
    for label in labels:
        left, top, right, bottom = label.box
        radius = (bottom - top) / 2
        path.addRoundedRect(QRectF(left, top, right - left, bottom - top), radius, radius)
    return path


def _outline_node(
    painter: QPainter, scene: Scene, slot: Slot, colour: QColor, zoom: float, strong: bool
) -> None:
    left, top, right, bottom = scene.box_of(slot)
    room = 3.0 / max(zoom, 0.5) if strong else 0.0
    box = QRectF(left, top, right - left, bottom - top).adjusted(-room, -room, room, room)
    pen = QPen(colour, 2.0 if strong else 1.2)
    pen.setCosmetic(True)
    painter.strokePath(outline(box, slot[1]), pen)


def _lift_mark(painter: QPainter, theme: Theme, scene: Scene, slot: Slot, zoom: float) -> None:
    """The outline must not run across the mark of a trouble."""
    trouble = scene.troubled_slots.get(scene.slots.index(slot))
    if trouble is not None:
        _, top, right, _ = scene.box_of(slot)
        draw_trouble_mark(painter, theme, trouble, QPointF(right, top), trouble_size(zoom))


def _draw_halo(
    painter: QPainter, theme: Theme, scene: Scene, edge: int, zoom: float, strong: bool
) -> None:
    rate = float(scene.flows.passing[edge])
    colour = theme.flow(scene.edges[edge].kind)
    halo = QPen(faded(colour, 0.35 if strong else 0.22), width(rate) + 7.0 / zoom)
    halo.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.strokePath(curve(scene.controls[edge]), halo)


def draw_hint(painter: QPainter, theme: Theme, title: str, body: str, size: QSize) -> None:
    """What to do next, in the middle of an empty view."""
    larger = letters_in(size)
    shown = QSizeF(size) / larger
    painter.save()
    painter.scale(larger, larger)
    middle = QPointF(shown.width() / 2, shown.height() / 2 - 10)
    draw_sign(painter, theme, middle - QPointF(0, 62))
    painter.setFont(font(_TITLE, QFont.Weight.DemiBold))
    painter.setPen(theme.text)
    room = max(int(shown.width()) - 40, 1)
    box = QRectF(0, middle.y() - 18, shown.width(), 28)
    said = elided(title, room, _TITLE, QFont.Weight.DemiBold)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
    width = min(_WIDEST_HINT, shown.width() - 40.0)
    painter.setFont(font(_BODY))
    painter.setPen(theme.text_dim)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    box = QRectF(middle.x() - width / 2, middle.y() + 18, width, shown.height())
    painter.drawText(box, int(flags), body)
    painter.restore()


def draw_sign(painter: QPainter, theme: Theme, at: QPointF) -> None:
    """Four quiet nodes in a row: what will be here."""
    faint = mixed(theme.window, theme.text_dim, 0.45)
    painter.setPen(QPen(faint, 1.4, Qt.PenStyle.DotLine))
    painter.drawLine(at - QPointF(72, 0), at + QPointF(72, 0))
    painter.setBrush(theme.window)
    for i, name in enumerate(("publish", "route", "ready", "deliver")):
        painter.setPen(QPen(mixed(theme.window, theme.flow(name), 0.75), 1.6))
        box = QRectF(-8, -8, 16, 16).translated(at + QPointF(-72 + 48 * i, 0))
        painter.drawPath(outline(box, i))
    painter.setBrush(Qt.BrushStyle.NoBrush)
