"""A walk through the window with nothing but a hand and eyes, and what such a walker can find out."""

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gui import theme
from tests.integration.walk.display import Display, Pixels
from tests.integration.walk.hand import Frame, Hand, Place
from tests.integration.walk.waiting import until
from tests.integration.walk.window import Flowscope

_COPY_AS_TEXT, _COPY_AS_JSON = (-151, -34), (-56, -34)
"""Where these buttons are, seen from the lower right corner of the window."""
_AT_ONCE = 1.0
"""Seconds in which something is copied unless the window has just been opened."""
MUCH = 0.03
"""Of a picture: more than what a cursor or a number changes."""
_MOMENT = 0.1
"""Seconds between two pictures that differ if anything moves."""
_FEW = 0.03
"""Of the light of a picture, what comes from dots that move."""
_SHORTEST_FRAME = 40
"""Pixels: the upper and lower line of the frame around a chosen node are at least so long."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the window, in parts of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


FLOW = Area(0.21, 0.10, 0.75, 0.55)
"""Without the names of the columns and without the legend."""
NAVIGATOR = Area(0.0, 0.15, 0.2, 0.93)
LOWER = Area(0.21, 0.66, 0.75, 0.93)
"""The panel below the flow, without its tabs."""


class Walk:
    """One walk; it knows the window's place and asks it only what a user could ask."""

    def __init__(self, display: Display, app: Flowscope, title: str) -> None:
        self.app = app
        self.hand = Hand(display)
        self.title = title
        self.hand.wait_for(title)
        self.frame: Frame = self.hand.frame()
        self._display = display

    def look(self, area: Area) -> Pixels:
        """A part of the window as it is now."""
        left, top = self.frame.at(area.left, area.top)
        right, bottom = self.frame.at(area.right, area.bottom)
        return self._display.pixels()[top:bottom, left:right, :3]

    def wait_for_rest(self, area: Area) -> None:
        """Wait until a part of the window has been drawn; a few dots may move on."""

        def rests() -> bool:
            before = light(self.look(area))
            time.sleep(_MOMENT)
            return abs(light(self.look(area)) - before) <= _FEW * before

        until(rests, "the picture rests")

    def middle(self, area: Area) -> Place:
        """Where to point to be in the middle of a part."""
        return self.frame.at(*area.middle)

    def wait_for_told(self, *parts: str) -> str:
        """Wait until the inspector tells all that."""
        seen = [""]

        def told() -> str:
            seen.append(self.inspected())
            return seen[-1] if all(part in seen[-1] for part in parts) else ""

        return until(told, lambda: f"the inspector tells {parts}, not {seen[-1]}")

    def inspected(self) -> str:
        """What the inspector says of what is chosen: its page as text."""
        return until(lambda: self.copied(_COPY_AS_TEXT), "the inspector's page").decode()

    def inspected_data(self) -> dict[str, Any]:
        """The same as JSON."""
        told: dict[str, Any] = json.loads(until(lambda: self.copied(_COPY_AS_JSON), "a page"))
        return told

    def chosen(self) -> str:
        """The title of what the inspector is about."""
        return self.inspected().partition("\n")[0]

    def go_to(self, name: str) -> None:
        """Choose something by its name in the palette, which brings it before the eyes."""
        self.hand.press("ctrl+k")
        self.hand.type(name)
        self.hand.press("Return")
        bare = name.split()[-1]
        until(lambda: self.chosen() == bare, f"{bare} is chosen")

    def node(self) -> tuple[Place, int]:
        """Where the chosen node is seen, by the frame around it, and how wide that is."""
        found = until(self._framed_twice, "a frame around the chosen node")
        assert found is not None
        return found

    def seen_at(self) -> Place:
        """Where the chosen node is seen now; nowhere if it is out of sight."""
        framed = self._framed()
        return (0, 0) if framed is None else framed[0]

    def drawing(self) -> list[str]:
        """All texts of the flow, from a drawing that the window writes."""
        path = self.written("ctrl+s", "Save picture", "svg")
        return re.findall(r">([^<>\s][^<>]*)</text>", path.read_text())

    def written(self, keys: str, asks: str, suffix: str) -> Path:
        """The file that comes of an export: its name is typed into the dialog."""
        path = self.app.home / f"{time.time_ns()}.{suffix}"
        self.hand.press("alt+0", keys)
        self.hand.wait_for(asks)
        self.hand.press("ctrl+a")
        self.hand.type(str(path))
        self.hand.press("Return")
        self.hand.wait_for(self.title)
        until(lambda: path.exists() and path.stat().st_size, f"{path.name} is written")
        return path

    def remembers(self, pattern: str) -> None:
        """Wait until the file of preferences says so."""
        until(lambda: re.search(pattern, self.app.preferences), f"{pattern} in the preferences")

    def leave(self) -> None:
        """Quit, and see that everything ended well."""
        self.hand.press("ctrl+q")
        assert self.app.ended() == 0
        assert self.app.said == ""

    def wait_for_copy(self, before: bytes) -> None:
        """Wait until something is copied after another copy."""
        until(lambda: self.hand.copied_at() != before, "something is copied")

    def copied(self, button: tuple[int, int]) -> bytes:
        """What a click on this button of the inspector copies; nothing before it is there."""
        before = self.hand.copied_at()
        right, bottom = self.frame.at(1, 1)
        self.hand.click((right + button[0], bottom + button[1]))
        deadline = time.monotonic() + _AT_ONCE
        while self.hand.copied_at() == before:
            if time.monotonic() > deadline:
                return b""
        return self.hand.clipboard()

    def _framed_twice(self) -> tuple[Place, int] | None:
        """The same at two moments: nothing moves any more."""
        before = self._framed()
        time.sleep(_MOMENT)
        return before if before == self._framed() else None

    def _framed(self) -> tuple[Place, int] | None:
        """Two straight lines of the same length above each other, in the accent colour."""
        accent = theme.DARK.accent
        colour = np.array([accent.blue(), accent.green(), accent.red()])
        marked = (np.abs(self.look(FLOW).astype(int) - colour) <= 6).all(axis=2)
        rows = np.flatnonzero(marked.sum(axis=1) >= _SHORTEST_FRAME)
        if not len(rows):
            return None
        columns = np.flatnonzero(marked[rows[0]])
        left, top = self.frame.at(FLOW.left, FLOW.top)
        across, down = (columns[0] + columns[-1]) // 2, (rows[0] + rows[-1]) // 2
        return (left + int(across), top + int(down)), int(columns[-1] - columns[0])


def light(seen: Pixels) -> int:
    """How bright a dark picture is altogether, beyond its ground."""
    return int(np.maximum(seen.astype(int) - 48, 0).sum())
