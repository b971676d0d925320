"""The navigator: a field that searches, an order, and the sections below."""

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.find.completion import Names
from core.find.expression import Expression
from core.find.parser import parse
from core.find.tokens import FindError
from core.selection import Selection
from core.wording import opening, phrase, tr
from gui import theme
from gui.field_message import FieldMessage
from gui.find.entry import ExpressionEntry
from gui.navigator.listing import Listing, Order
from gui.navigator.model import NavigatorModel
from gui.navigator.row_paint import RowPaint
from gui.turn import Due

ORDERS: tuple[tuple[Order, str], ...] = (
    ("hurts", phrase("Problems first")),
    ("ready", phrase("Most ready first")),
    ("unacked", phrase("Most unacked first")),
    ("redelivered", phrase("Most redelivered first")),
    ("rate", phrase("Highest rate first")),
    ("name", phrase("By name")),
)
_NARROWEST = 210
"""Room for a name, the last minute and a number."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NavigatorView(QWidget):
    """Lists everything there is; choosing a row chooses it everywhere."""

    selected = Signal(object)
    """The user chose the row of this node."""
    entered = Signal()
    """The user wants to see in the flow what is chosen."""

    def __init__(self, names: Callable[[], Names], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = NavigatorModel(parent=self)
        self.entry = ExpressionEntry(names)
        self.order = QComboBox()
        self.mistake = FieldMessage()
        self.rows = _Rows(self.model)
        self._selection: Selection = None
        self._is_following = False
        self._soon = Due(self, self._draw)
        self._fill()
        self._lay_out()
        self.entry.textChanged.connect(self._on_text)
        self.entry.stepped.connect(self._on_stepped)
        self.entry.left.connect(self._on_left)
        self.entry.down.connect(self._on_down)
        self.order.currentIndexChanged.connect(self._on_order)
        self.rows.entered_row.connect(self._on_entered)
        self.rows.typed.connect(self._on_typed)
        selection = self.rows.selectionModel()
        selection.currentChanged.connect(self._on_current)
        theme.changed.connect(self.rows.viewport().update)

    def show_listing(self, listing: Listing | None) -> None:
        """List the things of another session, or none; search and order stay."""
        if listing is not None:
            listing.order = self.order.currentData()
            listing.expression = self._expression()[0]
        for field in (self.entry, self.order):
            field.setEnabled(listing is not None)
        role = QPalette.ColorRole.Window if listing is None else QPalette.ColorRole.Base
        self.rows.viewport().setBackgroundRole(role)
        self._is_following = True
        self.model.show(listing)
        self._is_following = False
        self._say_if_empty()

    def refresh(self) -> None:
        """One tick: follow the session, and draw the rows in sight in turns of their own."""
        self._is_following = True
        if self.model.follow():
            self._draw_soon()
        self._is_following = False
        self._mark_again()
        self._say_if_empty()

    def _draw_soon(self) -> None:
        """Rows are read in a turn of their own before they are drawn with all the rest."""
        self.rows.viewport().setUpdatesEnabled(False)
        self._soon.start(0)

    def _draw(self) -> None:
        self.rows.prepare()
        self.rows.viewport().setUpdatesEnabled(True)

    def show_selection(self, selection: Selection) -> None:
        """Show what is selected elsewhere."""
        self._selection = selection
        self._mark()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the rows, however short the words above them are."""
        least = super().minimumSizeHint()
        return QSize(max(least.width(), _NARROWEST), least.height())

    def search(self) -> None:
        """Put the keyboard where one types what to look for."""
        self.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.entry.selectAll()

    def _fill(self) -> None:
        self.entry.setPlaceholderText(tr("Search: name, ready > 100 …"))
        self.entry.setAccessibleName(tr("Search services, exchanges, queues and connections"))
        self.order.setAccessibleName(tr("Order of the rows"))
        self.order.setToolTip(tr("Order of the rows; the number at the right goes with it"))
        for order, title in ORDERS:
            self.order.addItem(tr(title), order)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 0)
        top.setSpacing(4)
        top.addWidget(self.entry)
        top.addWidget(self.mistake)
        order = QHBoxLayout()
        order.addWidget(QLabel(tr("Order")))
        order.addWidget(self.order, 1)
        top.addLayout(order)
        column.addLayout(top)
        column.addWidget(self.rows, 1)

    def _expression(self) -> tuple[Expression | None, FindError | None]:
        try:
            return parse(self.entry.text()), None
        except FindError as error:
            return None, error

    def _on_text(self) -> None:
        expression, error = self._expression()
        is_unfinished = error is not None and error.start >= len(self.entry.text().rstrip())
        self.entry.underline(None if is_unfinished else error)
        self.mistake.say("" if error is None or is_unfinished else opening(str(error)))
        listing = self.model.listing
        if listing is not None and error is None:
            self._rearrange(lambda: listing.search(expression))

    def _on_order(self) -> None:
        listing = self.model.listing
        if listing is not None:
            self._rearrange(lambda: listing.sort(self.order.currentData()))
            self.rows.scrollToTop()

    def _rearrange(self, change: Callable[[], object]) -> None:
        self._is_following = True
        self.model.rearrange(change)
        self._draw_soon()
        self._is_following = False
        self._mark_again()
        self._say_if_empty()

    def _say_if_empty(self) -> None:
        listing = self.model.listing
        if listing is None:
            words = tr("Services, exchanges, queues and\nconnections appear here.")
        elif any(len(section.rows) for section in listing.sections):
            words = ""
        elif self.entry.text().strip():
            words = tr("Nothing matches.\nPress Esc in the field above to show all again.")
        else:
            words = tr("This vhost has no services,\nexchanges or queues yet.")
        self.rows.say(words)

    def _mark_again(self) -> None:
        """What is selected is back in the list; whoever has gone on to a heading stays there."""
        if not self.rows.currentIndex().isValid():
            self._mark()

    def _mark(self) -> None:
        """Make the row of the selection current; that of a connection of it may stay so."""
        if self.model.key(self.rows.currentIndex()) == self._selection is not None:
            return
        index = self.model.index_of(self._selection)
        if index == self.rows.currentIndex():
            return
        self._is_following = True
        chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.rows.selectionModel().setCurrentIndex(index, chosen)
        if index.isValid():
            self.rows.scrollTo(index)
        self._is_following = False

    def _on_current(self, index: QModelIndex) -> None:
        if not self._is_following and not self.model.is_heading(index):
            self._selection = self.model.key(index)
            self.selected.emit(self._selection)

    def _on_entered(self, index: QModelIndex) -> None:
        key = self.model.key(index)
        if key is not None:
            if key != self._selection:
                self._on_current(index)
            self.entered.emit()

    def _on_stepped(self, by: int) -> None:
        """Enter in the field: the first row, then the next."""
        index = self.rows.stepped(by)
        if index.isValid():
            self.rows.setCurrentIndex(index)
            self._on_entered(index)

    def _on_left(self) -> None:
        if self.entry.text():
            self.entry.clear()
        else:
            self.rows.setFocus()

    def _on_down(self) -> None:
        self.entry.popup.close()
        self.rows.setFocus()
        if self.model.is_heading(self.rows.currentIndex()):
            index = self.rows.stepped(1)
            if index.isValid():
                self.rows.setCurrentIndex(index)

    def _on_typed(self, text: str) -> None:
        """Typing in the list searches."""
        self.entry.setFocus()
        self.entry.setText(text)
        self._on_text()


