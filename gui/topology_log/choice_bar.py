"""What of the topology log is wanted: a field for words, and whether only the selection counts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from core import numbers
from core.log_scope import PeersOf
from core.selection import Selection, kind_words
from core.wording import tr
from gui import theme
from gui.topology_log.choice import Choice, words_of

_LONGEST = 400


class ChoiceBar(QWidget):
    """Stands above the rows; nothing is left out that it does not say."""

    changed = Signal()
    """Something else is wanted."""
    left = Signal()
    """Esc or Down: on to the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.peers_of: PeersOf = lambda _: ()
        self._selection: Selection = None
        self.field = _Field()
        self.field.setPlaceholderText(tr("Filter: a name, consumer, vanished …"))
        self.field.setToolTip(
            tr("Show only lines with all these words: names, kinds, what happened, times")
        )
        self.field.setAccessibleName(tr("Filter the topology log"))
        self.field.setMaxLength(_LONGEST)
        self.field.setClearButtonEnabled(True)
        self.only = QToolButton()
        self.only.setText(tr("Only the selection"))
        self.only.setCheckable(True)
        self.counts = QLabel()
        self.counts.setFont(theme.figures(self.counts.font()))
        self.counts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 4)
        row.addWidget(self.field, 1)
        row.addWidget(self.only)
        row.addWidget(self.counts)
        self.field.textChanged.connect(self.changed)
        self.field.left.connect(self.left)
        self.only.toggled.connect(self.changed)

    @property
    def choice(self) -> Choice:
        """What is wanted now."""
        selection = self._selection if self.only.isChecked() else None
        return Choice(words_of(self.field.text()), selection, self.peers_of)

    def show_selection(self, selection: Selection) -> None:
        """Something else is selected."""
        before, self._selection = self._selection, selection
        if self.only.isChecked() and selection != before:
            self.changed.emit()

    def toggle_by(self, action: QAction) -> None:
        """Let a command of the window do what the button does."""
        self.only.setDefaultAction(action)
        self.only.setAccessibleName(action.iconText())

    def want_all(self) -> None:
        """Leave nothing out: something is asked for that does not fit."""
        self.field.clear()
        if (action := self.only.defaultAction()) is not None:
            action.setChecked(False)
        self.only.setChecked(False)

    def count(self, shown: int, total: int) -> None:
        """How many lines there are, and how many of them fit."""
        number = numbers.exact_count
        is_part = shown < total
        told = tr("{shown} of {total}", shown=number(shown), total=number(total))
        self.counts.setText(told if is_part else number(total) if total else "")

    def why_empty(self, total: int) -> str:
        """Why there is no line."""
        if not total:
            return tr(
                "Nothing changed yet. Exchanges, queues, bindings, connections and consumers "
                "that come or go are listed here."
            )
        if not self.choice.words:
            return tr(
                "Nothing has changed at {what} since watching began. "
                "Let go of “Only the selection” to see all {n:,} changes.",
                what=self._selected(),
                n=total,
            )
        if self.choice.selection is not None:
            return tr(
                "None of {n:,} changes is of {what} and has all these words.",
                n=total,
                what=self._selected(),
            )
        return tr("None of {n:,} changes has all these words. Esc clears the field.", n=total)

    def _selected(self) -> str:
        if not isinstance(self._selection, str):
            return tr("what is selected")
        kind, _, name = self._selection.partition(":")
        return kind_words(kind, name)


class _Field(QLineEdit):
    """Esc clears it; Esc in an empty one, Down and Enter leave it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave what is typed to the base class."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (
            Qt.Key.Key_Escape,
            Qt.Key.Key_Down,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.left.emit()
        else:
            super().keyPressEvent(event)
