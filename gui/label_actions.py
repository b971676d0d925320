"""The commands that choose what the edges of the flow say."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.wording import phrase, tr
from gui.command import command
from gui.flow.label_choice import ORDER, WORDS, Choice, after


class LabelActions(QObject):
    """One for each choice, and one for the next."""

    chosen = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        group = QActionGroup(self)
        self.choices: dict[Choice, QAction] = {one: group.addAction("") for one in ORDER}
        for one, action in self.choices.items():
            action.setText(tr(WORDS[one].menu))
            action.setToolTip(tr(WORDS[one].tip))
            action.setCheckable(True)
            action.toggled.connect(lambda on, one=one: self._on_toggled(one, on))
        self.following = command(
            self, phrase("Next la&bels"), "L", phrase("Choose what edge labels show")
        )
        self.following.triggered.connect(lambda: self.choose(after(self.choice)))
        self.choices["rates"].setChecked(True)

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return next(one for one, action in self.choices.items() if action.isChecked())

    def choose(self, choice: Choice) -> None:
        """Choose that."""
        self.choices[choice].setChecked(True)

    def fill(self, menu: QMenu) -> QMenu:
        """Offer all of them in a menu."""
        menu.addActions(list(self.choices.values()))
        menu.addSeparator()
        menu.addAction(self.following)
        menu.setToolTipsVisible(True)
        return menu

    def _on_toggled(self, choice: Choice, on: bool) -> None:
        if on:
            self.chosen.emit(choice)
