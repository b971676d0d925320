"""The commands that take along what the inspector says."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from core.wording import phrase
from gui.command import command

TEXT_KEYS, JSON_KEYS = "Ctrl+Alt+C", "Ctrl+Alt+J"


class InspectorActions(QObject):
    """All that is known of the selection, or of the broker, on the clipboard."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.copy_text = command(
            self,
            phrase("Copy details as te&xt"),
            TEXT_KEYS,
            phrase("What the inspector says, as plain text on the clipboard"),
        )
        self.copy_json = command(
            self,
            phrase("Copy details as &JSON"),
            JSON_KEYS,
            phrase("What the inspector says, as JSON on the clipboard"),
        )

    def set_watching(self, watching: bool) -> None:
        """Enable them while there is something to tell."""
        for action in (self.copy_text, self.copy_json):
            action.setEnabled(watching)

    def fill(self, menu: QMenu) -> None:
        """Offer them in a menu."""
        menu.addActions([self.copy_text, self.copy_json])
