"""A body that is not edited: a file, or a large body that was sent before."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from core.body_file import HeldBody, read_body
from core.wording import tr
from gui import icons, last_folder
from gui.background import Background
from gui.field_message import FieldMessage


class HeldBodyView(QFrame):
    """Says what is held and what a broker does with it; a file is read off the GUI thread."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.held: HeldBody | None = None
        self.choose = QPushButton(tr("Choose a file…"))
        icons.wear(self.choose, "file-outline")
        self.name = _line()
        self.size_words = _line()
        self.size_words.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.warning = _line()
        self.error = FieldMessage()
        self._reading: Background[HeldBody] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        for part in (self.name, self.size_words, self.warning, self.error):
            column.addWidget(part)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.choose.clicked.connect(self._on_choose)
        self.hold(None)

    @property
    def is_reading(self) -> bool:
        """A file is on its way."""
        return self._reading is not None

    def hold(self, held: HeldBody | None) -> None:
        """Hold a body, or none."""
        if self._reading is not None:
            self._reading.forget()
            self._reading = None
        self.held = held
        self.error.clear()
        self._say(held.name if held else tr("No file chosen"), held)
        self.changed.emit()

    def read(self, path: Path) -> None:
        """Take the content of a file as the body."""
        self.hold(None)
        self._say(tr("Reading {file} …", file=path.name), None)
        self._reading = Background(
            "body file",
            lambda: read_body(path),
            self.hold,
            lambda error: self._on_failed(path, error),
        )
        self._reading.start()

    def _on_failed(self, path: Path, error: Exception) -> None:
        self.hold(None)
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        self.error.say(
            tr("{name}: {what}", name=path.name, what=why) if path.name not in why else why
        )

    def _say(self, name: str, held: HeldBody | None) -> None:
        self.name.setText(name)
        self.size_words.setText(held.words if held else "")
        self.warning.setText(f"\N{WARNING SIGN} {held.warning}" if held and held.warning else "")
        for line in (self.size_words, self.warning):
            line.setVisible(bool(line.text()))

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, tr("The body of the event"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        last_folder.begin(dialog, "bodies")
        dialog.fileSelected.connect(lambda path: self.read(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _line() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
