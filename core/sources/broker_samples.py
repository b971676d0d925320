"""The samples that the management API tells of a queue or a vhost: what was so when, and how fast.

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

_DEPTHS = {"ready": "messages_ready", "unacked": "messages_unacknowledged"}
_OUT = {"deliver": "deliver_get", "ack": "ack", "redeliver": "redeliver"}
OF_QUEUE = {"route": "publish", **_OUT}
"""What comes into a queue and what goes out of it, to the counters of `message_stats`."""
OF_VHOST = {
    name: name for name in ("publish", "confirm", "return_unroutable", "drop_unroutable")
} | _OUT
"""The same of all channels of a vhost."""
_STATS = "message_stats"
_WORK = "reductions"
_RANGES = ("lengths", "msg_rates", "data_rates")
_AHEAD = 2.0
"""Clocks that differ by less may be the same: the grid tells the broker's time no better."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How far back, and at which points, the broker is asked for its samples."""

    age: int
    step: int
    beat: float
    """So many seconds are between two samples, if all goes well."""
    apart: float
    """It takes a sample at least so often; a beat of its five seconds may come too early."""

    def query(self, counts: Mapping[str, str]) -> dict[str, str]:
        """As the management API takes it: depths, counts and work have ranges of their own."""
        names = (*_DEPTHS.values(), _WORK, *(f"{_STATS}.{name}" for name in counts.values()))
        columns = ",".join(("name", *(f"{name}_details.samples" for name in names)))
        ages = {f"{what}_age": str(self.age) for what in _RANGES}
        steps = {f"{what}_incr": str(self.step) for what in _RANGES}
        return {**ages, **steps, "columns": columns}


COARSE = Grid(3600, 10, 60.0, 70.0)
"""Reaches as far back as the samples that are taken once a minute."""
FINE = Grid(600, 5, 5.0, 10.0)
"""Reaches as far back as those that are taken every five seconds."""


def samples_of(
    reply: object, grid: Grid, at: float, of: Mapping[str, str] = OF_QUEUE
) -> dict[str, Samples]:
    """What a row that came at `at` tells, on the clock of `at`."""
    row = read.table(reply)
    stats = read.table(row.get(_STATS))
    depths = {name: _points(row, field) for name, field in _DEPTHS.items()}
    counts = {name: _points(stats, field) for name, field in of.items()}
    known_from = _known_from(row, depths)
    if known_from is None:
        return {}
    next_at = 0 if of is OF_QUEUE else grid.step
    ahead = _ahead(depths, grid, at - next_at)
    found = {}
    for name, (times, values) in (depths | counts).items():
        kept = (times >= known_from) & (times - ahead <= at)
        if kept.any():
            times, values = times[kept] - ahead, values[kept]
            shown = rates(values, grid) if name in counts else values
            found[name] = Samples(times=times, values=shown, within=grid.step, apart=grid.apart)
    return found


def rates(totals: NDArray[np.float64], grid: Grid) -> NDArray[np.float64]:
    """How much a counter grew in a second, on average between the samples around each point.

    Nothing is known of the first point, nor where the next sample may have been still to come.
    """
    found = np.zeros(len(totals))
    longest, usual = int(grid.apart // grid.step), int(grid.beat // grid.step)
    before = -longest - 1
    for point in np.flatnonzero(np.diff(totals, prepend=totals[:1])).tolist():
        apart = point - before if point - before <= longest + 1 else usual
        more = totals[point] - totals[point - 1]
        is_known = more > 0 and apart <= point  # else some of it was before the first point
        rate = more / (apart * grid.step) if is_known else np.nan
        found[max(point - apart + 1, 0) : point + 1] = rate
        before = point
    found[max(before + 1, len(totals) - longest) :] = np.nan
    found[:1] = np.nan
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

    The newest point of a queue's depths is the one that comes next by the broker's clock, that of
    a vhost's the one before.
    """
    newest = max((float(times[-1]) for times, _ in told.values() if len(times)), default=at)
    if newest - grid.step - _AHEAD <= at <= newest + _AHEAD:
        return 0.0
    return newest - grid.step / 2 - at
