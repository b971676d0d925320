"""The list of words that an expression may go on with, below the field where it is typed."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
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
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Popup(QCompleter):
    """Offers candidates; the field keeps the focus."""

    chosen = Signal(object)
    """A `Candidate`."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._words = _Offered(self)
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
        return [candidate.text.strip() for candidate in self._words.candidates]

    def offer(self, candidates: Sequence[Candidate], at: QPoint) -> None:
        """Show these below a point of the field, or nothing when there are none."""
        self._words.offer(candidates)
        if not candidates:
            self.close()
            return
        field = self.widget()
        wide = max(_width(self._list.fontMetrics(), candidate) for candidate in candidates)
        wide += 2 * self._list.frameWidth() + 12
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


class _Offered(QAbstractListModel):
    """The candidates; nothing is made for each of them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.candidates: Sequence[Candidate] = ()

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """List others."""
        self.beginResetModel()
        self.candidates = candidates
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.candidates)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The word, and what it means."""
        candidate = self.candidates[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return candidate.text.strip()
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return candidate.about
        return candidate if role == _CANDIDATE else None


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
        wide = _width(option.fontMetrics, index.data(_CANDIDATE))
        return QSize(wide, option.fontMetrics.height() + 6)


def _width(metrics: QFontMetrics, candidate: Candidate) -> int:
    """Of a row with all that it says."""
    wide = metrics.horizontalAdvance(candidate.text.strip()) + 2 * _PAD
    return wide + (_BETWEEN + metrics.horizontalAdvance(candidate.about) if candidate.about else 0)


def _wide(option: QStyleOptionViewItem, text: str) -> int:
    return int(option.fontMetrics.horizontalAdvance(text))
