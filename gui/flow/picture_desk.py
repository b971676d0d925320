"""The flow as a picture in a file or on the clipboard."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.flow_words import told
from core.graph import FlowGraph
from core.wording import phrase, tr
from gui import last_folder
from gui.flow.picture_work import PictureWork, write
from gui.flow.text_twin import TextTwin
from gui.flow.view import FlowView
from gui.flow.whole_picture import Caption, WholePicture

FILTERS = {".png": phrase("Picture (*.png)"), ".svg": phrase("Drawing (*.svg)")}
RATIO = 2.0
_MINIMAP = "flow/minimap"


class PictureDesk(QObject):
    """Asks where a picture is to go, has it painted, and says what became of it."""

    def __init__(self, flow: FlowView, say: Callable[[str], None], settings: QSettings) -> None:
        super().__init__(flow)
        self._flow = flow
        self._say = say
        self._settings = settings
        self._work: PictureWork | None = None
        self.dialog: QFileDialog | None = None
        self.trouble: QMessageBox | None = None
        self.twin: TextTwin | None = None
        self.titled: Callable[[], str] = lambda: ""
        """Tells what is watched: the title of the picture."""

    @property
    def is_busy(self) -> bool:
        """A picture is being painted or written."""
        return self._work is not None

    def offer_minimap(self, action: QAction) -> None:
        """Show the overview where it helps, unless the user does not want it; remembered."""
        action.setChecked(self._settings.value(_MINIMAP, "true") == "true")
        self._flow.minimap.want(action.isChecked())
        action.toggled.connect(self._on_minimap)

    def ask(self) -> None:
        """Let the user choose a file."""
        dialog = self.dialog = QFileDialog(self._flow.window(), tr("Save picture"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([tr(kind) for kind in FILTERS.values()])
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("svg" if "svg" in chosen else "png")
        )
        last_folder.begin(dialog, "exports", f"flow-{_now():%Y%m%d-%H%M}.png")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path) -> None:
        """Paint everything into a file; its ending says in which form."""
        as_svg = path.suffix.lower() == ".svg"
        self._paint(lambda work: self._write(work, path), 1.0 if as_svg else RATIO, as_svg=as_svg)

    def copy(self) -> None:
        """Paint everything onto the clipboard."""
        self._paint(self._copy, RATIO, as_svg=False)

    def tell(self, graph: FlowGraph) -> None:
        """Show in words what a graph has to say, and bring these to the front."""
        if self.twin is not None:
            self.twin.deleteLater()
        self.twin = TextTwin(
            self._flow.window(), lambda: told(graph, self.titled(), f"{_now():%Y-%m-%d %H:%M:%S}")
        )
        self.twin.tell()
        self.twin.show()

    def end(self) -> None:
        """Nobody waits for a picture or for words any more."""
        self._stop()
        if self.twin is not None:
            self.twin.close()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()
            self._work = None

    def _paint(self, then: Callable[[PictureWork], None], ratio: float, *, as_svg: bool) -> None:
        self._stop()
        caption = Caption(self.titled(), f"{_now():%Y-%m-%d %H:%M:%S}")
        picture = WholePicture(self._flow.stage, caption, ratio)
        work = PictureWork(picture, lambda: then(work), self, as_svg=as_svg)
        self._work = work

    def _write(self, work: PictureWork, path: Path) -> None:
        write(work, path, self._on_written, lambda error: self._on_failed(path, error))

    def _copy(self, work: PictureWork) -> None:
        QGuiApplication.clipboard().setImage(work.image)
        self._work = None
        self._say(tr("The picture is on the clipboard."))

    def _on_minimap(self, wanted: bool) -> None:
        self._settings.setValue(_MINIMAP, "true" if wanted else "false")
        self._flow.minimap.want(wanted)

    def _on_written(self, path: Path) -> None:
        self._work = None
        self._say(tr("The picture is in {path}.", path=path))

    def _on_failed(self, path: Path, error: Exception) -> None:
        self._work = None
        asked = self.trouble = QMessageBox(self._flow.window())
        asked.setIcon(QMessageBox.Icon.Warning)
        asked.setWindowTitle(tr("Save picture"))
        asked.setText(tr("The picture could not be written to {name}.", name=path.name))
        asked.setInformativeText(_reason(path, error))
        again = asked.addButton(tr("Save elsewhere…"), QMessageBox.ButtonRole.AcceptRole)
        asked.addButton(QMessageBox.StandardButton.Cancel)
        again.clicked.connect(self.ask)
        asked.finished.connect(asked.deleteLater)
        asked.open()


def _now() -> datetime:
    return datetime.now().astimezone()


def _reason(path: Path, error: Exception) -> str:
    match error:
        case PermissionError():
            folder = path.parent
            return tr(
                "You have no right to write in {folder}. Choose another folder.", folder=folder
            )
        case FileNotFoundError():
            return tr("There is no folder {folder}. Choose another one.", folder=path.parent)
        case OSError(strerror=str(said)):
            return tr("The system says: {said}.", said=said)
    return str(error)
