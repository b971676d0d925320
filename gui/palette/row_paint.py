"""How a line of the palette looks: its sign, the letters found, its keys or why it is off."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import icons, theme
from gui.navigator.state import SIDE, sign
from gui.palette.entries import Entry
from gui.palette.model import PaletteModel

Index = QModelIndex | QPersistentModelIndex
_PAD, _GAP = 12, 10
ROW_BESIDES = 12
"""How much higher a line is than its letters."""
_KEY_PAD = 6
_LEAST_ABOUT = 40
_BOOK = ((7, 4), (2, 2.5), (2, 10), (7, 11.5), (12, 10), (12, 2.5), (7, 4), (7, 11.5))
"""Open, in a square of the side of a sign."""
_ENVELOPE = ((2, 3.5), (12, 3.5), (12, 10.5), (2, 10.5), (2, 3.5), (7, 7.5), (12, 3.5))


class RowPaint(QStyledItemDelegate):
    """Draws the lines of a palette."""

    def __init__(self, model: PaletteModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """All lines are alike."""
        return QSize(200, option.fontMetrics.height() + ROW_BESIDES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        look, entry = theme.current(), self._model.entry(index)
        room = QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, theme.faded(look.accent, 0.28))
            painter.fillRect(QRect(room.left(), room.top(), 3, room.height()), look.accent)
        room.adjust(_PAD, 0, -_PAD, 0)
        painter.setFont(option.font)
        _paint_sign(painter, room, entry, look)
        room.setLeft(room.left() + SIDE + _GAP)
        room.setRight(_paint_end(painter, room, entry, look))
        _paint_words(painter, room, entry, self._model.marks(index), look)
        painter.restore()


def _paint_sign(painter: QPainter, room: QRect, entry: Entry, look: theme.Theme) -> None:
    place = QPointF(room.left(), room.center().y() - SIDE / 2 + 1)
    kind = entry.kind
    if kind == "command" or kind == "profile" or kind == "guide" or kind == "message":
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(place)
        _paint_command(painter, entry, look)
        painter.translate(-place)
    else:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(place, sign(kind, "moving", ratio))


def _paint_command(painter: QPainter, entry: Entry, look: theme.Theme) -> None:
    if entry.is_on:
        icons.paint_mark(painter, "ok", QRectF(0, 0, SIDE, SIDE), look)
        return
    colour = look.accent if not entry.why_not else look.text_dim
    painter.setPen(QPen(colour, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if entry.kind == "profile":
        painter.drawEllipse(QRectF(2, 2, SIDE - 4, SIDE - 4))
        painter.drawPoint(QPointF(SIDE / 2, SIDE / 2))
    elif entry.kind == "message":
        painter.drawPolyline([QPointF(x, y) for x, y in _ENVELOPE])
    elif entry.kind == "guide":
        painter.drawPolyline([QPointF(x, y) for x, y in _BOOK])
    else:
        painter.drawPolyline([QPointF(4.5, 3), QPointF(9, 7), QPointF(4.5, 11)])


def _paint_end(painter: QPainter, room: QRect, entry: Entry, look: theme.Theme) -> int:
    """Why it cannot be done, or its keys; gives where the room for words ends."""
    metrics = painter.fontMetrics()
    if entry.why_not:
        painter.setPen(look.warning)
        most = room.width() // 2
        words = metrics.elidedText(entry.why_not, Qt.TextElideMode.ElideRight, most)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        return room.right() - metrics.horizontalAdvance(words) - _GAP
    if not entry.shortcut:
        return room.right()
    wide = metrics.horizontalAdvance(entry.shortcut) + 2 * _KEY_PAD
    high = metrics.height() + 2
    key = QRectF(room.right() - wide, room.center().y() - high / 2 + 1, wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.panel_border, 1))
    painter.setBrush(look.window)
    painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(look.text_dim)
    painter.drawText(key, Qt.AlignmentFlag.AlignCenter, entry.shortcut)
    return int(key.left()) - _GAP


def _paint_words(
    painter: QPainter, room: QRect, entry: Entry, marks: tuple[int, ...], look: theme.Theme
) -> None:
    plain = QFont(painter.font())
    title = look.text_dim if entry.why_not else look.text
    own = tuple(mark for mark in marks if mark < len(entry.title))
    left = _paint_marked(painter, room, entry.title, own, title, look)
    room.setLeft(left + _GAP)
    if room.width() >= _LEAST_ABOUT:
        begin = entry.about_from
        rest = tuple(mark - begin for mark in marks if mark >= begin)
        painter.setFont(plain)
        _paint_marked(painter, room, entry.about, rest, look.text_dim, look)


def _paint_marked(
    painter: QPainter,
    room: QRect,
    text: str,
    marks: tuple[int, ...],
    colour: QColor,
    look: theme.Theme,
) -> int:
    """Write a text with some letters marked, as much as fits; gives where it ends."""
    plain, bold = QFont(painter.font()), QFont(painter.font())
    bold.setBold(True)
    bold.setUnderline(True)
    left = room.left()
    for run, is_marked in runs(text, marks):
        painter.setFont(bold if is_marked else plain)
        painter.setPen(look.accent if is_marked else colour)
        metrics = QFontMetrics(painter.font())
        rest = room.right() - left
        shown = metrics.elidedText(run, Qt.TextElideMode.ElideRight, rest)
        place = QRect(left, room.top(), rest, room.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        left += metrics.horizontalAdvance(shown)
        if shown != run:
            break
    painter.setFont(plain)
    return left


def runs(text: str, marks: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
    """The parts of a text that are marked and those that are not, in turn."""
    marked, begin = set(marks), 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in marked) != (begin in marked):
            yield text[begin:at], begin in marked
            begin = at
