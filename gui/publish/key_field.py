"""The field of a routing key: it offers keys that are bound or were seen, and patterns to fill in."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPalette,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.known_keys import KnownKey, wildcard
from core.wording import phrase, tr
from gui import icons
from gui.plain import tooltip

Known = Callable[[], list[KnownKey]]

_NOTES = {"bound": phrase("bound"), "pattern": phrase("pattern"), "seen": phrase("seen")}
_WHERE = {"bound": phrase("bound to {where}"), "pattern": phrase("pattern to {where}")}
_KEY = Qt.ItemDataRole.UserRole
_NOTE = Qt.ItemDataRole.UserRole + 1


class KeyField(QLineEdit):
    """A line that is completed; the Down key, or the sign at its end, offers everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Routing key"))
        self._known: Known = list
        self._keys: list[KnownKey] = []
        self._is_stale = False
        self._offers = QStandardItemModel(self)
        completer = QCompleter(self._offers, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionRole(_KEY)
        completer.setMaxVisibleItems(10)
        completer.activated.connect(lambda *_: QTimer.singleShot(0, self, self._on_chosen))
        self.setCompleter(completer)
        popup = completer.popup()
        if popup is not None:
            popup.setItemDelegate(_Noted(self))
        self._more = QAction(self)
        icons.wear(self._more, "chevron-down")
        self.addAction(self._more, QLineEdit.ActionPosition.TrailingPosition)
        self._more.setToolTip(tr("Keys that are bound or were seen (Down)"))
        self._more.triggered.connect(self.offer_all)

    def offer(self, known: Known, *, useful: bool = True) -> None:
        """Offer other keys from now on; `known` is asked once somebody is about to type."""
        self._known = known
        self._is_stale = True
        self._more.setVisible(useful)

    @property
    def offers(self) -> list[KnownKey]:
        """What is offered now."""
        self._freshen()
        return self._keys

    def offer_all(self) -> None:
        """Show every key, whatever is typed."""
        self._freshen()
        completer = self.completer()
        completer.setCompletionPrefix("")
        completer.complete()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """More may have been seen meanwhile."""
        self._is_stale = True
        self._freshen()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list."""
        self._freshen()
        popup = self.completer().popup()
        if event.key() == Qt.Key.Key_Down and popup is not None and not popup.isVisible():
            self.offer_all()
            return
        super().keyPressEvent(event)

    def _freshen(self) -> None:
        if not self._is_stale:
            return
        self._is_stale = False
        keys = self._known()
        if keys != self._keys:
            self._keys = keys
            self._offers.clear()
            self._offers.appendColumn([_item(one) for one in keys])

    def _on_chosen(self) -> None:
        """A pattern was chosen: what has to be filled in is selected."""
        place = wildcard(self.text())
        if place is not None:
            self.setSelection(place[0], place[1] - place[0])


class _Noted(QStyledItemDelegate):
    """A key, and at its right what is known of it."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the key in what the note leaves of the line."""
        super().paint(painter, option, index)
        # mypy: the stubs lack the public fields of this struct
        place: QRect = getattr(option, "rect")  # noqa: B009
        is_chosen = getattr(option, "state") & QStyle.StateFlag.State_Selected  # noqa: B009
        palette: QPalette = getattr(option, "palette")  # noqa: B009
        role = QPalette.ColorRole
        painter.save()
        painter.setPen(palette.color(role.HighlightedText if is_chosen else role.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place.adjusted(0, 0, -6, 0), flags, index.data(_NOTE))
        painter.restore()


def _item(known: KnownKey) -> QStandardItem:
    note = tr(_NOTES[known.origin]) if known.origin in _NOTES else ""
    where = tr(_WHERE[known.origin], where=known.where) if known.where else note
    item = QStandardItem(known.key)
    item.setData(known.key, _KEY)
    item.setData(note, _NOTE)
    item.setToolTip(tooltip(where))
    return item
