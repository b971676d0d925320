"""Which part of time is shown: seconds relative to now, moved and zoomed within the hour."""

from dataclasses import dataclass

from core.counters import HISTORY_SECONDS

NARROWEST_SECONDS = 10.0
_AT_NOW = 0.5
"""What ends less than that ago ends now."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `oldest` to `newest`, both negative or 0."""

    oldest: float
    newest: float

    @property
    def span(self) -> float:
        """How many seconds it is long."""
        return self.newest - self.oldest

    @property
    def is_live(self) -> bool:
        """It ends now and goes with it."""
        return self.newest > -_AT_NOW

    def moved(self, seconds: float) -> "Stretch":
        """As long, later or (negative) earlier, as far as the hour reaches."""
        span = min(self.span, HISTORY_SECONDS)
        newest = min(max(self.newest + seconds, span - HISTORY_SECONDS), 0.0)
        return Stretch(newest - span, newest)

    def zoomed(self, factor: float, about: float | None) -> "Stretch":
        """So many times as long, around a time, or around now or its middle."""
        span = min(max(self.span * factor, NARROWEST_SECONDS), HISTORY_SECONDS)
        if about is None:
            about = 0.0 if self.is_live else (self.oldest + self.newest) / 2
        share = (about - self.oldest) / self.span
        oldest = about - share * span
        return Stretch(oldest, oldest + span).moved(0)

    def until_now(self) -> "Stretch":
        """As long, and live again."""
        return Stretch(-self.span, 0.0)

    def later(self, elapsed: float) -> "Stretch":
        """What it is after so many seconds: live it stays, else the same time is longer ago."""
        return self if self.is_live or not elapsed else self.moved(-elapsed)
