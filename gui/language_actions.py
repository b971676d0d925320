"""The commands that choose the language of the window."""

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup

from core.wording import tr
from gui.language import LANGUAGES, SYSTEM, choose, chosen_in, wanted


class LanguageActions(QObject):
    """One for each language, in its own words, and one for the system's."""

    said = Signal(str)
    """What comes of a choice."""
    chosen = Signal()
    """Another language than the one that is spoken was chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        named = {SYSTEM: tr("&As the system"), **LANGUAGES}
        self.choices: dict[str, QAction] = {
            name: self._group.addAction(text) for name, text in named.items()
        }
        for action in self.choices.values():
            action.setCheckable(True)
            action.setToolTip(tr("Takes effect at once, or at the next start"))
        self.choices[SYSTEM].setChecked(True)

    def remember_in(self, settings: QSettings) -> None:
        """Show what was chosen before, and keep what is chosen from now on."""
        self.choices[chosen_in(settings)].setChecked(True)
        for name, action in self.choices.items():
            action.triggered.connect(lambda _=False, name=name: self._choose(settings, name))

    def _choose(self, settings: QSettings, name: str) -> None:
        before = wanted(settings)
        choose(settings, name)
        if wanted(settings) == before:
            return
        self.chosen.emit()
        self.said.emit(tr("Flowscope will use this language from its next start."))
