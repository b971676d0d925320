"""The path of a file: typed, or chosen where it lies."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from core.wording import tr
from gui import last_folder


class FileField(QWidget):
    """A line with a button that opens the system's file chooser."""

    edited = Signal()

    def __init__(self, name: str, empty: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(empty)
        self.line.setAccessibleName(name)
        self.browse = QToolButton()
        self.browse.setText("…")
        self.browse.setToolTip(tr("Choose the file: {name}", name=name))
        self.browse.setAccessibleName(self.browse.toolTip())
        self._name = name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self.edited)
        self.browse.clicked.connect(self._on_browse)

    @property
    def path(self) -> str:
        """What is written there."""
        return self.line.text().strip()

    def _on_browse(self) -> None:
        chooser = QFileDialog(self, self._name)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        last_folder.begin(chooser, "certificates")
        if self.path:
            chooser.selectFile(self.path)
        chooser.setNameFilters([tr("PEM files (*.pem *.crt *.cer *.key)"), tr("All files (*)")])
        chooser.fileSelected.connect(self.line.setText)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
