"""The list of words that an expression may go on with, below the field where it is typed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from core.find.completion import Candidate
from core.wording import tr
from gui import theme

_SHOWN = 12
_PAD, _BETWEEN = 8, 18
_WIDEST = 560
_CANDIDATE = Qt.ItemDataRole.UserRole


class Popup(QCompleter):
    """Offers candidates; the field keeps the focus."""

    chosen = Signal(object)
    """A `Candidate`."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._words = QStandardItemModel(self)
        self._list = QListView()
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(tr("Completions"))
        self.setModel(self._words)
        self.setPopup(self._list)
        self._list.setItemDelegate(_Words(self._list))  # after that, for it sets one of its own
        self.setWidget(field)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_SHOWN)
        self.activated.connect(self._on_activated)

    @property
    def is_open(self) -> bool:
        """The list is on screen."""
        return self._list.isVisible()

    @property
    def words(self) -> list[str]:
        """What is offered."""
        return [self._words.item(row).text() for row in range(self._words.rowCount())]

    def offer(self, candidates: Sequence[Candidate], at: QPoint) -> None:
        """Show these below a point of the field, or nothing when there are none."""
        self._words.clear()
        for candidate in candidates:
            item = QStandardItem(candidate.text.strip())
            item.setData(candidate, _CANDIDATE)
            item.setData(candidate.about, Qt.ItemDataRole.AccessibleDescriptionRole)
            self._words.appendRow(item)
        if not candidates:
            self.close()
            return
        field = self.widget()
        wide = self._list.sizeHintForColumn(0) + 2 * self._list.frameWidth() + 12
        self.complete(QRect(at.x(), 0, min(wide, _WIDEST), field.height()))
        self._list.setCurrentIndex(QModelIndex())

    def close(self) -> None:
        """Take the list away."""
        self._list.hide()

    def take(self) -> bool:
        """Choose what is marked, or else the first; False when nothing is offered."""
        if not self.is_open or not self._words.rowCount():
            return False
        index = self._list.currentIndex()
        self.close()
        self._choose(index if index.isValid() else self._words.index(0, 0))
        return True

    @property
    def has_marked(self) -> bool:
        """The user has gone to one of the words."""
        return self.is_open and self._list.currentIndex().isValid()

    def _on_activated(self, text: str) -> None:
        row = self.words.index(text)
        self._choose(self._words.index(row, 0))

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(_CANDIDATE))


class _Words(QStyledItemDelegate):
    """A word, and at the right what it means."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        look = theme.current()
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        place: QRect = option.rect
        if is_marked:
            painter.fillRect(place, theme.faded(look.accent, 0.3))
        inside = place.adjusted(_PAD, 0, -_PAD, 0)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.text)
        painter.drawText(inside, centre, str(index.data()))
        painter.setPen(look.text_dim)
        inside.setLeft(inside.left() + _wide(option, str(index.data())) + _BETWEEN)
        about = str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) or "")
        shown = option.fontMetrics.elidedText(about, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, centre | Qt.AlignmentFlag.AlignRight, shown)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for both."""
        about = str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) or "")
        wide = _wide(option, str(index.data())) + (_BETWEEN + _wide(option, about) if about else 0)
        return QSize(wide + 2 * _PAD, option.fontMetrics.height() + 6)


def _wide(option: QStyleOptionViewItem, text: str) -> int:
    return int(option.fontMetrics.horizontalAdvance(text))
