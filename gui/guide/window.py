"""The window of the guide: its contents at the left, a page at the right."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.wording import phrase, tr
from gui import icons, theme
from gui.guide.contents import FIRST, Page, chapters, page
from gui.guide.page_view import PageView

_NAME = Qt.ItemDataRole.UserRole
_ENGLISH = phrase("The pages of the guide are in English.")
"""Worth saying only in another language."""


class GuideWindow(QDialog):
    """Stays beside the main window while one does what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("User guide"))
        self.setModal(False)
        self._before: list[str] = []
        self._after: list[str] = []
        self.back = _button("arrow-left", tr("Back (Alt+Left)"))
        self.forward = _button("arrow-right", tr("Forward (Alt+Right)"))
        self.sought = QLineEdit()
        self.sought.setClearButtonEnabled(True)
        self.sought.setPlaceholderText(tr("Search (Ctrl+F)"))
        self.sought.setAccessibleName(tr("Search the guide"))
        self.contents = QListWidget()
        self.contents.setAccessibleName(tr("Contents of the guide"))
        self.contents.setWordWrap(True)
        self.contents.setSpacing(3)
        self.contents.setFrameShape(QListWidget.Shape.NoFrame)
        self.contents.setAutoFillBackground(False)
        self.contents.viewport().setAutoFillBackground(False)
        self.nothing = QLabel(tr("No page has these words."))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        self.text = PageView()
        self.text.setAccessibleName(tr("Page of the guide"))
        self._fill()
        self._dress()
        self._lay_out()
        self._connect()
        self.read(FIRST)

    def read(self, name: str) -> None:
        """Turn to a page."""
        if self.text.page is not None and self.text.page.name == name:
            return
        if self.text.page is not None:
            self._before.append(self.text.page.name)
        self._after.clear()
        self._turn_to(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes through what was found, arrows through the contents."""
        typed = watched is self.sought and event.type() == QEvent.Type.KeyPress
        if typed and isinstance(event, QKeyEvent) and self._on_key(event):
            return True
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.text.seek_next(back=bool(back))
            return True
        if event.key() == Qt.Key.Key_Escape and self.sought.text():
            self.sought.clear()
            return True
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.contents.setFocus()
            return True
        return False

    def _turn_to(self, name: str) -> None:
        found = page(name)
        if found is None:
            self.text.setPlainText(tr("The guide is not part of this installation."))
            return
        self.text.show_page(found)
        if self.sought.text():
            self.text.seek_next()
        self.back.setEnabled(bool(self._before))
        self.forward.setEnabled(bool(self._after))
        for row in range(self.contents.count()):
            if self.contents.item(row).data(_NAME) == name:
                self.contents.setCurrentRow(row)

    def _on_back(self) -> None:
        self._step(self._before, self._after)

    def _on_forward(self) -> None:
        self._step(self._after, self._before)

    def _step(self, leave: list[str], join: list[str]) -> None:
        if leave and self.text.page is not None:
            join.append(self.text.page.name)
            self._turn_to(leave.pop())

    def _on_row(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NAME):
            self.read(item.data(_NAME))

    def _on_sought(self, typed: str) -> None:
        """List the pages that have all words, and mark these on the page."""
        words = typed.lower().split()
        fitting = {one.name for one in _pages() if _has(one, words)}
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            name = item.data(_NAME)
            item.setHidden(bool(words) and name not in fitting)
        self.nothing.setVisible(not fitting)
        self.contents.setVisible(bool(fitting))
        shown = self.text.page
        if words and fitting and shown is not None and shown.name not in fitting:
            self.read(next(one.name for one in _pages() if one.name in fitting))
        self.text.seek(words)

    def _fill(self) -> None:
        for chapter in chapters():
            heading = QListWidgetItem(tr(chapter.title))
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            self.contents.addItem(heading)
            for one in chapter.pages:
                item = QListWidgetItem(tr(one.question))
                item.setData(_NAME, one.name)
                item.setToolTip(one.title)
                self.contents.addItem(item)

    def _dress(self) -> None:
        """Headings cannot be chosen, but are read: they keep the colour of quiet words."""
        for row in range(self.contents.count()):
            if not self.contents.item(row).data(_NAME):
                self.contents.item(row).setForeground(theme.current().text_dim)

    def _lay_out(self) -> None:
        halves = QSplitter()
        halves.addWidget(self._side())
        halves.addWidget(self.text)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(halves)
        letter = self.fontMetrics().horizontalAdvance("x")
        room = self.screen().availableGeometry()
        self.resize(min(154 * letter, room.width() - 80), min(820, room.height() - 80))
        halves.setSizes([round(self.width() * 0.3), round(self.width() * 0.7)])

    def _side(self) -> QWidget:
        head = QHBoxLayout()
        for part in (self.back, self.forward):
            head.addWidget(part)
        head.addWidget(self.sought, 1)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 10, 6, 10)
        column.addLayout(head)
        column.addWidget(self.contents, 1)
        column.addWidget(self.nothing, 1)
        english = QLabel(tr(_ENGLISH))
        english.setWordWrap(True)
        english.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        english.setVisible(tr(_ENGLISH) != _ENGLISH)
        column.addWidget(english)
        return side

    def _connect(self) -> None:
        theme.changed.connect(self._dress)
        self.back.clicked.connect(self._on_back)
        self.forward.clicked.connect(self._on_forward)
        self.contents.currentItemChanged.connect(lambda item, _: self._on_row(item))
        self.sought.textChanged.connect(self._on_sought)
        self.sought.installEventFilter(self)
        self.text.followed.connect(self.read)
        for keys, act in (
            ("Alt+Left", self._on_back),
            ("Alt+Right", self._on_forward),
            ("Ctrl+F", self._on_find),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _on_find(self) -> None:
        self.sought.setFocus()
        self.sought.selectAll()


def _pages() -> list[Page]:
    return [one for chapter in chapters() for one in chapter.pages]


def _has(one: Page, words: list[str]) -> bool:
    text = f"{one.words} {tr(one.question).lower()}"
    return all(word in text for word in words)


def _button(sign: str, tip: str) -> QPushButton:
    button = QPushButton()
    icons.wear(button, sign)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoDefault(False)
    return button
