"""The samples that the management API tells of a queue, as what was so when.

The broker keeps one every five seconds for ten minutes and one a minute for an hour
(`sample_retention_policies`), and answers on a grid: at each point of it the last sample before,
newest first, in milliseconds of its own clock. On a grid that is finer than the samples are apart,
it shows between which two points each of them was taken. For the time before it knew the queue,
since it was started or the queue was declared, it tells zeros: those are none of the queue's.
Only what the queue's process has worked tells them from others, which is never 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.facts import Samples
from core.sources import management_json as read

_FIELDS = {"ready": "messages_ready", "unacked": "messages_unacknowledged"}
_WORK = "reductions"
_AHEAD = 2.0
"""Clocks that differ by less may be the same: the grid tells the broker's time no better."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How far back, and at which points, the broker is asked for its samples."""

    age: int
    step: int
    apart: float
    """It takes a sample at least so often; a beat of its five seconds may come too early."""

    def query(self) -> dict[str, str]:
        """As the management API takes it: depths and work have ranges of their own."""
        details = [f"{name}_details.samples" for name in (*_FIELDS.values(), _WORK)]
        ranges = {f"{what}_age": str(self.age) for what in ("lengths", "data_rates")}
        steps = {f"{what}_incr": str(self.step) for what in ("lengths", "data_rates")}
        return {**ranges, **steps, "columns": ",".join(details)}


COARSE = Grid(3600, 10, 70.0)
"""Reaches as far back as the samples that are taken once a minute."""
FINE = Grid(600, 5, 10.0)
"""Reaches as far back as those that are taken every five seconds."""


def samples_of(reply: object, grid: Grid, at: float) -> dict[str, Samples]:
    """What a reply that came at `at` tells of a queue, on the clock of `at`."""
    row = read.table(reply)
    told = {name: _points(row, field) for name, field in _FIELDS.items()}
    known_from = _known_from(row, told)
    if known_from is None:
        return {}
    ahead = _ahead(told, grid, at)
    found = {}
    for name, (times, values) in told.items():
        times = times - ahead
        kept = (times >= known_from - ahead) & (times <= at)
        if kept.any():
            found[name] = Samples(
                times=times[kept], values=values[kept], within=grid.step, apart=grid.apart
            )
    return found


_Points = tuple[NDArray[np.float64], NDArray[np.float64]]


def _points(row: read.Json, field: str) -> _Points:
    """Times and values, the oldest first."""
    pairs = sorted(_pairs(read.table(row.get(f"{field}_details")).get("samples")))
    return np.array([at for at, _ in pairs], float), np.array([one for _, one in pairs], float)


def _pairs(samples: object) -> Iterator[tuple[float, float]]:
    for one in read.rows(samples):
        at, value = one.get("timestamp"), one.get("sample")
        if isinstance(at, (int, float)) and isinstance(value, (int, float)):
            yield at / 1000, float(value)


def _known_from(row: read.Json, told: Mapping[str, _Points]) -> float | None:
    """Since when the numbers are the queue's; None where that is never so.

    Without its work, the first sign of a message has to do.
    """
    times, work = _points(row, _WORK)
    signs: Sequence[_Points] = [(times, work)] if len(times) else list(told.values())
    begins = [float(when[some[0]]) for when, one in signs if len(some := np.flatnonzero(one))]
    return min(begins, default=None)


def _ahead(told: Mapping[str, _Points], grid: Grid, at: float) -> float:
    """How far the broker's clock is ahead of ours; 0 where they may agree.

    The newest point of depths is the one that comes next by the broker's clock.
    """
    newest = max((float(times[-1]) for times, _ in told.values() if len(times)), default=at)
    if newest - grid.step - _AHEAD <= at <= newest + _AHEAD:
        return 0.0
    return newest - grid.step / 2 - at
