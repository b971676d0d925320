"""Keeps what a chart shows in a file: the numbers as CSV, or the picture as PNG."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from core.wording import counted, phrase, tr
from gui import last_folder
from gui.background import Background
from gui.charts.csv_text import Table, csv_text

_CSV = phrase("Table (*.csv)")
_PNG = phrase("Picture (*.png)")


class Exporting(QObject):
    """Asks where to, writes off the GUI thread, and says what became of it."""

    said = Signal(str)
    """It was written, and where."""
    failed = Signal(str)
    """It was not, why, and what to do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def ask_table(self, tables: list[Table], name: str) -> None:
        """Ask for a file and write the table into it."""
        if not any(len(table.names) for table in tables):
            self.failed.emit(tr("There is nothing to export: no line with values is shown."))
            return
        self._ask(name, tr(_CSV), "csv", lambda path: self.write_table(tables, path))

    def ask_picture(self, image: QImage, name: str) -> None:
        """Ask for a file and write the picture into it."""
        self._ask(name, tr(_PNG), "png", lambda path: self.write_picture(image, path))

    def write_table(self, tables: list[Table], path: Path) -> None:
        """Write a table; an existing file is replaced, or left as it was if that fails."""
        lines, seconds = sum(len(t.names) for t in tables), tables[0].values.shape[1]
        done = counted(
            lines,
            phrase("{seconds:,} seconds of {n:,} line written to {path}."),
            phrase("{seconds:,} seconds of {n:,} lines written to {path}."),
            seconds=seconds,
            path=path,
        )
        self._write(path, done, lambda: _replace(path, csv_text(tables).encode()))

    def write_picture(self, image: QImage, path: Path) -> None:
        """Write a picture."""
        size = f"{image.width()} \N{MULTIPLICATION SIGN} {image.height()}"
        done = tr("The picture of {size} pixels written to {path}.", size=size, path=path)
        self._write(path, done, lambda: _save(image, path))

    def _ask(self, name: str, kind: str, suffix: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._parent, tr("Export the chart"), "", kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        last_folder.begin(dialog, "exports", name)
        dialog.fileSelected.connect(lambda path: write(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: Path, done: str, work: Callable[[], None]) -> None:
        def on_failed(error: Exception) -> None:
            why = getattr(error, "strerror", None) or str(error)
            self.failed.emit(
                tr(
                    "{path} was not written: {why}. Choose another place or name.",
                    path=path,
                    why=why,
                )
            )

        Background("export", work, lambda _: self.said.emit(done), on_failed).start()


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _save(image: QImage, path: Path) -> None:
    memory = QByteArray()
    buffer = QBuffer(memory)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    _replace(path, bytes(memory.data()))
