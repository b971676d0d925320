"""What stands around the graph: column titles at the top, the legend at the bottom."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from core.graph import EdgeKind
from core.layout import WIDTHS, Layout, column_middles
from gui.flow.camera import Camera
from gui.flow.edge_paint import DASHES, UNKNOWN_DASHES
from gui.flow.lettering import DETAIL, TITLE, font, text_width
from gui.flow.node_paint import COLOURS
from gui.flow.scene import Scene
from gui.flow.sprites import Dot, draw_dot
from gui.theme import Theme, faded, mixed

TITLES = ("PUBLISHING SERVICES", "EXCHANGES", "QUEUES", "CONSUMING SERVICES")
_SHORT = ("PUBLISH", "EXCHANGE", "QUEUE", "CONSUME")
_BAND = 34.0
_WORDS: dict[EdgeKind, str] = {
    "publish": "publish",
    "route": "route",
    "deliver": "deliver",
    "dead_letter": "dead-letter",
    "alternate": "alternate",
    "bind": "bind",
}


def draw_titles(
    painter: QPainter, theme: Theme, camera: Camera, layout: Layout, size: QSize
) -> None:
    """The names of the columns, on a band at the top that stays while the picture moves."""
    painter.fillRect(QRectF(0, 0, size.width(), _BAND), faded(theme.window, 0.9))
    painter.setPen(QPen(theme.grid, 1.0))
    painter.drawLine(QPointF(0, _BAND), QPointF(size.width(), _BAND))
    painter.setFont(font(TITLE, QFont.Weight.DemiBold, spaced=1.1))
    middles = column_middles(layout.gap)
    room = (middles[1] - middles[0]) * camera.zoom - 16.0
    titles = TITLES if room > 170.0 else _SHORT
    if room < 74.0:
        return
    lanes = zip(titles, middles, WIDTHS, COLOURS, strict=True)
    for title, middle, width, colour in lanes:
        x, half = middle * camera.zoom + camera.x, width / 2 * camera.zoom
        if x + half < 0 or x - half > size.width():
            continue
        painter.setPen(mixed(theme.text_dim, theme.flow(colour), 0.35))
        wide = text_width(title, TITLE, QFont.Weight.DemiBold) / 2 + len(title) / 2 + 12
        x = min(max(x, wide), size.width() - wide)
        box = QRectF(x - wide, 0, 2 * wide, _BAND)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)


def draw_legend(painter: QPainter, theme: Theme, scene: Scene, size: QSize) -> None:
    """What the lines and dots of this very picture mean."""
    entries = _entries(scene)
    if not entries:
        return
    top = size.height() - _BAND
    painter.fillRect(QRectF(0, top, size.width(), _BAND), faded(theme.window, 0.9))
    x, y = 18.0, top + _BAND / 2
    painter.setFont(font(DETAIL))
    for kind, dot, word in entries:
        if x + 40 + text_width(word, DETAIL) > size.width() - 120:
            return
        x = _draw_sample(painter, theme, kind, dot, QPointF(x, y))
        painter.setPen(theme.text_dim)
        painter.drawText(QPointF(x, y + DETAIL * 0.36), word)
        x += text_width(word, DETAIL) + 16.0


def _entries(scene: Scene) -> list[tuple[EdgeKind | None, Dot | None, str]]:
    flows = scene.flows
    kinds = {edge.kind for edge in scene.edges}
    found: list[tuple[EdgeKind | None, Dot | None, str]] = [
        (kind, Dot[kind.upper()], word) for kind, word in _WORDS.items() if kind in kinds
    ]
    for dot, values, word in (
        (Dot.RETURNED, flows.returned, "returned"),
        (Dot.DROPPED, flows.dropped, "dropped"),
        (Dot.REDELIVERED, flows.redelivered, "redelivered"),
    ):
        if (values > 0).any():
            found.append((None, dot, word))
    if (flows.answered > 0).any():
        found.append((None, Dot.ACK, "confirm or ack, going back"))
    if (flows.passing != flows.passing).any():
        found.append(("route", None, "rate unknown"))
    return found


def _draw_sample(
    painter: QPainter, theme: Theme, kind: EdgeKind | None, dot: Dot | None, at: QPointF
) -> float:
    """A piece of line with its dot; where the text goes on."""
    if kind is not None:
        dashes = DASHES.get(kind) if dot is not None else UNKNOWN_DASHES
        colour = theme.flow(kind) if dot is not None else theme.text_dim
        pen = QPen(mixed(theme.window, colour, 0.6), 1.6)
        if dashes is not None:
            pen.setDashPattern([dash * 0.8 for dash in dashes])
        painter.setPen(pen)
        painter.drawLine(at, at + QPointF(22, 0))
    width = 22.0 if kind is not None else 8.0
    if dot is not None:
        painter.save()
        painter.translate(at + QPointF(width / 2, 0))
        draw_dot(painter, theme, dot)
        painter.restore()
    return at.x() + width + 6.0
