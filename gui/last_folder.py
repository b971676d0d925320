"""Where a user chose a file the last time: the next file dialog of the kind begins there."""

from pathlib import Path
from typing import ClassVar, Literal

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog

Kind = Literal["exports", "bodies", "certificates"]
_LAST, _KIND = "folders/last", "folders/{kind}"


class _Memory:
    """The folders since the start, and the preferences that keep them over a restart."""

    settings: QSettings | None = None
    folders: ClassVar[dict[str, str]] = {}

    @classmethod
    def get(cls, name: str) -> str:
        if cls.settings is None:
            return cls.folders.get(name, "")
        return str(cls.settings.value(name, ""))

    @classmethod
    def keep(cls, name: str, path: str) -> None:
        cls.folders[name] = path
        if cls.settings is not None:
            cls.settings.setValue(name, path)


def keep_in(settings: QSettings | None) -> None:
    """Remember over a restart."""
    _Memory.settings = settings


def folder(kind: Kind) -> Path:
    """That of the kind, else of any other, else home; one that has gone is not offered."""
    for name in (_KIND.format(kind=kind), _LAST):
        kept = _Memory.get(name)
        if kept and Path(kept).is_dir():
            return Path(kept)
    return Path.home()


def remember(kind: Kind, file: Path) -> None:
    """A file was chosen there."""
    for name in (_KIND.format(kind=kind), _LAST):
        _Memory.keep(name, str(file.parent))


def begin(dialog: QFileDialog, kind: Kind, name: str = "") -> None:
    """Let a dialog begin where the last one of the kind ended, with a name to be saved as."""
    dialog.setDirectory(str(folder(kind)))
    if name:
        dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: remember(kind, Path(chosen)))
