"""How services, exchanges and queues look, from far and from near."""

from dataclasses import dataclass
from math import log10

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from core import numbers
from core.graph import UNKNOWN_SERVICE, Node
from core.ordering import CONSUMERS, EXCHANGES, PUBLISHERS, QUEUES
from core.troubles import Severity
from core.wording import phrase, tr
from gui.flow.lettering import (
    DETAIL,
    NAME,
    elided,
    font,
    literal,
    size_from_afar,
    text_width,
)
from gui.flow.trouble_mark import draw_trouble_mark, trouble_colour, trouble_size
from gui.theme import Theme, faded, mixed
from gui.vocabulary import word

COLOURS = ("publish", "route", "ready", "deliver")
"""The accent of each column."""
FAR, NEAR = 0.22, 0.6
"""Below the first scale names are left out, below the second everything but names."""
PAD, NEAR_RIM, APART = 12.0, 8.0, 6.0
"""Free beside a name: at the left, at a rim, and before what stands at its right."""
_BAR = 2.0
"""How high the bar of a queue is on screen when it is seen from afar."""
BOLD = QFont.Weight.DemiBold
SHORT_OF_PEOPLE = phrase("no consumer")
_FULL_BAR = 100_000
_PASSES = {
    PUBLISHERS: phrase("publishes {rate}"),
    EXCHANGES: phrase("takes in {rate}"),
    CONSUMERS: phrase("receives {rate}"),
}
"""What a node of each column does, but for queues."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a node shows beside its name."""

    column: int
    through: float | None = None
    all_known: bool = True
    dimmed: bool = False
    trouble: Severity | None = None
    """The worst that is seen here."""
    pinned: bool = False
    """Somebody has put it where it is."""
    letters: float = 1.0
    """How much larger than usual letters are."""


def is_near(zoom: float, letters: float) -> bool:
    """All that is written in a box can be read by those who use such letters."""
    return zoom >= NEAR * letters


def outline(box: QRectF, column: int) -> QPainterPath:
    """The shape of a node: services round, exchanges cut at the corners, queues square."""
    path = QPainterPath()
    if column == EXCHANGES:
        return _chamfered(box, min(9.0, 0.3 * box.height()))
    radius = 4.0 if column == QUEUES else 13.0
    path.addRoundedRect(box, radius, radius)
    return path


def draw_node(
    painter: QPainter, theme: Theme, node: Node, face: Face, box: QRectF, zoom: float
) -> None:
    """Draw one node, as detailed as the scale allows."""
    painter.setOpacity(0.28 if face.dimmed else 1.0 if node.present else 0.5)
    accent = _accent(theme, face)
    path = outline(box, face.column)
    _draw_card(painter, theme, node, face, path, zoom)
    if zoom >= FAR:
        _draw_accent(painter, path, box, accent)
    if is_near(zoom, face.letters):
        _draw_near(painter, theme, node, face, box)
    elif zoom >= FAR:
        _draw_from_afar(painter, theme, node, face, box, zoom)
    if face.pinned:
        _draw_pin(painter, theme, box.topLeft() + QPointF(4.0, 2.0), max(1.1, 1.0 / zoom))
    painter.setOpacity(1.0)
    if face.trouble is not None:  # never faded: new trouble is seen whatever one looks at
        draw_trouble_mark(painter, theme, face.trouble, box.topRight(), trouble_size(zoom))