class _Rows(QTableView):
    """The rows; headings fold with Left, Right, Enter or a click."""

    entered_row = Signal(QModelIndex)
    typed = Signal(str)

    def __init__(self, model: NavigatorModel) -> None:
        super().__init__()
        self._words = ""
        self._listed = model
        self._paint = RowPaint(model)
        self.setModel(model)
        self.setItemDelegate(self._paint)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setAccessibleName(tr("Services, exchanges, queues and connections"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self._set_height()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(palette)  # the rows show themselves what is chosen
        self.doubleClicked.connect(self._on_entered)
        self.clicked.connect(self._on_clicked)

    def say(self, words: str) -> None:
        """What stands in the place of rows where there are none."""
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(words)
            self.viewport().update()

    def prepare(self) -> None:
        """Read what the rows in sight show, unless nothing has changed."""
        self._paint.prepare(self.rows_in_sight(), self.devicePixelRatioF(), self.font())

    def rows_in_sight(self) -> list[QModelIndex]:
        """The rows that are drawn, without headings."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        end = self._listed.rowCount() if last < 0 else last + 1
        indexes = [self._listed.index(row) for row in range(max(first, 0), end)]
        return [index for index in indexes if not self._listed.is_heading(index)]

    def stepped(self, by: int) -> QModelIndex:
        """The row after or before the current one, over headings; the first if there is none."""
        current = self.currentIndex()
        row = current.row() if current.isValid() else -1
        while 0 <= row + by < self._listed.rowCount():
            row += by
            index = self._listed.index(row)
            if not self._listed.is_heading(index):
                return index
        return QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the row in the flow; letters search."""
        text, index = event.text(), self.currentIndex()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in _ENTER:
            self._on_entered(index)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and index.isValid():
            self._listed.fold(index, folded=event.key() == Qt.Key.Key_Left)
        elif text.isprintable() and text.strip() and not held:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Rows are as high as a font is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or why there are none."""
        self.prepare()
        super().paintEvent(event)
        if self._words:
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().text_dim)
            room = self.viewport().rect().adjusted(16, 0, -16, 0)
            place = QRect(room.left(), room.top(), room.width(), min(room.height(), 420))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(place, int(flags), self._words)
            painter.end()

    def _set_height(self) -> None:
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(10)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._listed.is_heading(index):
            self._fold_or_open(index)

    def _on_entered(self, index: QModelIndex) -> None:
        if not self._listed.is_heading(index):
            self.entered_row.emit(index)
        elif index.isValid() and not QApplication.mouseButtons():
            self._fold_or_open(index)

    def _fold_or_open(self, index: QModelIndex) -> None:
        section = self._listed.sections()[self._listed.place(index).section]
        self._listed.fold(index, folded=not self._listed.is_folded(section))
