"""How a row of the navigator looks: state, name, the last minute, the number.

What rows need is read and drawn for all in sight at once (`prepare`); a row then only puts it in
its place. Texts are laid out once and kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPen,
    QStaticText,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.navigator.model import Face, NavigatorModel, count_words
from gui.navigator.spark import Values
from gui.navigator.spark_paint import spark_strip
from gui.navigator.state import SIDE, sign
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_PAD, _GAP, _INDENT, _ARROW = 8, 6, 16, 18
_SPARK, _SPARK_HIGH, _FIGURE = 40, 13, 42
_LEAST_NAME = 70
_KEPT = 4_000
_COLOURS = {"ready": "ready", "unacked": "unacked", "redelivered": "redeliver"}
_OF_KIND = {"service": "publish", "exchange": "route", "queue": "deliver"}
_QUIET = ("0", "0/s", "?")
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_HOVERED = QStyle.StateFlag.State_MouseOver.value


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row that is about to be drawn."""

    face: Face
    spark: int | None
    """Its place in the strip."""


class RowPaint(QStyledItemDelegate):
    """Draws rows and the headings of sections."""

    def __init__(self, model: NavigatorModel) -> None:
        super().__init__(model)
        self._model = model
        self._rows: dict[int, _Ready] = {}
        self._strip: QImage | None = None
        self._texts: dict[tuple[str, int], QStaticText] = {}
        self._drawn: object = None
        self._font = QFont()
        self._figures = QFont()
        self._ratio = 1.0
        self._high = QFontMetrics(self._font).height()

    def prepare(self, indexes: Sequence[QModelIndex], ratio: float, font: QFont) -> None:
        """Read and draw what these rows need, unless nothing has changed."""
        self._take_font(font)
        rows = [index.row() for index in indexes]
        look = theme.current()
        state = (self._model.version, rows, ratio, look.dark)
        if state == self._drawn:
            return
        self._drawn = state
        self._model.prepare(indexes)
        curves: list[Values] = []
        colours: list[QColor] = []
        self._rows.clear()
        for index in indexes:
            face = self._model.face(index)
            self._rows[index.row()] = _Ready(face, None if face.spark is None else len(curves))
            if face.spark is not None:
                curves.append(face.spark)
                colours.append(look.flow(_COLOURS.get(face.field, _OF_KIND.get(face.kind, ""))))
        self._ratio = ratio
        self._strip = spark_strip(curves, colours, _SPARK, _SPARK_HIGH, ratio) if curves else None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        look, place = theme.current(), option.rect
        painter.save()
        _fill(painter, look, option.state.value, place)
        row = self._rows.get(index.row())
        if row is None and self._model.is_heading(index):
            _paint_heading(painter, self._model, index, place)
        else:
            row = row or _Ready(self._model.face(index), None)
            self._paint_row(painter, look, row, place)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """All rows are equally high."""
        return QSize(120, option.fontMetrics.height() + 8)

    def _take_font(self, font: QFont) -> None:
        if font != self._font:
            self._font, self._figures = QFont(font), theme.figures(font)
            self._high = QFontMetrics(font).height()
            self._texts.clear()

    def _paint_row(self, painter: QPainter, look: Theme, row: _Ready, place: QRect) -> None:
        face = row.face
        top, middle = place.top(), place.top() + place.height() / 2
        icon = sign(face.kind, face.state, self._ratio)
        painter.drawPixmap(QPointF(_INDENT, middle - SIDE / 2), icon)
        left, right = _INDENT + SIDE + _GAP, place.right() + 1 - _PAD
        line = top + (place.height() - self._high) / 2
        figure = self._text(face.figure, 0)
        painter.setFont(self._figures)
        painter.setPen(look.text_dim if face.figure in _QUIET else look.text)
        painter.drawStaticText(QPointF(right - figure.size().width(), line), figure)
        right -= max(_FIGURE, round(figure.size().width())) + _GAP
        if face.kind != "connection" and right - _SPARK - _GAP - left >= _LEAST_NAME:
            self._paint_spark(painter, row, QPointF(right - _SPARK, middle - _SPARK_HIGH / 2))
            right -= _SPARK + _GAP
        painter.setFont(self._font)
        painter.setPen(look.text_dim if face.state in ("still", "gone") else look.text)
        painter.drawStaticText(QPointF(left, line), self._text(face.name, right - left))

    def _paint_spark(self, painter: QPainter, row: _Ready, at: QPointF) -> None:
        if row.spark is None or self._strip is None:
            return
        high = max(round(_SPARK_HIGH * self._ratio), 1)
        part = QRectF(0, row.spark * high, self._strip.width(), high)
        painter.drawImage(QRectF(at.x(), round(at.y()), _SPARK, _SPARK_HIGH), self._strip, part)

    def _text(self, text: str, width: int) -> QStaticText:
        """A laid-out text, elided when it is wider; 0 is as wide as it likes, in figures."""
        found = self._texts.get((text, width))
        if found is None:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            font = self._font if width else self._figures
            shown = text
            if width:
                middle = Qt.TextElideMode.ElideMiddle
                shown = QFontMetrics(font).elidedText(text, middle, max(width, 0))
            found = self._texts[text, width] = QStaticText(shown)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setTextOption(_unwrapped())
            found.prepare(font=font)
        return found


def _unwrapped() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option


def _paint_arrow(painter: QPainter, look: Theme, place: QRect, *, folded: bool) -> None:
    """To the right while the rows are folded away, else down to them."""
    middle = QPointF(place.left() + _ARROW / 2, place.top() + place.height() / 2)
    points = [QPointF(-2, -4), QPointF(2, 0), QPointF(-2, 4)]
    if not folded:
        points = [QPointF(point.y(), point.x()) for point in points]
    painter.setPen(QPen(look.text_dim, 1.4))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPolyline([middle + point for point in points])


def _fill(painter: QPainter, look: Theme, state: int, place: QRect) -> None:
    if state & _SELECTED:
        painter.fillRect(place, theme.faded(look.accent, 0.3 if state & _FOCUSED else 0.18))
        painter.fillRect(QRect(place.topLeft(), QSize(3, place.height())), look.accent)
    elif state & _HOVERED:
        painter.fillRect(place, theme.faded(look.accent, 0.1))


def _paint_heading(painter: QPainter, model: NavigatorModel, index: Index, place: QRect) -> None:
    look, section = theme.current(), model.sections()[model.place(index).section]
    inside, plain = place.adjusted(_ARROW, 0, -_PAD, 0), painter.font()
    _paint_arrow(painter, look, place, folded=model.is_folded(section))
    bold = QFont(plain)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(look.text_dim))
    centre = Qt.AlignmentFlag.AlignVCenter
    title = model.title(section)
    painter.drawText(inside, centre, title)
    wide = painter.fontMetrics().horizontalAdvance(title)
    painter.setFont(theme.figures(plain))
    count, field = count_words(section), model.field_of(section)
    painter.drawText(inside.adjusted(wide + 8, 0, 0, 0), centre, count)
    wide += 8 + painter.fontMetrics().horizontalAdvance(count) + 8
    painter.setFont(plain)
    if wide + painter.fontMetrics().horizontalAdvance(field) <= inside.width():
        painter.drawText(inside, centre | Qt.AlignmentFlag.AlignRight, field)
