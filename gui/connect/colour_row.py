"""A row of colours, of which one is chosen; reached and changed by keyboard like radio buttons."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from core.profile import COLOURS
from core.wording import phrase, tr
from gui import theme
from gui.connect.colours import swatch

_SIZE = 18
_NAMES = {
    "": phrase("no colour"),
    "blue": phrase("blue"),
    "teal": phrase("teal"),
    "green": phrase("green"),
    "amber": phrase("amber"),
    "orange": phrase("orange"),
    "red": phrase("red"),
    "pink": phrase("pink"),
    "violet": phrase("violet"),
}


class ColourRow(QWidget):
    """No colour first, then each."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name in ("", *COLOURS):
            button = self.buttons[name] = QToolButton()
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setIconSize(QSize(_SIZE, _SIZE))
            said = tr(_NAMES[name])
            button.setToolTip(said)
            spoken = tr("Colour: {colour}", colour=said) if name else tr("Colour: none")
            button.setAccessibleName(spoken)
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._group.buttonToggled.connect(self._on_toggled)
        theme.changed.connect(self._paint)
        self.choose("")

    @property
    def colour(self) -> str:
        """The chosen one."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), "")

    def choose(self, name: str) -> None:
        """Choose another one."""
        self.buttons[name].setChecked(True)
        self._paint()

    def _on_toggled(self, _button: object, on: bool) -> None:
        if on:
            self._paint()
            self.edited.emit()

    def _paint(self) -> None:
        for name, button in self.buttons.items():
            button.setIcon(swatch(name, checked=button.isChecked(), size=_SIZE))
