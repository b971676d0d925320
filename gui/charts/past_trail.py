"""A trail that goes on to the left with what the broker has sampled by itself.

What was measured is never mixed with it: samples end where measuring began, and a gap stays one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.counters import HISTORY_SECONDS, Ids, Rings
from core.facts import Samples
from core.past import Past, Whose, held
from core.wording import tr
from gui.charts.history import Values
from gui.charts.line import counter_of
from gui.charts.trail import Known, Trail

_LEAST_SECONDS = 10
"""Less is nothing that one could see."""
_FEW = 64
"""An hour of so many counters is looked through at once."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What is before the measurements of a line."""

    since: int
    """The first second that was measured."""
    samples: tuple[Samples, ...]


class PastTrail(Trail):
    """The last hour of some lines; those that are of one queue, or of all there is, have a past."""

    def __init__(self, size: int = HISTORY_SECONDS) -> None:
        super().__init__(size)
        self._past = Past()
        self._queues: dict[str, Whose] = {}
        self._since: dict[str, int] = {}
        self._lines: dict[str, _Line] = {}

    def follow(self, rings: Rings, lines: Mapping[str, Ids]) -> bool:
        """Follow these lines from now on; True when they are not the ones of before."""
        is_new = super().follow(rings, lines)
        if is_new:
            self._since.clear()
            self._lines.clear()
        return is_new

    def recall(self, past: Past, queues: Mapping[str, Whose]) -> None:
        """Take the past of lines from there, each of a queue or of all there is."""
        self._past, self._queues = past, dict(queues)
        self._lines = {name: line for name, line in self._lines.items() if name in queues}

    def look_back(self) -> bool:
        """Take what the past has told meanwhile; True if anything of it can be seen."""
        before = len(self._lines)
        for name, queue in self._queues.items():
            if name in self._lines or (since := self._first_measured(name)) is None:
                continue
            if since < self._newest - self._size + _LEAST_SECONDS:  # all the hour was measured
                self._lines[name] = _Line(since, ())
            elif (told := self._past.of(queue, float(since))) is not None:
                samples = told.samples.get(counter_of(name), ())
                self._lines[name] = _Line(since, samples if _reach(samples, since) else ())
        return len(self._lines) != before

    @property
    def before(self) -> int | None:
        """What is earlier is no measurement of ours; None where all is."""
        return max((line.since for line in self._lines.values() if line.samples), default=None)

    def between(self, first: int, last: int) -> Values:
        """All lines from second `first` to `last`, before their measurements by samples."""
        values = super().between(first, last)
        for name, line in self._lines.items():
            end = min(line.since - 1, last)
            begin = max(first, self._newest - self._size + 1)
            if line.samples and begin <= end:
                row = values[self.names.index(name)]
                row[begin - first : end - first + 1] = held(line.samples, begin, end)
        return values

    def at(self, name: str, second: int) -> Known | None:
        """One line in one second; None in a gap."""
        line = self._lines.get(name)
        if line is None or second >= line.since:
            return super().at(name, second)
        value = float(self.between(second, second)[self.names.index(name), 0])
        return Known(value, second, 1, 1) if value == value else None

    def is_known(self, name: str) -> bool:
        """A line has a value in some second of what was read."""
        line = self._lines.get(name)
        return super().is_known(name) or (line is not None and bool(line.samples))

    def origin(self, second: int) -> str:
        """Where the values of a second come from, when these are no measurements."""
        if self.before is None or second >= self.before:
            return ""
        apart = [
            part.apart
            for line in self._lines.values()
            for part in line.samples
            if len(part.times) and part.times[0] - part.within < second <= part.times[-1]
        ]
        if not apart:
            return ""
        return tr("the broker's samples, taken at most {n} s apart", n=round(min(apart)))

    def samples(self, name: str, first: int, last: int) -> Values | None:
        """What the broker has sampled of a line, at the seconds when it shows; None without."""
        line = self._lines.get(name)
        if line is None or not line.samples:
            return None
        end = min(line.since - 1, last)
        found = np.full(last - first + 1, np.nan)
        points = {int(np.ceil(time)) for part in line.samples for time in part.times}
        seconds = np.array([one for one in points if first <= one <= end], np.int64)
        if len(seconds):
            found[seconds - first] = held(line.samples, first, end)[seconds - first]
        return found

    def _first_measured(self, name: str) -> int | None:
        """The second in which measuring a line began; it is looked up once."""
        if name not in self._since and name in self.names:
            since = self._first_of(self._ids[self.names.index(name)])
            if since is not None:
                self._since[name] = max(since, self._newest - self._size + 1)
        return self._since.get(name)

    def _first_of(self, ids: Ids) -> int | None:
        """The first second of some counters; of very many that of all there are."""
        if len(ids) > _FEW:
            return self._rings.first
        first = self._newest - self._size + 1
        values = self._rings.window(ids, first, self._newest)
        known = np.flatnonzero(~np.isnan(values).all(axis=1))
        return first + int(known[0]) if len(known) else None


def _reach(samples: tuple[Samples, ...], since: int) -> bool:
    """There is something to be seen before measuring began."""
    return any(len(part.times) and part.times[0] <= since - _LEAST_SECONDS for part in samples)
