"""The URL of one HTTP surface: follows the AMQP URL until edited, or is switched off."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from core.endpoints import OFF
from core.wording import tr
from gui.field_message import FieldMessage


class SurfaceField(QWidget):
    """What is wrong with it is said right below."""

    edited = Signal()

    def __init__(self, use: str, url: str) -> None:
        """Says what it switches on, and whose URL is in its line."""
        super().__init__()
        self.on = QCheckBox()
        self.on.setChecked(True)
        self.on.setToolTip(use)
        self.on.setAccessibleName(use)
        self.line = QLineEdit()
        self.line.setAccessibleName(url)
        self.error = FieldMessage()
        self._inferred = ""
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(1, 1)
        self.grid.addWidget(self.on, 0, 0)
        self.grid.addWidget(self.line, 0, 1)
        self.grid.addWidget(self.error, 2, 1)
        self.on.toggled.connect(self._on_toggled)
        self.line.textEdited.connect(self.on_edited)
        self.line.editingFinished.connect(self._on_finished)

    @property
    def lines(self) -> list[QLineEdit]:
        """What can be typed into, in the order of the Tab key."""
        return [self.line]

    def infer(self, url: str) -> None:
        """Say what the AMQP URL lets us expect."""
        follows = self.line.text() in ("", self._inferred)
        self._inferred = url
        self.line.setPlaceholderText(url)
        if follows:
            self.line.setText(url)
            self.line.home(False)

    def value(self) -> str | None:
        """What the user wants: a URL, `off`, or None for the inferred one."""
        if not self.on.isChecked():
            return OFF
        text = self.line.text().strip()
        return None if text in ("", self._inferred) else text

    def show_value(self, value: str | None) -> None:
        """Take a remembered value."""
        self.error.clear()
        self.on.setChecked(value != OFF)
        self.line.setText(self._inferred if value in (None, OFF) else value)
        self.line.home(False)

    def on_edited(self) -> None:
        """Something was typed: what was wrong before may be right now."""
        self.error.clear()
        self.edited.emit()

    def _on_toggled(self, on: bool) -> None:
        for line in self.lines:
            line.setEnabled(on)
        self.on_edited()

    def _on_finished(self) -> None:
        if not self.line.text().strip():
            self.line.setText(self._inferred)


def prometheus_field() -> SurfaceField:
    """That of the Prometheus endpoint."""
    return SurfaceField(tr("Use the Prometheus endpoint"), tr("URL of the Prometheus endpoint"))
