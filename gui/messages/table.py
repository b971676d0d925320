"""A list of messages that draws itself: no item per row, no signal per message.

Only the visible rows cost anything, whatever comes in: what repeats (exchanges, keys, types) is
drawn from laid-out text that is kept, the rest with one call a cell. See `benchmarks/table_frame`.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStandardItemModel,
    QStaticText,
)
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QWidget

from core.wording import tr
from gui import theme
from gui.fonts import largeness
from gui.messages.column import Column
from gui.messages.ring import Numbered

KEPT_TEXTS = 4_000
PADDING = 8
_LETTERED = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.Polish)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class MessageTable(QAbstractScrollArea):
    """The messages of a ring, newest at the bottom; follows the newest until the user scrolls."""

    current_changed = Signal(object)
    """The chosen message."""
    following_changed = Signal(bool)

    def __init__(
        self, ring: Numbered, columns: Sequence[Column], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ring = ring
        self._columns = columns
        self._texts: dict[tuple[int, str], QStaticText] = {}
        self._top = 0
        self._current: int | None = None
        self._following = True
        self._drawn = (-1, -1)
        self._metrics = self.fontMetrics()
        self._wide = self._metrics.horizontalAdvance("W")
        self._is_fitting = self._is_by_hand = False
        self._header = self._make_header()
        self._fit_columns()
        self._header.sectionResized.connect(self._on_resized)
        self._header.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Messages"))
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled_sideways)
        theme.changed.connect(self._on_look)

    @property
    def following(self) -> bool:
        """Whether the newest message stays in view."""
        return self._following

    @property
    def current(self) -> int | None:
        """Number of the chosen message."""
        return self._current

    @property
    def row_height(self) -> int:
        """Pixels of a row."""
        return self._metrics.height() + 6

    def refresh(self) -> None:
        """Draw if the ring changed since the last time."""
        state = (self._ring.first, self._ring.end)
        if state != self._drawn:
            self._drawn = state
            self._fit_bars()
            self.viewport().update()

    def follow(self, on: bool) -> None:
        """Keep the newest message in view, or stay where the user is."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
        self._fit_bars()
        self.viewport().update()

    def choose(self, number: int | None) -> None:
        """Make a message the current one and bring it into view."""
        message = None if number is None else self._ring.get(number)
        self._current = number if message is not None else None
        if number is not None and message is not None:
            self._bring_into_view(number)
            self.setAccessibleDescription(self.row_words(number))
            self.current_changed.emit(message)
        self.viewport().update()

    def row_words(self, number: int) -> str:
        """A row as text: for the clipboard and for those who do not see it."""
        message = self._ring.get(number)
        if message is None:
            return ""
        return "\t".join(column.words(message) for column in self._columns)

    def visible_rows(self) -> int:
        """Rows that fit."""
        return max(1, self.viewport().height() // self.row_height)

    def number_at(self, y: int) -> int | None:
        """The message that is drawn at a height of the viewport."""
        number = self._top + y // self.row_height
        return number if self._ring.get(number) is not None else None

    def sizeHint(self) -> QSize:
        """Wide enough for the columns."""
        return QSize(sum(map(self._width, range(len(self._columns)))) + 20, 220)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the font changes, here or in the header, which comes with the style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._metrics = self.fontMetrics()
            self._wide = self._metrics.horizontalAdvance("W")
            self._fit_columns()
            self._on_look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The header gets its letters on its own, often after the table: titles need other room."""
        if watched is self._header and event.type() in _LETTERED:
            QTimer.singleShot(0, self, self._fit_columns)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the header above the rows."""
        super().resizeEvent(event)
        height = self._header.sizeHint().height()
        self.setViewportMargins(0, height, 0, 0)
        place = self.viewport().geometry()
        self._header.setGeometry(place.left(), place.top() - height, place.width(), height)
        self._fit_columns()
        self._fit_bars()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            number = self.number_at(int(event.position().y()))
            if number is not None:
                self.follow(False)
                self.choose(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more happens on release."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the rows, copy one; End follows the newest again."""
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy) and self._current is not None:
            QGuiApplication.clipboard().setText(self.row_words(self._current))
        elif key == Qt.Key.Key_End:
            self.follow(True)
            self.choose(self._ring.end - 1)
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._step(self.visible_rows() * (1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_Home:
            self._step(-len(self._ring))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the visible rows."""
        painter = QPainter(self.viewport())
        look = theme.current()
        painter.fillRect(event.rect(), look.panel)
        height = self.row_height
        self._paint_stripes(painter, look)
        cells = self._cells()
        for line in range(self.viewport().height() // height + 1):
            message = self._ring.get(self._top + line)
            if message is not None:
                self._paint_row(painter, message, line * height + 3, cells, look)

    def _paint_stripes(self, painter: QPainter, look: theme.Theme) -> None:
        """Every second row, and the chosen one."""
        height, width = self.row_height, self.viewport().width()
        first = 1 - self._top % 2
        lines = range(first, min(self.visible_rows() + 1, self._ring.end - self._top), 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mixed(look.panel, look.text, 0.025))
        painter.drawRects([QRect(0, line * height, width, height) for line in lines])
        if self._current is not None and self._ring.get(self._current) is not None:
            place = QRect(0, (self._current - self._top) * height, width, height)
            painter.fillRect(place, theme.faded(look.accent, 0.28))

    def _cells(self) -> list[tuple[Column, int, int]]:
        """Left edge and width of the text in each column; the last one may run out of the view."""
        header = self._header
        cells = [
            (column, header.sectionViewportPosition(index) + PADDING, header.sectionSize(index))
            for index, column in enumerate(self._columns)
        ]
        return [(column, left, width - 2 * PADDING) for column, left, width in cells]

    def _paint_row(
        self,
        painter: QPainter,
        message: Any,
        top: int,
        cells: list[tuple[Column, int, int]],
        look: theme.Theme,
    ) -> None:
        base = top + self._metrics.ascent()
        last = cells[-1][0]
        for column, left, width in cells:
            painter.setPen(look.text_dim if column.dim else look.text)
            words = column.words(message)
            if column.repeats:
                text = self._laid_out(words, width)
                shift = width - int(text.size().width()) if column.right else 0
                painter.drawStaticText(left + shift, top, text)
            else:
                shown = words if column is last else self._cut(words, width)
                shift = width - self._metrics.horizontalAdvance(shown) if column.right else 0
                painter.drawText(left + shift, base, shown)

    def _laid_out(self, words: str, width: int) -> QStaticText:
        found = self._texts.get((width, words))
        if found is None:
            if len(self._texts) >= KEPT_TEXTS:
                self._texts.clear()
            found = QStaticText(self._cut(words, width))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(font=self.font())
            self._texts[(width, words)] = found
        return found

    def _cut(self, words: str, width: int) -> str:
        if len(words) * self._wide <= width:
            return words
        return self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)

    def _make_header(self) -> QHeaderView:
        header = QHeaderView(Qt.Orientation.Horizontal, self)
        model = QStandardItemModel(0, len(self._columns), header)
        model.setHorizontalHeaderLabels([tr(column.title) for column in self._columns])
        middle = Qt.AlignmentFlag.AlignVCenter
        for index, column in enumerate(self._columns):
            if column.right:
                model.horizontalHeaderItem(index).setTextAlignment(
                    Qt.AlignmentFlag.AlignRight | middle
                )
        header.setModel(model)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | middle)
        header.setStretchLastSection(True)
        return header

    def _fit_columns(self) -> None:
        """As wide as they need; what is free goes to words, unless somebody has his own widths."""
        if self._is_by_hand:
            return
        widths = [self._width(index) for index in range(len(self._columns))]
        free = max(0, self.viewport().width() - sum(widths))
        words = sum(w for w, column in zip(widths, self._columns, strict=True) if column.grows)
        self._is_fitting = True
        for index, (width, column) in enumerate(zip(widths, self._columns, strict=True)):
            more = free * width // max(words, 1) if column.grows else 0
            self._header.resizeSection(index, width + more)
        self._is_fitting = False

    def _on_resized(self, index: int, _was: int, _width: int) -> None:
        last = index == self._header.count() - 1
        pulled = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        self._is_by_hand |= pulled and not last and not self._is_fitting
        self._on_look()

    def _width(self, index: int) -> int:
        """Of a column: wider for large letters, and never too narrow for its title."""
        width = round(self._columns[index].width * largeness(self.font()))
        return max(width, self._header.sectionSizeHint(index))

    def _fit_bars(self) -> None:
        page = self.visible_rows()
        furthest = max(0, len(self._ring) - page)
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(page)
        bar.setRange(0, furthest)
        if self._following:
            self._top = self._ring.end - min(page, len(self._ring))
        self._top = min(max(self._top, self._ring.first), self._ring.first + furthest)
        bar.setValue(self._top - self._ring.first)
        bar.blockSignals(False)
        sideways = self.horizontalScrollBar()
        sideways.setPageStep(self.viewport().width())
        sideways.setRange(0, max(0, self._header.length() - self.viewport().width()))

    def _bring_into_view(self, number: int) -> None:
        page = self.visible_rows()
        if number < self._top:
            self._top = number
        elif number >= self._top + page:
            self._top = number - page + 1
        self._fit_bars()

    def _step(self, rows: int) -> None:
        if not len(self._ring):
            return
        start = self._current if self._current is not None else self._ring.end - 1
        number = min(max(start + rows, self._ring.first), self._ring.end - 1)
        self.follow(False)
        self.choose(number)

    def _on_scrolled(self, value: int) -> None:
        self._top = self._ring.first + value
        self.follow(value == self.verticalScrollBar().maximum())

    def _on_scrolled_sideways(self, value: int) -> None:
        self._header.setOffset(value)
        self.viewport().update()

    def _on_look(self) -> None:
        self._texts.clear()
        self._fit_bars()
        self.viewport().update()
