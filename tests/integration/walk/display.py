"""A display that nobody looks at: a real X server of its own, with a small window manager."""

import contextlib
import os
import select
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.integration.walk.waiting import until

PROGRAMS = {
    "Xvfb": "xvfb",
    "jwm": "jwm",
    "xdotool": "xdotool",
    "xclip": "xclip",
}
"""What the walk is made with, and the Debian packages of it."""
SIZE = (1600, 1000)
_PATIENCE = 30.0
_MANAGER = "<JWM><FocusModel>click</FocusModel><SnapMode>none</SnapMode></JWM>"

Pixels = NDArray[np.uint8]
"""Rows of pixels: blue, green, red and what X does not use."""


class Display:
    """Its number, for those who draw on it, and what is seen there."""

    def __init__(self, number: int, buffer: Path) -> None:
        self.name = f":{number}"
        self._buffer = buffer

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to be shown here, and nothing of another desktop."""
        foreign = ("WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION")
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        return {**kept, "DISPLAY": self.name}

    def pixels(self) -> Pixels:
        """The whole screen as it is now, from the file that the server draws into (XWD)."""
        head = np.fromfile(self._buffer, ">u4", 25)
        begin, high, wide, colours = int(head[0]), int(head[5]), int(head[4]), int(head[19])
        raw = np.fromfile(self._buffer, np.uint8, offset=begin + 12 * colours)
        return raw.reshape(high, wide, 4)


@contextlib.contextmanager
def display() -> Iterator[Display]:
    """An X server on a number that is free, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="flowscope-display-") as folder:
        read, write = os.pipe()
        wide, high = SIZE
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{wide}x{high}x24"]
        command += ["-fbdir", folder, "-nolisten", "tcp", "-noreset"]
        with _running(command, Path(folder) / "Xvfb.log", pass_fds=(write,)):
            os.close(write)
            with os.fdopen(read) as line:
                ready, _, _ = select.select([line], [], [], _PATIENCE)
                number = line.readline().strip() if ready else ""
            assert number, (Path(folder) / "Xvfb.log").read_text()
            shown = Display(int(number), Path(folder) / "Xvfb_screen0")
            with _manager(shown, Path(folder)):
                yield shown


@contextlib.contextmanager
def _manager(shown: Display, folder: Path) -> Iterator[None]:
    settings = folder / "jwmrc"
    settings.write_text(_MANAGER)
    command = ["jwm", "-f", str(settings)]
    with _running(command, folder / "jwm.log", environment=shown.environment):
        until(lambda: _is_managed(shown), "the window manager is there")
        yield


def _is_managed(shown: Display) -> bool:
    asked = ["xdotool", "get_num_desktops"]
    done = subprocess.run(asked, env=shown.environment, capture_output=True, check=False)
    return done.returncode == 0


@contextlib.contextmanager
def _running(
    command: list[str],
    log: Path,
    *,
    environment: dict[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
) -> Iterator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env=environment, pass_fds=pass_fds
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
