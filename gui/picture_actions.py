"""The commands that take the flow along: as a picture, or in words."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.wording import phrase
from gui.command import command


class PictureActions(QObject):
    """Each with its shortcut; all of them need something that is watched."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.save = self._action(
            phrase("Sa&ve picture…"),
            "Ctrl+S",
            phrase("The whole flow as a picture (PNG) or a drawing (SVG)"),
        )
        self.copy = self._action(
            phrase("Copy pict&ure"),
            "Ctrl+Shift+C",
            phrase("The whole flow as a picture on the clipboard"),
        )

        self.words = self._action(
            phrase("Describe in &words…"),
            "Ctrl+Shift+W",
            phrase("What the picture shows as text, also to copy"),
        )

        self.minimap = self._action(
            phrase("Ov&erview"), "M", phrase("A small map of the whole flow while it does not fit")
        )
        self.minimap.setCheckable(True)
        self.minimap.setChecked(True)

    @property
    def all(self) -> list[QAction]:
        """In the order of the menu."""
        return [self.minimap, self.save, self.copy, self.words]

    def set_watching(self, watching: bool) -> None:
        """Enable them while there is something to see."""
        for action in self.all:
            action.setEnabled(watching)

    def fill(self, menu: QMenu) -> None:
        """Offer all of them in a menu."""
        menu.addActions(self.all)

    def _action(self, text: str, shortcut: str, tip: str) -> QAction:
        return command(self, text, shortcut, tip)
