"""The palette on screen: a field, the lines that fit, and what the keys do."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from core.wording import phrase, tr
from gui import theme
from gui.palette.entries import Entry
from gui.palette.model import PaletteModel
from gui.palette.row_paint import ROW_BESIDES, RowPaint
from gui.palette.summons import KEY

_WIDEST, _LEAST, _MARGIN = 720, 320, 24
_ROWS = 12
_FROM_TOP = 0.13
_HINT = phrase("↑ ↓ choose   ·   Enter do it   ·   Esc close")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TO_THE_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(QFrame):
    """Comes up over a window, and goes with Esc, a click elsewhere, or once something is chosen."""

    chosen = Signal(object)
    """The `Entry` that the user wants, after the palette has gone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(tr("Command palette"))
        self.setObjectName("palette")
        self._window = parent
        self.model = PaletteModel(self)
        self.entry = QLineEdit()
        self.rows = QListView()
        self.nothing = QLabel(tr("Nothing matches. Fewer letters find more."))
        self.hint = QLabel(tr(_HINT))
        self.count = QLabel()
        self._lay_out()
        self.entry.textChanged.connect(self._on_text)
        self.entry.installEventFilter(self)
        self.rows.clicked.connect(self._choose)
        self.rows.entered.connect(self.rows.setCurrentIndex)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def open(self, entries: Sequence[Entry], recent: Sequence[str] = ()) -> None:
        """Come up with these to choose from."""
        self.entry.clear()
        self.model.show(entries, recent)
        self._place()
        self._show_found()
        self.show()
        self.entry.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list work while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _TO_THE_LIST:
                self._step(event)
                return True
            if event.keyCombination() == KEY:
                self.close()
                return True
            if event.key() in _ENTER:
                self._choose(self.rows.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.entry.setAccessibleName(
            tr("Search commands, services, exchanges, queues, connections, ids of messages")
        )
        self.entry.setPlaceholderText(tr("What do you want to do, or where to go?"))
        self.entry.setFrame(False)
        self.entry.setClearButtonEnabled(True)
        large = self.entry.font()
        large.setPointSizeF(large.pointSizeF() * 1.2)
        self.entry.setFont(large)
        self.entry.setContentsMargins(6, 8, 6, 8)
        self._lay_out_rows()
        self.nothing.setContentsMargins(14, 14, 14, 14)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 5, 14, 6)
        for label in (self.hint, self.count, self.nothing):
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.entry)
        column.addWidget(_line())
        column.addWidget(self.rows)
        column.addWidget(self.nothing)
        column.addWidget(_line())
        column.addLayout(foot)

    def _lay_out_rows(self) -> None:
        rows = self.rows
        rows.setAccessibleName(tr("Matches"))
        rows.setModel(self.model)
        rows.setItemDelegate(RowPaint(self.model))
        rows.setUniformItemSizes(True)
        rows.setFrameShape(QFrame.Shape.NoFrame)
        rows.setMouseTracking(True)
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _place(self) -> None:
        """In the middle of the window, nearer to its top."""
        window = self._window
        wide = max(_LEAST, min(_WIDEST, window.width() - 2 * _MARGIN))
        place = QPoint((window.width() - wide) // 2, round(window.height() * _FROM_TOP))
        self.setFixedWidth(wide)
        self.move(window.mapToGlobal(place))

    def _fit(self) -> None:
        """Be as high as what fits, up to a number of lines, and within the window."""
        row = self.fontMetrics().height() + ROW_BESIDES
        high = self._window.height()
        room = high - round(high * _FROM_TOP) - self.entry.sizeHint().height() - 4 * row
        most = max(3, min(_ROWS, room // row))
        self.rows.setFixedHeight(row * min(most, self.model.rowCount()))
        column = self.layout()
        if column is not None:
            column.activate()
            self.setFixedHeight(column.totalSizeHint().height())

    def _on_text(self, text: str) -> None:
        self.model.search(text)
        self._show_found()

    def _show_found(self) -> None:
        listed, fitting = self.model.rowCount(), self.model.fitting
        self.rows.setCurrentIndex(self.model.index(0))
        self.rows.scrollToTop()
        self.nothing.setVisible(not listed)
        self.rows.setVisible(bool(listed))
        self._fit()
        some = tr("{listed:,} of {fitting:,}", listed=listed, fitting=fitting)
        self.count.setText(some if listed < fitting else f"{fitting:,}")
        self._tell()

    def _step(self, event: QKeyEvent) -> None:
        """Up from the first goes to the last, and the other way round."""
        count, row = self.model.rowCount(), self.rows.currentIndex().row()
        if not count:
            return
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None:
            row = (row + by) % count
        else:
            page = -_ROWS if event.key() == Qt.Key.Key_PageUp else _ROWS
            row = max(0, min(count - 1, row + page))
        self.rows.setCurrentIndex(self.model.index(row))
        self._tell()

    def _tell(self) -> None:
        """A screen reader follows the field: it hears there what is marked."""
        index = self.rows.currentIndex()
        said = index.data(Qt.ItemDataRole.AccessibleTextRole) if index.isValid() else ""
        self.entry.setAccessibleDescription(said or self.nothing.text())
        why_not = self.model.entry(index).why_not if index.isValid() else ""
        self.hint.setText(tr("Not now: {why}", why=why_not) if why_not else tr(_HINT))

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self.model.entry(index)
        if not entry.why_not:
            self.close()
            self.chosen.emit(entry)

    def _on_theme(self) -> None:
        look = theme.current()
        ground, edge = look.panel.name(), theme.mixed(look.panel_border, look.text_dim, 0.4).name()
        self.setStyleSheet(
            f"#palette {{ background: {ground}; border: 1px solid {edge}; }}"
            f"QLineEdit {{ background: {ground}; border: none; }}"
        )


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet("background: palette(mid);")
    return line
