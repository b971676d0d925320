"""Flowscope as a user starts it: a process with a home of its own, driven from outside."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.integration.walk.display import Display
from tests.integration.walk.waiting import until

ROOT = Path(__file__).parents[3]


class Flowscope:
    """The process, its files, and what it said."""

    def __init__(self, home: Path, display: Display, arguments: Sequence[str] = ()) -> None:
        self.home = home
        self._said = home / "said"
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gui.app", *arguments],
                cwd=ROOT,
                env=_environment(home, display),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    @property
    def is_running(self) -> bool:
        """It has not ended yet."""
        return self._process.poll() is None

    @property
    def said(self) -> str:
        """Everything on stdout and stderr."""
        return self._said.read_text(errors="replace")

    @property
    def preferences(self) -> str:
        """The file of preferences."""
        path = self.home / "config" / "flowscope" / "window.ini"
        return path.read_text() if path.exists() else ""

    def ended(self) -> int:
        """Wait for its end; the exit code."""
        until(lambda: not self.is_running, f"the process has ended; it said {self.said!r}")
        return self._process.wait()

    def kill(self) -> None:
        """Make sure that nothing is left."""
        if self.is_running:
            self._process.kill()
        self._process.wait(20)


@contextlib.contextmanager
def flowscope(home: Path, display: Display, *arguments: str) -> Iterator[Flowscope]:
    """A running window; what is left of it at the end is killed."""
    shown = Flowscope(home, display, arguments)
    try:
        yield shown
    finally:
        shown.kill()


def _environment(home: Path, display: Display) -> dict[str, str]:
    """A user without a broker in the environment, a desktop bus or a keyring."""
    others = ("AMQP_URL", "RABBITMQ_URL", "DBUS_", "QT_", "FLOWSCOPE_", "XDG_")
    kept = {
        name: value for name, value in display.environment.items() if not name.startswith(others)
    }
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
    }
