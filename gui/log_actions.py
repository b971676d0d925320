"""The commands of the topology log."""

from PySide6.QtCore import QObject

from core.wording import phrase, tr
from gui.command import command


class LogActions(QObject):
    """What of it is looked at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.filter = command(
            self,
            phrase("&Filter the topology log…"),
            "Ctrl+Shift+F",
            phrase("Show only the changes that have some words"),
        )
        self.only_selection = command(
            self,
            phrase("Log &only the selection"),
            "Ctrl+Shift+E",
            phrase("Show in the topology log only what concerns the selection"),
        )
        self.only_selection.setCheckable(True)
        self.only_selection.setIconText(tr("Only the selection"))
