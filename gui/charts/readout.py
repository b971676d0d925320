"""What the cursor of a plot says (no Qt widgets)."""

from dataclasses import dataclass

from core.wording import tr
from gui.charts.line import line_words
from gui.charts.looks import Look


@dataclass(frozen=True, slots=True)
class Row:
    """A line at the time of the cursor."""

    look: Look
    text: str
    """The value, or that it is not known."""
    y: float | None
    """Where it is drawn, unless it is a gap."""


@dataclass(frozen=True, slots=True)
class Readout:
    """What the cursor says: a time, and each line with its value then."""

    x: float
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """What changed on the broker then."""
    clock: str = ""
    """The time of day alone, for where there is little room."""

    def words(self) -> str:
        """All of it in words."""
        lines = [f"{line_words(row.look.name)} {row.text}" for row in self.rows]
        return tr("; ").join([self.title, *self.notes, *lines])
