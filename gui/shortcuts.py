"""All keys of the window on one page, menu by menu, made from the menus themselves."""

from collections.abc import Sequence
from functools import reduce
from html import escape
from unicodedata import east_asian_width

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.wording import tr
from gui import theme
from gui.main_window import MainWindow
from gui.palette.entries import Command, commands

_LEVEL = "vertical-align: middle"
"""Letters of other scripts are higher than those of keys."""
Groups = dict[str, list[tuple[str, str]]]
"""By menu: what is done, and the keys that do it."""


class ShortcutsDesk(QObject):
    """Shows the page, one at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.page: ShortcutsPage | None = None
        self._window = window
        window.commands.shortcuts.triggered.connect(self.open)

    def open(self) -> None:
        """Come up with the keys of now: menus come and go."""
        if self.page is None:
            self.page = ShortcutsPage(groups(commands(self._window.menuBar())), self._window)
            self.page.finished.connect(self._on_finished)
            self.page.open()

    def _on_finished(self) -> None:
        if self.page is not None:
            self.page.deleteLater()
            self.page = None


class ShortcutsPage(QDialog):
    """A table of keys that can be read, scrolled and copied."""

    def __init__(self, found: Groups, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self._found = found
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Keyboard shortcuts"))
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = QPushButton(tr("Copy as text"))
        self.copy.clicked.connect(self._on_copy)
        self.text.setCursorWidth(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(buttons)
        theme.changed.connect(self._show)
        self._show()
        self.resize(self._fitting(column))

    def _fitting(self, column: QVBoxLayout) -> QSize:
        """As wide as both columns need, and as high as all keys where the screen has room."""
        letter = self.fontMetrics().horizontalAdvance("x")
        most = self.screen().availableGeometry().size() - QSize(40, 80)
        whole = self.text.document().clone()
        width = min(120 * letter, most.width())
        whole.setTextWidth(width - 2 * column.contentsMargins().left())
        beside = column.sizeHint().height() - self.text.sizeHint().height()
        return QSize(width, min(round(whole.size().height()) + beside, most.height()))

    def _show(self) -> None:
        self.text.setHtml(as_html(self._found, theme.current()))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._found))


def groups(found: Sequence[Command]) -> Groups:
    """What has keys, by the menu on the bar; a menu in a menu goes before the words."""
    by_menu: Groups = {}
    for command in found:
        if command.shortcuts:
            words = reduce(_below, (*command.menus[1:], command.title.removesuffix("…")))
            keys = reduce(_either, command.shortcuts)
            by_menu.setdefault(command.menus[0], []).append((words, keys))
    return by_menu


def _below(menu: str, entry: str) -> str:
    return tr("{menu}: {entry}", menu=menu, entry=entry)


def _either(keys: str, others: str) -> str:
    return tr("{keys} or {others}", keys=keys, others=others)


def as_text(found: Groups) -> str:
    """A page that can be printed or sent to somebody."""
    wide = max((_wide(words) for rows in found.values() for words, _ in rows), default=0)
    parts = []
    for menu, rows in found.items():
        lines = (f"  {words}{' ' * (wide - _wide(words))}  {keys}" for words, keys in rows)
        parts.append("\n".join((menu, *lines)))
    return "\n\n".join(parts) + "\n"


def _wide(text: str) -> int:
    """In columns of letters: Chinese characters take two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def as_html(found: Groups, look: theme.Theme) -> str:
    """The same in two columns, with headings and keys in the colours of a theme."""
    menus = [_menu_as_html(menu, rows, look) for menu, rows in found.items()]
    lengths = [len(rows) + 2 for rows in found.values()]
    here = _half(lengths)
    sides = ("".join(menus[:here]), "".join(menus[here:]))
    cells = "".join(f"<td width='50%' style='padding-right: 24px'>{side}</td>" for side in sides)
    return f"<table width='100%'><tr>{cells}</tr></table>"


def _half(lengths: Sequence[int]) -> int:
    """How many of some groups fill the first of two columns, so that both are much alike."""
    sums = [abs(2 * sum(lengths[:end]) - sum(lengths)) for end in range(len(lengths) + 1)]
    return sums.index(min(sums))


def _menu_as_html(menu: str, rows: Sequence[tuple[str, str]], look: theme.Theme) -> str:
    lines = "".join(
        f"<tr><td width='62%' style='padding: 2px 12px 2px 0; {_LEVEL}'>{escape(words)}</td>"
        f"<td style='padding: 2px 0; {_LEVEL}; color: {look.accent.name()}'><b>{escape(keys)}</b></td></tr>"
        for words, keys in rows
    )
    head = (
        f"<p style='color: {look.text_dim.name()}; margin: 14px 0 4px 0'><b>{escape(menu)}</b></p>"
    )
    return f"{head}<table width='100%' cellspacing='0'>{lines}</table>"
