"""What was sampled of a queue or a vhost, as far back as it is kept.

RabbitMQ calls them slides, and keeps two of each: every five seconds for ten minutes, and once a
minute for an hour.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

_Sample = TypeVar("_Sample")
_KEPT = ((0.0, 600.0), (60.0, 3600.0))
"""Seconds between two samples (0 for each one that comes) and for how long they are kept."""
RETENTION = tuple(int(kept) for _, kept in _KEPT)
_LATE_SECONDS = 0.5
"""A sample that is so much too early is on time: timers are not more exact."""


@dataclass(slots=True)
class Slide(Generic[_Sample]):
    """Samples at one distance; what has not changed takes no room."""

    apart: float
    kept: float
    times: list[float] = field(default_factory=list)
    """When each was sampled first."""
    samples: list[_Sample] = field(default_factory=list)
    _taken_at: float = 0.0

    def add(self, at: float, sample: _Sample) -> None:
        """Take a sample, unless it comes too soon after the last one."""
        if self.times and at - self._taken_at < self.apart - _LATE_SECONDS:
            return
        self._taken_at = at
        if self.samples and self.samples[-1] == sample:
            return
        self.times.append(at)
        self.samples.append(sample)
        over = bisect_right(self.times, at - self.kept) - 1  # the one that still held then stays
        if over > 0:
            del self.times[:over]
            del self.samples[:over]

    def by(self, at: float) -> _Sample | None:
        """The last sample by then; None before there was one."""
        place = bisect_right(self.times, at)
        return self.samples[place - 1] if place else None


class Slides(Generic[_Sample]):
    """The slides of one thing."""

    def __init__(self) -> None:
        self._slides: tuple[Slide[_Sample], ...] = tuple(Slide(*kept) for kept in _KEPT)

    def add(self, at: float, sample: _Sample) -> None:
        """Take a sample."""
        for slide in self._slides:
            slide.add(at, sample)

    def reaching(self, seconds: float) -> Slide[_Sample]:
        """The finest that goes back so far."""
        fitting = (slide for slide in self._slides if slide.kept >= seconds)
        return next(fitting, self._slides[-1])


def points(newest: float, age: int, step: int) -> list[float]:
    """The times for which samples are told, the newest first, on the grid of the step."""
    return [newest - n * step for n in range(age // step + 1)]


def told(at: float, value: int) -> dict[str, Any]:
    """A sample as the management API tells it."""
    return {"sample": value, "timestamp": round(at * 1000)}
