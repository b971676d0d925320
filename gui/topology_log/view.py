"""The log of topology changes as a table; follows the newest entry until the user scrolls up."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.log_scope import PeersOf
from core.selection import Selection
from core.wording import phrase, tr
from gui import theme
from gui.plain import tooltip
from gui.topology_log.choice import Choice
from gui.topology_log.choice_bar import ChoiceBar
from gui.topology_log.words import cells

if TYPE_CHECKING:
    from core.topology_log import Entry, TopologyLog

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("time", "what", "kind", "name", "by", "detail")
_HEADINGS = {
    "time": phrase("time"),
    "what": phrase("what"),
    "kind": phrase("kind"),
    "name": phrase("name"),
    "by": phrase("by"),
    "detail": phrase("detail"),
}
WIDTHS = (96, 92, 86, 0, 112, 160)
"""The name, 0, has what the others leave."""
NAME, BY, DETAIL = (COLUMNS.index(one) for one in ("name", "by", "detail"))
_NAME_ROOM = 240
"""Pixels that a name has before `by` and `detail` have all of theirs."""
_LEAST = {BY: 56, DETAIL: 72}


class TopologyLogModel(QAbstractTableModel):
    """The entries of a session's log."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log: TopologyLog | None = None
        self._entries: list[Entry] = []
        self._revision = -1
        self._choice = Choice()

    def show_log(self, log: "TopologyLog | None") -> None:
        """Show another session's log."""
        self._log = log
        self._revision = -1
        self.refresh()

    def show_choice(self, choice: Choice) -> None:
        """Show only what fits."""
        if choice != self._choice:
            self._choice = choice
            self._revision = -1
            self.refresh()

    @property
    def total(self) -> int:
        """How many entries there are, whether or not they fit."""
        return 0 if self._log is None else len(self._log.entries)

    def refresh(self) -> bool:
        """Take over what is new; True when there was something."""
        revision = -1 if self._log is None else self._log.revision
        if revision == self._revision and (self._log is not None or not self._entries):
            return False
        self.beginResetModel()
        self._entries = [] if self._log is None else self._choice.of(self._log.entries)
        self._revision = revision
        self.endResetModel()
        return True

    def index_of(self, entry: "Entry") -> QModelIndex:
        """The row of an entry; none once it is too old to be kept."""
        row = next((r for r, one in enumerate(self._entries) if one == entry), None)
        return QModelIndex() if row is None else self.index(row, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row an entry."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Time, verb, kind, name, detail, who."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(_HEADINGS[COLUMNS[section]])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(entry)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(cells(entry)[index.column()])
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            look = theme.current()
            colours = {"appeared": look.ack, "vanished": look.error, "changed": look.warning}
            return colours.get(entry.verb, look.text)
        return None


class TopologyLogView(QWidget):
    """What of it is wanted, the table and, while it is empty, why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TopologyLogModel(self)
        self.bar = ChoiceBar()
        self.bar.changed.connect(self._on_choice)
        self.bar.left.connect(self._on_left)
        self.table = QTableView()
        self.table.setAccessibleName(tr("What changed in the topology"))
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.empty = QLabel()
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.bar)
        stack.addWidget(self.table, 1)
        stack.addWidget(self.empty, 1)
        theme.changed.connect(self.table.viewport().update)
        self._show_emptiness()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the name keeps its room: it is the column that matters."""
        super().resizeEvent(event)
        rest = event.size().width() - sum(WIDTHS) - _NAME_ROOM
        for column, least in _LEAST.items():
            usual = WIDTHS[column]
            share = rest * (usual - least) // sum(WIDTHS[c] - _LEAST[c] for c in _LEAST)
            self.table.setColumnWidth(column, max(least, usual + min(0, share)))

    def show_log(self, log: "TopologyLog | None", peers_of: PeersOf = lambda _: ()) -> None:
        """Show another session's log; `peers_of` tells whose connections are whose."""
        self.bar.peers_of = peers_of
        self.model.show_log(log)
        self._on_choice()

    def show_selection(self, selection: Selection) -> None:
        """Show only what concerns that, if only the selection is wanted."""
        self.bar.show_selection(selection)

    def refresh(self) -> None:
        """Draw what is new."""
        bar = self.table.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        if self.model.refresh():
            self._show_emptiness()
            if at_end:
                self.table.scrollToBottom()

    def show_entry(self, entry: "Entry") -> None:
        """Choose the row of an entry, ready for the keyboard."""
        self.refresh()
        if not self.model.index_of(entry).isValid():
            self.bar.want_all()
        index = self.model.index_of(entry)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QTableView.ScrollHint.PositionAtCenter)
            self.table.setFocus()

    def _show_emptiness(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        self.table.setVisible(shown > 0)
        self.empty.setVisible(not shown)
        self.empty.setText(self.bar.why_empty(total))
        self.bar.count(shown, total)

    def _on_choice(self) -> None:
        self.model.show_choice(self.bar.choice)
        self._show_emptiness()
        self.table.scrollToBottom()

    def _on_left(self) -> None:
        """Esc or Down in the field: on to the rows."""
        self.table.setFocus()
