"""What stands around the graph: column titles at the top, the legend at the bottom."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from core.graph import EdgeKind
from core.layout import Layout
from core.troubles import Severity
from core.wording import phrase, tr
from gui.flow.camera import HEADER, Camera
from gui.flow.edge_paint import DASHES, UNKNOWN_DASHES
from gui.flow.found_paint import HALO
from gui.flow.lettering import DETAIL, TITLE, font, text_width
from gui.flow.node_paint import COLOURS
from gui.flow.scene import Scene
from gui.flow.sprites import Dot, draw_dot
from gui.flow.trouble_mark import draw_trouble_mark
from gui.theme import Theme, faded, mixed
from gui.vocabulary import word

TITLES = (
    phrase("PUBLISHING SERVICES"),
    phrase("EXCHANGES"),
    phrase("QUEUES"),
    phrase("CONSUMING SERVICES"),
)
_SHORT = (phrase("PUBLISH"), phrase("EXCHANGE"), phrase("QUEUE"), phrase("CONSUME"))
_BAND = 34.0
_ROW = 18.0
_LEFT, _CORNER = 18.0, 196.0
"""Room at the sides of the legend: free, and for the buttons in the corner."""
_LINE, _SPOT, _GAP, _APART = 22.0, 8.0, 6.0, 16.0
"""Widths of a sample with a line, of one without, before a word, and after it."""
_KINDS: tuple[EdgeKind, ...] = (
    *("publish", "route", "deliver", "dead_letter", "alternate", "bind", "hop"),
)

Sign = Dot | Severity | Literal["label", "found"] | None
Entry = tuple[EdgeKind | None, Sign, str]
"""The kind of line and the dot or the mark that are drawn, and what they mean."""


def draw_titles(
    painter: QPainter,
    theme: Theme,
    camera: Camera,
    layout: Layout,
    size: QSize,
    letters: float = 1.0,
) -> None:
    """The names of the columns, on a band at the top that stays while the picture moves."""
    larger = min(letters, HEADER / _BAND)
    painter.save()
    painter.scale(larger, larger)
    camera = Camera(camera.zoom / larger, camera.x / larger, camera.y / larger)
    _draw_band(painter, theme, camera, layout, size.width() / larger)
    painter.restore()


def _draw_band(
    painter: QPainter, theme: Theme, camera: Camera, layout: Layout, width: float
) -> None:
    painter.fillRect(QRectF(0, 0, width, _BAND), faded(theme.window, 0.97))
    painter.setPen(QPen(theme.grid, 1.0))
    painter.drawLine(QPointF(0, _BAND), QPointF(width, _BAND))
    painter.setFont(font(TITLE, QFont.Weight.DemiBold, spaced=1.1))
    middles = layout.middles
    first, second = layout.columns[:2]
    room = (middles[second] - middles[first]) * camera.zoom - 16.0
    titles = map(tr, TITLES if room > 170.0 else _SHORT)
    if room < 74.0:
        return
    lanes = zip(titles, middles, layout.widths, COLOURS, strict=True)
    for column, (title, middle, box_width, colour) in enumerate(lanes):
        x, half = middle * camera.zoom + camera.x, box_width / 2 * camera.zoom
        if column not in layout.columns or x + half < 0 or x - half > width:
            continue
        painter.setPen(mixed(theme.text_dim, theme.flow(colour), 0.35))
        wide = text_width(title, TITLE, QFont.Weight.DemiBold) / 2 + len(title) / 2 + 12
        x = min(max(x, wide), width - wide)
        box = QRectF(x - wide, 0, 2 * wide, _BAND)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)


def draw_legend(
    painter: QPainter,
    theme: Theme,
    scene: Scene,
    size: QSize,
    labels_say: str = "",
    *,
    finds: bool = False,
    letters: float = 1.0,
) -> None:
    """What the lines, dots and labels of this very picture mean; in several rows where it must."""
    shown = QSizeF(size) / letters
    rows = _rows([*_labels(labels_say), *_entries(scene), *_found(finds=finds)], shown.width())
    if not rows:
        return
    painter.save()
    painter.scale(letters, letters)
    high = _BAND + _ROW * (len(rows) - 1)
    top = shown.height() - high
    painter.fillRect(QRectF(0, top, shown.width(), high), faded(theme.window, 0.97))
    painter.setFont(font(DETAIL))
    for number, row in enumerate(rows):
        x, y = _LEFT, top + _BAND / 2 + number * _ROW
        for kind, sign, word_ in row:
            x = _draw_sample(painter, theme, kind, sign, QPointF(x, y))
            painter.setPen(theme.text_dim)
            painter.drawText(QPointF(x, y + DETAIL * 0.36), word_)
            x += text_width(word_, DETAIL) + _APART
    painter.restore()


def legend_height(scene: Scene, width: int, labels_say: str = "", letters: float = 1.0) -> float:
    """The height that the legend may take: with all that can ever happen on these edges.

    What happens comes and goes; the picture above does not move for it.
    """
    lines = [*_labels(labels_say), *_lines(scene)]
    happening = [*_events(), _answer(), _unknown(), *_troubles(), *_found(finds=True)]
    rows = _rows([*lines, *happening], width / letters)
    return letters * (_BAND + _ROW * (len(rows) - 1))


def _events() -> tuple[Entry, ...]:
    return (
        (None, Dot.RETURNED, word("return_unroutable")),
        (None, Dot.DROPPED, word("drop_unroutable")),
        (None, Dot.REDELIVERED, word("redeliver")),
    )


def _answer() -> Entry:
    words = tr("{confirm} or {ack}, going back", confirm=word("confirm"), ack=word("ack"))
    return (None, Dot.ACK, words)


def _unknown() -> Entry:
    return ("route", None, tr("rate unknown"))


def _troubles() -> tuple[Entry, ...]:
    return ((None, "warning", tr("problem")), (None, "notice", tr("worth a look")))


def _found(*, finds: bool) -> list[Entry]:
    return [(None, "found", tr("found"))] if finds else []


def _labels(say: str) -> list[Entry]:
    return [(None, "label", say)] if say else []


def _lines(scene: Scene) -> list[Entry]:
    dots = {kind: Dot.DELIVER if kind == "hop" else Dot[kind.upper()] for kind in scene.kinds}
    return [(kind, dots[kind], word(kind)) for kind in _KINDS if kind in scene.kinds]


def _entries(scene: Scene) -> list[Entry]:
    flows, found = scene.flows, _lines(scene)
    for entry, values in zip(
        _events(), (flows.returned, flows.dropped, flows.redelivered), strict=True
    ):
        if (values > 0).any():
            found.append(entry)
    if (flows.answered > 0).any():
        found.append(_answer())
    if (flows.passing != flows.passing).any():
        found.append(_unknown())
    seen = {*scene.troubled_edges.values(), *scene.troubled_slots.values()}
    return [*found, *(entry for entry in _troubles() if entry[1] in seen)]


def _rows(entries: list[Entry], width: float) -> list[list[Entry]]:
    """The entries in as many rows as they need; the last one is beside the buttons in the corner."""
    rows = _filled(entries, width - _LEFT)
    return rows[:-1] + _filled(rows[-1], width - _CORNER) if rows else rows


def _filled(entries: list[Entry], room: float) -> list[list[Entry]]:
    rows: list[list[Entry]] = []
    x = room
    for entry in entries:
        wide = _sample_width(*entry[:2]) + _GAP + text_width(entry[2], DETAIL)
        if x + wide > room:
            rows.append([])
            x = _LEFT
        rows[-1].append(entry)
        x += wide + _APART
    return rows


def _draw_sample(
    painter: QPainter, theme: Theme, kind: EdgeKind | None, sign: Sign, at: QPointF
) -> float:
    """A piece of line with its dot, or a mark; where the text goes on."""
    width = _sample_width(kind, sign)
    middle = at + QPointF(width / 2, 0)
    if kind is not None:
        _draw_line(painter, theme, kind, sign is not None, at)
    if isinstance(sign, Dot):
        painter.save()
        painter.translate(middle)
        draw_dot(painter, theme, sign)
        painter.restore()
    elif sign == "label":
        _draw_pill(painter, theme, middle)
    elif sign == "found":
        _draw_found(painter, theme, middle)
    elif sign is not None:
        draw_trouble_mark(painter, theme, sign, middle, _SPOT + 3.0)
    return at.x() + width + _GAP


def _sample_width(kind: EdgeKind | None, sign: Sign) -> float:
    return _LINE if kind is not None or sign in ("label", "found") else _SPOT


def _draw_found(painter: QPainter, theme: Theme, middle: QPointF) -> None:
    """A node in the halo of what was found."""
    painter.setPen(QPen(faded(theme.accent, HALO), 4.0))
    painter.drawRoundedRect(QRectF(-8.0, -3.5, 16.0, 7.0).translated(middle), 2.5, 2.5)


def _draw_pill(painter: QPainter, theme: Theme, middle: QPointF) -> None:
    """A label, as they stand on the edges."""
    painter.setPen(QPen(mixed(theme.window, theme.text_dim, 0.6), 1.0))
    painter.setBrush(mixed(theme.window, theme.panel, 0.5))
    box = QRectF(-_LINE / 2, -5.5, _LINE, 11.0).translated(middle)
    painter.drawRoundedRect(box, 5.5, 5.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.text)
    for x in (-4.5, 0.0, 4.5):
        painter.drawPoint(middle + QPointF(x, 0))


def _draw_line(painter: QPainter, theme: Theme, kind: EdgeKind, known: bool, at: QPointF) -> None:
    dashes = DASHES.get(kind) if known else UNKNOWN_DASHES
    colour = theme.flow(kind) if known else theme.text_dim
    pen = QPen(mixed(theme.window, colour, 0.6), 1.6)
    if dashes is not None:
        pen.setDashPattern([dash * 0.8 for dash in dashes])
    painter.setPen(pen)
    painter.drawLine(at, at + QPointF(_LINE, 0))
