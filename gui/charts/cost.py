"""What drawing the charts has cost."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from gui.charts.strip import Strip


@dataclass(frozen=True, slots=True)
class ChartsStatistics:
    """So far."""

    draws: int
    """How often the charts were brought up to date."""
    full_draws: int
    """How many pictures were drawn as a whole."""
    scrolls: int
    """How many pictures were scrolled and only got their new columns."""
    median_ms: float
    """The median of the last draws, without Qt's repaint."""


class Cost:
    """Counts the draws and how long they took."""

    def __init__(self) -> None:
        self._draws = 0
        self._recent: deque[float] = deque(maxlen=100)

    def note(self, milliseconds: float) -> None:
        """One more draw."""
        self._draws += 1
        self._recent.append(milliseconds)

    def statistics(self, strips: Sequence[Strip]) -> ChartsStatistics:
        """What it comes to, for these pictures."""
        return ChartsStatistics(
            self._draws,
            sum(strip.full_draws for strip in strips),
            sum(strip.scrolls for strip in strips),
            median(self._recent) if self._recent else 0.0,
        )
