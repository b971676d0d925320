"""What a dock holds: a view that is visible only while its tab is in front."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

_LEAST, _MOST = 160, 640
"""Pixels of width that a panel takes at least, whatever its view asks for."""


class Panel(QWidget):
    """Holds one view.

    Qt leaves the tabs behind the front one visible and only moves them aside, so that their views
    would go on drawing for nobody.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._view: QWidget | None = None
        self._in_front = self._is_beside = False
        self.setMinimumSize(_LEAST, 96)  # a dock of no size never comes to the front
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def show_view(self, view: QWidget) -> None:
        """Hold another view; the one before is deleted."""
        layout = self.layout()
        if self._view is not None:
            self._view.hide()
            self._view.deleteLater()
        self._view = view
        if layout is not None:
            layout.addWidget(view)
        view.setVisible(self._in_front)
        self._make_room()

    def set_beside(self, beside: bool) -> None:
        """Beside the flow, where a view that is wider than others must have the room it needs."""
        self._is_beside = beside
        self._make_room()

    def take_focus(self) -> None:
        """Put the keyboard into the first part of the view that takes it by Tab, or else here."""
        if self._view is None or _takes_keys(self._view):
            first = self._view
        else:
            first = next(filter(_takes_keys, _in_tab_order(self._view)), self)
        (first or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_room(self) -> None:
        needed = self._view.minimumSizeHint().width() if self._view is not None else 0
        self.setMinimumWidth(max(_LEAST, min(needed, _MOST)) if self._is_beside else _LEAST)

    def set_in_front(self, in_front: bool) -> None:
        """The tab came to the front or went behind another."""
        self._in_front = in_front
        if self._view is not None:
            self._view.setVisible(in_front)


def _takes_keys(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and widget.isEnabled() and widget.isVisible()


def _in_tab_order(view: QWidget) -> Iterator[QWidget]:
    """What is in a view, in the order in which Tab goes through it."""
    widget = view.nextInFocusChain()
    while widget is not None and widget is not view:
        if view.isAncestorOf(widget):
            yield widget
        widget = widget.nextInFocusChain()


def in_words(words: str) -> QLabel:
    """In the place of a view that has nothing to show: what will be there."""
    label = QLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label
