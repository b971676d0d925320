"""A hand on keyboard and mouse, and an eye for windows: all that a user has, by xdotool."""

import subprocess
from dataclasses import dataclass

from tests.integration.walk.display import Display
from tests.integration.walk.waiting import until

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a window is on the screen."""

    left: int
    top: int
    width: int
    height: int

    def at(self, across: float, down: float) -> Place:
        """A place in it: parts of its width and height."""
        return round(self.left + across * self.width), round(self.top + down * self.height)


class Hand:
    """Types and points on one display; every gesture has reached the X server when it returns."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def press(self, *keys: str) -> None:
        """Press keys, or chords such as ctrl+p, one after the other."""
        self._do("key", "--clearmodifiers", "--delay", "6", *keys)

    def type(self, text: str) -> None:
        """Write a text."""
        self._do("type", "--clearmodifiers", "--delay", "6", text)

    def point(self, place: Place) -> None:
        """Put the pointer there."""
        self._do("mousemove", *_words(place))

    def click(self, place: Place, button: int = 1, times: int = 1) -> None:
        """Click there."""
        repeat = ("--repeat", str(times), "--delay", "20")
        self._do("mousemove", *_words(place), "click", *repeat, str(button))

    def wheel(self, place: Place, notches: int) -> None:
        """Turn the wheel there: away from oneself if positive."""
        self.click(place, 4 if notches > 0 else 5, abs(notches))

    def drag(self, start: Place, end: Place, held: str = "") -> None:
        """Press, move in some steps, let go; a key may be held meanwhile."""
        steps = [
            tuple(round(a + (b - a) * part / 8) for a, b in zip(start, end, strict=True))
            for part in range(9)
        ]
        moves = [word for step in steps for word in ("mousemove", *map(str, step), "sleep", "0.01")]
        down, up = (("keydown", held), ("keyup", held)) if held else ((), ())
        first = ("mousemove", *_words(start))
        self._do(*first, *down, "mousedown", "1", *moves, "mouseup", "1", *up)

    def active(self) -> str:
        """The title of the window that has the keyboard; empty if none has."""
        done = self._run("getactivewindow", "getwindowname")
        return done.stdout.strip().removesuffix(" — Flowscope") if not done.returncode else ""

    def wait_for(self, title: str) -> None:
        """Wait until the window with this title has the keyboard."""
        until(
            lambda: self.active() == title,
            lambda: f"the keyboard is in {title!r}, not in {self.active()!r}",
        )

    def frame(self) -> Frame:
        """The window that has the keyboard; the pointer goes to its corner, which tells where."""
        sized = ("getactivewindow", "getwindowgeometry", "--shell")
        placed = ("mousemove", "--window", "%1", "0", "0", "getmouselocation", "--shell")
        found = dict(line.split("=") for line in self._do(*sized, *placed).split())
        return Frame(*(int(found[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))

    def windows(self, name: str) -> list[str]:
        """The windows in sight whose title fits a regular expression."""
        return self._run("search", "--onlyvisible", "--name", name).stdout.split()

    def clipboard(self, kind: str = "UTF8_STRING") -> bytes:
        """What was copied."""
        command = ["xclip", "-selection", "clipboard", "-out", "-target", kind]
        done = subprocess.run(
            command, env=self._display.environment, capture_output=True, timeout=20, check=False
        )
        return done.stdout

    def copied_at(self) -> bytes:
        """When something was copied, by the server's clock."""
        return self.clipboard("TIMESTAMP")

    def _do(self, *words: str) -> str:
        done = self._run(*words)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["xdotool", *words],
            env=self._display.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def _words(place: Place) -> tuple[str, str]:
    return str(place[0]), str(place[1])
