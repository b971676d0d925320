"""What was before anybody watched, as far as the broker's own samples tell it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.facts import PastRead, Samples


@dataclass(frozen=True, slots=True)
class Begin:
    """When a number began to be more than it had been, as far as samples tell."""

    earliest: float | None
    """Not before; None where every sample was more already."""
    latest: float
    """By then it was more."""


Whose = str | None
"""A queue, or all that is in the vhost together."""


class Past:
    """The past of single queues or of all; whoever wants to know one has it asked for, once."""

    def __init__(self, ask: Callable[[Whose], object] = lambda _: None) -> None:
        self._ask = ask
        self._told: dict[Whose, PastRead] = {}
        self._asked: dict[Whose, float] = {}
        self.revision = 0
        """Grows whenever more is known."""

    def take(self, past: PastRead) -> None:
        """Take what the broker told."""
        self._told[past.queue] = past
        self.revision += 1

    def of(self, queue: Whose, until: float) -> PastRead | None:
        """What was before `until`; None as long as that is not known, and then it is asked for."""
        told = self._told.get(queue)
        if told is not None and told.at >= until:
            return told
        if self._asked.get(queue, 0.0) < until:
            self._asked[queue] = until
            self._ask(queue)
        return None


def begin_of(samples: Sequence[Samples], until: float, low: float) -> Begin | None:
    """When what is more than `low` at `until` began to be; None where no sample tells.

    A sample that was not more says so of the moment when it was taken: that may be as long ago as
    two samples are apart.
    """
    latest: float | None = None
    for part in parts_until(samples, until):
        calm = np.flatnonzero(part.values <= low)
        if len(calm):
            last = int(calm[-1])
            if last + 1 < len(part.times):
                latest = float(part.times[last + 1])
            earliest = float(part.times[last]) - part.apart
            return Begin(earliest, until if latest is None else latest)
        latest = float(part.times[0])
    return None if latest is None else Begin(None, latest)


def held(samples: Sequence[Samples], first: int, last: int) -> NDArray[np.float64]:
    """The last sample by each second, the finest that there is; NaN where there is none."""
    seconds = np.arange(first, last + 1)
    found = np.full(len(seconds), np.nan)
    for part in (part for part in samples if len(part.times)):
        at = np.minimum(np.searchsorted(part.times, seconds), len(part.times) - 1)
        late = part.times[at] - seconds
        shows = (late >= 0) & (late < part.within) & ~np.isnan(part.values[at])
        found[shows] = part.values[at[shows]]
    return found


def parts_until(samples: Sequence[Samples], until: float) -> Iterator[Samples]:
    """The samples up to then, the newest part first, each until a finer one begins."""
    for part in reversed(samples):
        kept = part.times <= until
        if kept.any():
            yield replace(part, times=part.times[kept], values=part.values[kept])
            until = float(part.times[0]) - part.within
