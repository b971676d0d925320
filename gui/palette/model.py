"""The lines of the palette that fit what was typed, the best first."""

from collections.abc import Callable, Sequence
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
        self.more: Callable[[str], Sequence[Entry]] = lambda _: ()
        """What else fits that was typed, and is looked for only then."""
        self._more: Sequence[Entry] = ()
        self._more_from = 0
        """The row of the first of them."""
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
        self._found = found if typed.strip() else self._unasked(found)
        self._more = self.more(typed)
        self._more_from = sum(self._begins(number, typed) for number in found) if self._more else 0
        if self._more:
            found.sort(key=lambda number: not self._begins(number, typed))
        self.fitting = self._names.count() + len(self._more)
        self.endResetModel()

    def entry(self, index: Index) -> Entry:
        """What stands in a row."""
        number = self._number(index)
        return (
            self._more[index.row() - self._more_from] if number is None else self._entries[number]
        )

    def marks(self, index: Index) -> tuple[int, ...]:
        """The letters of an entry's words by which it was found."""
        number = self._number(index)
        return () if number is None else self._names.marks(number)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._found) + len(self._more)

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

    def _number(self, index: Index) -> int | None:
        """Of an entry; None for what was looked for besides. It stands behind names that begin so."""
        row, more = index.row(), len(self._more)
        if row < self._more_from:
            return self._found[row]
        return self._found[row - more] if row >= self._more_from + more else None

    def _begins(self, number: int, typed: str) -> bool:
        return self._entries[number].title.lower().startswith(typed.strip().lower())

    def _unasked(self, found: list[int]) -> list[int]:
        """Before anything is typed: what was used last, then the rest in its order, if possible."""
        rest = [number for number in found if number not in self._recent]
        return self._recent + sorted(rest, key=lambda number: bool(self._entries[number].why_not))
