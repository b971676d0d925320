"""The inspector: one calm page about what is selected, with links to everything it names."""

import json
from time import monotonic

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QShowEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.selection import Selection
from core.wording import phrase, tr
from gui import theme
from gui.command import tip_with_keys
from gui.inspector.as_html import HtmlPage
from gui.inspector.as_text import as_text
from gui.inspector.page import Page
from gui.inspector.page_text import PageText
from gui.inspector.pages import page_of
from gui.inspector.subject import Subject
from gui.inspector_actions import JSON_KEYS, TEXT_KEYS
from gui.turn import Due

_CALM_MS = 500
"""Numbers that change faster than that cannot be read."""
_TURN_MS = 33
"""So long it lets flow, navigator and charts go first: all at once would take too long."""
_MORE = 100
"""So many more of a list are shown at a time."""
_HELD = phrase("The numbers stand still while text is selected.")


class InspectorView(QWidget):
    """Everything about the selected node or edge, or about the broker."""

    selected = Signal(object)
    """The user followed a link: a node's id, an edge's key, or None."""

    wanted = Signal(object)
    """They followed one that leads elsewhere: a `Goal`."""

    said = Signal(str)
    """What came of a command that changes nothing in sight."""

    def __init__(self, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject = subject
        self._selection: Selection = None
        self._shown: HtmlPage | None = None
        self._opened: dict[str, int] = {}
        """How many more of a list somebody wanted to see, by the title of its section."""
        self._drawn_at = 0.0
        self.text = _Browser()
        self.text.anchorClicked.connect(self._on_link)
        self.text.copyAvailable.connect(self._on_text_selected)
        self.note = QLabel(tr(_HELD))
        self.note.hide()
        self.copy_text = self._copier(
            tr("Copy as text"), tr("Copy this page as plain text"), TEXT_KEYS
        )
        self.copy_json = self._copier(tr("Copy as JSON"), tr("Copy this page as JSON"), JSON_KEYS)
        self.copy_text.triggered.connect(self._on_copy_text)
        self.copy_json.triggered.connect(self._on_copy_json)
        self.text.more_actions = (self.copy_text, self.copy_json)
        self._timer = Due(self, self.draw)
        self._arrange()
        self._on_theme()
        theme.changed.connect(self._on_theme)
        self.setFocusProxy(self.text)

    @property
    def page(self) -> Page:
        """What there is to say about the selection now."""
        return page_of(self._subject, self._selection).with_more(self._opened)

    def show_selection(self, selection: Selection) -> None:
        """Tell about a node (its id), an edge (its key) or the broker (None)."""
        if selection == self._selection:
            return
        self._selection = selection
        self._opened.clear()
        self._shown = None
        self.draw()
        self.text.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """The model may have changed: show it soon, if anybody can see it."""
        if self.isVisible() and not self._timer.isActive():
            since = (monotonic() - self._drawn_at) * 1000
            self._timer.start(max(_TURN_MS, round(_CALM_MS - since)))

    def draw(self) -> None:
        """Write the page anew, keep what the user sees where it is."""
        if not self.isVisible() or self._is_held():
            return
        self._drawn_at = monotonic()
        page = HtmlPage(self.page, theme.current())
        if self._shown is not None and page.html == self._shown.html:
            return
        self._shown = page
        bar = self.text.verticalScrollBar()
        before = bar.value()
        self.text.setHtml(page.html)
        bar.setValue(before)

    def _is_held(self) -> bool:
        return self._shown is not None and self.text.textCursor().hasSelection()

    def _on_text_selected(self, some: bool) -> None:
        self.note.setVisible(some)
        if not some:
            self.refresh()

    def _on_link(self, url: QUrl) -> None:
        if self._shown is None:
            return
        place = self.text.textCursor().selectionStart()
        self.text.clear_selection()
        if url.scheme() == "select":
            self.selected.emit(self._shown.targets[int(url.path())])
        elif url.scheme() == "go":
            self.wanted.emit(self._shown.goals[int(url.path())])
        else:
            self._open(self._shown.lists[int(url.path())], more=url.scheme() == "more")
            if self.text.is_typed:
                self.text.focus_link_from(place)

    def _open(self, title: str, *, more: bool) -> None:
        """Show more of a list where it stands, or again only its beginning."""
        if more:
            self._opened[title] = self._opened.get(title, 0) + _MORE
        else:
            del self._opened[title]
        self.draw()

    def _on_copy_text(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self.page))
        self.said.emit(tr("The details are on the clipboard, as text."))

    def _on_copy_json(self) -> None:
        shown = json.dumps(self.page.as_json(), indent=2, ensure_ascii=False, default=str)
        QGuiApplication.clipboard().setText(shown)
        self.said.emit(tr("The details are on the clipboard, as JSON."))

    def _on_theme(self) -> None:
        self._shown = None
        self.note.setStyleSheet(f"color: {theme.current().warning.name()}")
        self.draw()

    def _copier(self, words: str, hint: str, keys: str) -> QAction:
        action = QAction(words, self)
        action.setToolTip(tip_with_keys(hint, keys))
        self.addAction(action)
        return action

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 6, 4)
        foot.addWidget(self.note, 1)
        foot.addStretch()
        for action in (self.copy_text, self.copy_json):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addLayout(foot)

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date when somebody looks."""
        super().showEvent(event)
        self.draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()


class _Browser(PageText):
    """Rich text with links that lead inside the application only."""

    def __init__(self) -> None:
        super().__init__()
        self.more_actions: tuple[QAction, ...] = ()
        self.is_typed = False
        """A key is what a link is followed by right now."""
        self.setAccessibleName(tr("Inspector"))
        self.document().setDocumentMargin(12)

    def clear_selection(self) -> None:
        """Select no text."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def focus_link_from(self, place: int) -> None:
        """Give the keyboard to the first link there or below; nothing else moves in sight.

        Qt looks for it behind what is selected, and without that from the beginning.
        """
        bar = self.verticalScrollBar()
        before, cursor = bar.value(), self.textCursor()
        cursor.setPosition(max(place - 1, 0))
        cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        bar.setValue(before)
        self.focusNextPrevChild(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape lets go of what is selected."""
        if event.key() == Qt.Key.Key_Escape and self.textCursor().hasSelection():
            self.clear_selection()
            return
        self.is_typed = True
        super().keyPressEvent(event)
        self.is_typed = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the whole page beside what is selected."""
        menu = self.createStandardContextMenu()
        menu.addSeparator()
        menu.addActions(self.more_actions)
        menu.exec(event.globalPos())
        menu.deleteLater()
