"""What the keys do in the charts."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gui.charts.marks import Mark
from gui.charts.plot import Plot
from gui.charts.stretch import Stretch

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOMS = {Qt.Key.Key_Plus: 0.7, Qt.Key.Key_Equal: 0.7, Qt.Key.Key_Minus: 1 / 0.7}


class Charts(Protocol):
    """What is driven by keys."""

    @property
    def lead(self) -> Plot:
        """The plot that says which part of time is shown."""

    def look(self, shown: Stretch) -> None:
        """Show another part of time."""

    def go_on(self) -> None:
        """Go with now again."""

    def show_whole(self) -> None:
        """Show the whole range."""

    def toggle_pause(self) -> None:
        """Freeze the picture, or resume."""

    def toggle_lock(self) -> None:
        """Hold the scale of the values, or let it go."""

    def point_at(self, age: float | None) -> None:
        """Move the cursor in every plot."""

    def step(self, by: int) -> None:
        """Go to the next change of the broker."""

    def choose(self, mark: Mark | None) -> None:
        """Show a change in the log."""


def press(charts: Charts, event: QKeyEvent) -> bool:
    """Do what a key is for; False when it is for nothing."""
    key = Qt.Key(event.key())
    is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    shown = charts.lead.stretch
    if key in _ARROWS and is_shifted:
        charts.look(shown.moved(_ARROWS[key] * shown.span / 4))
    elif key in _ARROWS:
        _move_cursor(charts, _ARROWS[key])
    elif key == Qt.Key.Key_M:
        charts.step(-1 if is_shifted else 1)
    elif key in _ZOOMS:
        charts.look(shown.zoomed(_ZOOMS[key], charts.lead.cursor_at))
    elif key in (plain := _plain(charts)):
        plain[key]()
    else:
        return False
    return True


def _plain(charts: Charts) -> dict[Qt.Key, Callable[[], None]]:
    return {
        Qt.Key.Key_Space: charts.toggle_pause,
        Qt.Key.Key_End: charts.go_on,
        Qt.Key.Key_Home: charts.show_whole,
        Qt.Key.Key_Y: charts.toggle_lock,
        Qt.Key.Key_Return: lambda: charts.choose(charts.lead.mark_at_cursor),
        Qt.Key.Key_Escape: lambda: charts.point_at(None),
    }


def _move_cursor(charts: Charts, by: int) -> None:
    shown, at = charts.lead.stretch, charts.lead.cursor_at
    moved = (shown.newest if at is None else at) + by * max(1.0, shown.span / 60)
    charts.point_at(min(max(moved, shown.oldest), shown.newest))