def _draw_pin(painter: QPainter, theme: Theme, at: QPointF, size: float) -> None:
    """A pin that holds the corner of a node: a head with a needle."""
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    painter.setPen(QPen(theme.text, 1.4, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(0, 0), QPointF(3.2, 5.0))
    painter.setPen(QPen(theme.window, 1.0))
    painter.setBrush(theme.text)
    painter.drawEllipse(QPointF(-1.0, -1.6), 3.4, 3.4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.restore()


def _accent(theme: Theme, face: Face) -> QColor:
    if face.trouble is not None:
        return trouble_colour(theme, face.trouble)
    return theme.flow(COLOURS[face.column])


def _draw_card(
    painter: QPainter,
    theme: Theme,
    node: Node,
    face: Face,
    path: QPainterPath,
    zoom: float,
) -> None:
    far, accent = zoom < FAR, _accent(theme, face)
    rim = mixed(theme.panel_border, accent, 0.22 if face.trouble is None else 0.75)
    fill = mixed(theme.panel, accent, 0.4 if far else 0.035)
    painter.fillPath(path, theme.window)
    painter.fillPath(path, fill)
    pen = QPen(rim, 1.0)
    if zoom < 1.0:
        pen.setWidthF(pen.widthF() / max(zoom, 0.1) ** 0.6)
    if not node.present:
        pen.setDashPattern([4.0, 3.0])
    painter.strokePath(path, pen)


def _draw_accent(painter: QPainter, path: QPainterPath, box: QRectF, accent: QColor) -> None:
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(box.left(), box.top(), 4.0, box.height()), accent)
    painter.restore()


def _draw_from_afar(
    painter: QPainter, theme: Theme, node: Node, face: Face, box: QRectF, zoom: float
) -> None:
    """The name, and in a queue how many messages wait."""
    size = size_from_afar(zoom, box.height(), face.letters)
    base = box.center().y() + size * 0.36
    room = box.width() - PAD - NEAR_RIM
    if face.column == QUEUES and node.ready != 0:
        count, rim = numbers.count(node.ready), count_rim(zoom)
        wide = text_width(count, size)
        painter.setFont(font(size))
        painter.setPen(theme.text)
        painter.drawText(QPointF(box.right() - rim - wide, base), count)
        room -= wide + rim
        high = _BAR / zoom
        bar = QRectF(box.left(), box.bottom() - high, box.width(), high)
        _draw_bar(painter, node.ready, _waiting_colour(theme, face), bar)
    painter.setFont(font(size, BOLD))
    painter.setPen(theme.text)
    painter.drawText(QPointF(box.left() + PAD, base), elided(node.name, int(room), size, BOLD))


def count_rim(zoom: float) -> float:
    """Free between a count and its rim: the mark of a trouble may come to sit there."""
    return max(NEAR_RIM, 0.6 * trouble_size(zoom))


def _draw_near(painter: QPainter, theme: Theme, node: Node, face: Face, box: QRectF) -> None:
    beside = aside(node)
    room = box.width() - 2 * PAD
    if beside:
        width = text_width(beside, DETAIL)
        painter.setFont(font(DETAIL))
        painter.setPen(theme.text_dim)
        painter.drawText(QPointF(box.right() - PAD - width, box.top() + 17), beside)
        room -= width + APART
    painter.setFont(font(NAME, BOLD))
    painter.setPen(theme.text)
    name = elided(node.name, int(room), NAME, BOLD)
    painter.drawText(QPointF(box.left() + PAD, box.top() + 17), name)
    if face.column == QUEUES:
        _draw_depths(painter, theme, node, face, box)
    else:
        _draw_summary(painter, theme, _summary(node, face), box)


def aside(node: Node) -> str:
    """The small text beside a name."""
    if node.kind == "service":
        return f"\N{MULTIPLICATION SIGN}{node.instances}" if node.instances > 1 else ""
    if not node.present:
        return tr("gone")
    if node.kind == "queue" and node.consumers == 0 and node.ready:
        return tr(SHORT_OF_PEOPLE)
    return literal(node.type) if node.type not in ("", "classic", "unknown") else ""


def _summary(node: Node, face: Face) -> str:
    if not node.present:
        return tr("deleted") if node.kind == "exchange" else tr("disconnected")
    if face.through is None:
        if node.kind == "exchange" and face.all_known:
            return tr("no publishes")
        if node.id == UNKNOWN_SERVICE:
            return tr("not seen")
        is_idle = face.column == PUBLISHERS and face.all_known
        return tr("connected") if is_idle else tr("rate unknown")
    rate = numbers.rate(face.through, at_least=not face.all_known)
    if face.through == 0 and not face.all_known:
        rate = numbers.UNKNOWN
    return tr(_PASSES[face.column], rate=rate)


def _draw_summary(painter: QPainter, theme: Theme, text: str, box: QRectF) -> None:
    painter.setFont(font(DETAIL))
    painter.setPen(theme.text_dim)
    painter.drawText(QPointF(box.left() + PAD, box.top() + 32), text)


def _draw_depths(painter: QPainter, theme: Theme, node: Node, face: Face, box: QRectF) -> None:
    half = (box.width() - 2 * PAD - 12) / 2
    for i, (name, value) in enumerate((("ready", node.ready), ("unacked", node.unacked))):
        left = box.left() + PAD + i * (half + 12)
        colour = theme.flow(name) if i else _waiting_colour(theme, face)
        _draw_depth(
            painter, theme, word(name), value, colour, QRectF(left, box.top() + 24, half, 20)
        )


def _draw_depth(
    painter: QPainter, theme: Theme, name: str, value: int | None, colour: QColor, box: QRectF
) -> None:
    painter.setFont(font(DETAIL))
    painter.setPen(theme.text_dim)
    painter.drawText(QPointF(box.left(), box.top() + 10), name)
    text = numbers.count(value)
    painter.setPen(theme.text if value else theme.text_dim)
    painter.drawText(QPointF(box.right() - text_width(text, DETAIL), box.top() + 10), text)
    bar = QRectF(box.left(), box.top() + 14, box.width(), 3)
    if value is None:
        painter.setPen(QPen(mixed(theme.panel, theme.text_dim, 0.6), 1.0, Qt.PenStyle.DotLine))
        middle = bar.center().y()
        painter.drawLine(QPointF(bar.left(), middle), QPointF(bar.right(), middle))
        return
    _draw_bar(painter, value, colour, bar)


def _draw_bar(painter: QPainter, value: int | None, colour: QColor, bar: QRectF) -> None:
    """How many there are, on a logarithmic scale."""
    painter.fillRect(bar, faded(colour, 0.16))
    if value:
        share = min(0.06 + 0.94 * log10(value) / log10(_FULL_BAR), 1.0)
        painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * share, bar.height())), colour)


def _waiting_colour(theme: Theme, face: Face) -> QColor:
    return theme.error if face.trouble == "warning" else theme.ready


def _chamfered(box: QRectF, cut: float) -> QPainterPath:
    path = QPainterPath(QPointF(box.left() + cut, box.top()))
    for x, y in (
        (box.right() - cut, box.top()),
        (box.right(), box.top() + cut),
        (box.right(), box.bottom() - cut),
        (box.right() - cut, box.bottom()),
        (box.left() + cut, box.bottom()),
        (box.left(), box.bottom() - cut),
        (box.left(), box.top() + cut),
    ):
        path.lineTo(x, y)
    path.closeSubpath()
    return path
