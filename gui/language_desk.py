"""Another language at once: the window is made anew, and watches the same as before."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from core.wording import tr
from gui.main_window import MainWindow


class LanguageDesk(QObject):
    """Asks whether the window may be made anew, which costs what the charts have drawn."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.question: QMessageBox | None = None
        self._window = window
        window.commands.language.chosen.connect(self.ask)

    def ask(self) -> None:
        """Offer it; whoever says no sees the language at the next start."""
        asked = self.question = QMessageBox(self._window)
        asked.setWindowTitle(tr("Language"))
        asked.setText(tr("Open the window anew in this language?"))
        asked.setInformativeText(
            tr(
                "Flowscope connects again to the same broker, with the same layout and selection; "
                "charts and lists begin from now."
            )
        )
        now = asked.addButton(tr("Open anew"), QMessageBox.ButtonRole.AcceptRole)
        later = asked.addButton(tr("At the next start"), QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(now)
        asked.setEscapeButton(later)
        now.clicked.connect(self._window.return_anew)
        asked.finished.connect(asked.deleteLater)
        asked.open()
