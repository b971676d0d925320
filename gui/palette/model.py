"""The lines of the palette that fit what was typed, the best first."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.find.fuzzy import FuzzyNames
from gui.palette.entries import Entry

Index = QModelIndex | QPersistentModelIndex


class PaletteModel(QAbstractListModel):
    """Searches entries; shows recently used ones first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()
        self._names = FuzzyNames(())
        self._recent: list[int] = []
        self._found: list[int] = []
        self.fitting = 0
        """How many fit, also beyond those that are listed."""

    def show(self, entries: Sequence[Entry], recent: Sequence[str] = ()) -> None:
        """Offer these; `recent` names the keys of what was used last, the newest first."""
        self._entries = entries
        heads = [len(entry.title) for entry in entries]
        self._names = FuzzyNames([entry.words for entry in entries], heads)
        numbers = {entry.key: number for number, entry in enumerate(entries)}
        self._recent = [numbers[key] for key in recent if key in numbers]
        self.search("")

    def search(self, typed: str) -> None:
        """List what fits."""
        self.beginResetModel()
        found = self._names.search(typed, self._recent)
        self.fitting = self._names.count()
        self._found = found if typed.strip() else self._unasked(found)
        self.endResetModel()

    def entry(self, index: Index) -> Entry:
        """What stands in a row."""
        return self._entries[self._found[index.row()]]

    def marks(self, index: Index) -> tuple[int, ...]:
        """The letters of an entry's words by which it was found."""
        return self._names.marks(self._found[index.row()])

    def rowCount(self, parent: Index | None = None) -> int:
        """How many are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """An entry in words."""
        if not index.isValid():
            return None
        entry = self.entry(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = (entry.title, entry.about, entry.shortcut, entry.why_not)
            return ", ".join(part for part in told if part)
        return None

    def _unasked(self, found: list[int]) -> list[int]:
        """Before anything is typed: what was used last, then the rest in its order, if possible."""
        rest = [number for number in found if number not in self._recent]
        return self._recent + sorted(rest, key=lambda number: bool(self._entries[number].why_not))
