"""Flowscope among the applications of a Linux desktop: an entry and an icon in the user's own files."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

NAME = "flowscope"
_ESCAPED = {letter: f"\\{letter}" for letter in '"`$'} | {"\\": "\\\\\\\\", "%": "%%"}


class NoDesktopError(Exception):
    """It cannot be put there: why, and what to do."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why = why
        self.mend = mend


@dataclass(frozen=True, slots=True)
class DesktopEntry:
    """Where the two files of one user are."""

    data_home: Path

    @property
    def paths(self) -> tuple[Path, Path]:
        """The entry and the icon."""
        icons = self.data_home / "icons/hicolor/scalable/apps"
        return self.data_home / f"applications/{NAME}.desktop", icons / f"{NAME}.svg"

    def install(self, command: Path) -> tuple[Path, Path]:
        """Write both, for a command that starts Flowscope; gives where they are."""
        held = (entry_text(command), (files("resources") / f"{NAME}.svg").read_text())
        for path, text in zip(self.paths, held, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.with_name(f".{path.name}.new")
            written.write_text(text)
            written.replace(path)
        return self.paths

    def remove(self) -> list[Path]:
        """Take both away; gives those that were there."""
        there = [path for path in self.paths if path.exists()]
        for path in there:
            path.unlink()
        return there


def desktop_entry(environment: Mapping[str, str] | None = None) -> DesktopEntry:
    """That of this user; raises NoDesktopError where there is no such thing."""
    if not sys.platform.startswith("linux"):
        raise NoDesktopError(
            "desktop entries are for Linux desktops",
            "pin the command flowscope by the means of this system",
        )
    told = (os.environ if environment is None else environment).get("XDG_DATA_HOME", "")
    home = Path(told) if Path(told).is_absolute() else Path.home() / ".local/share"
    return DesktopEntry(home)


def own_command() -> Path:
    """The command `flowscope` of this installation, or the one that is found first."""
    beside = Path(sys.executable).with_name(NAME)
    if beside.is_file():
        return beside
    found = shutil.which(NAME)
    if found is None:
        raise NoDesktopError(
            "there is no command flowscope that a desktop could start",
            "install Flowscope, for example with pipx install .",
        )
    return Path(found).absolute()


def entry_text(command: Path) -> str:
    """The entry that we carry, with the whole path of the command."""
    lines = (files("resources") / f"{NAME}.desktop").read_text().splitlines()
    return "\n".join(_line(line, command) for line in lines) + "\n"


def _line(line: str, command: Path) -> str:
    key, _, value = line.partition("=")
    if key == "TryExec":
        return f"TryExec={str(command).replace(chr(92), chr(92) * 2)}"
    if key != "Exec":
        return line
    return f"Exec={_quoted(str(command))}{value.removeprefix(NAME)}"


def _quoted(path: str) -> str:
    """As the specification wants it, where anything but plain letters is in a path."""
    if all(letter.isalnum() or letter in "/._-+" for letter in path):
        return path
    return f'"{"".join(_ESCAPED.get(letter, letter) for letter in path)}"'
