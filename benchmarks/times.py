"""An hour of how long things took on many edges, beside lists of numbers.

500 edges, 5,000 messages a second, each with its time to confirm, to deliver and to ack: prints how
much is kept and how coarse it had to become, what noting costs, and what it takes to read a minute
of all edges (for labels), a second of one (for a chart that moves on) and the hour of all.

    python benchmarks/times.py [--quick]
"""

import argparse
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.edge_times import MEASURES
from core.percentiles import percentiles_of
from core.recent_times import RecentTimes, Timed

EDGES, PER_SECOND, START = 500, 5_000, 1_700_000_000
TARGET_MB = 64.0
LABELS = (50.0, 99.0)
WANTED = (50.0, 90.0, 99.0, 100.0)
PLAIN_SECONDS = 120


class Traffic:
    """What ends in a second: which edge and measure, and how long it took."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(3)
        self._usual = 10 ** self._chance.uniform(-3.5, 0.0, EDGES * len(MEASURES))

    def second(self) -> list[tuple[int, float]]:
        """Each edge has its usual time, and some scatter around it."""
        which = self._chance.integers(0, len(self._usual), PER_SECOND * len(MEASURES))
        took = self._usual[which] * self._chance.lognormal(0.0, 0.6, len(which))
        return list(zip(which.tolist(), took.tolist(), strict=True))


def cost(work: Callable[[], Any], repeats: int = 5) -> float:
    """Milliseconds."""
    costs = []
    for _ in range(repeats):
        begun = perf_counter()
        work()
        costs.append((perf_counter() - begun) * 1000)
    return median(costs)


class Run:
    """The same traffic through both."""

    def __init__(self, seconds: int) -> None:
        self.times, self.last = RecentTimes(), START + seconds - 1
        keys = [Timed(m, "/", "", f"q{n}", "s", "") for m in MEASURES for n in range(EDGES)]
        self.tracks = [self.times.track(key) for key in keys]
        self.lists: list[list[tuple[int, float]]] = [[] for _ in keys]
        self.ours_s = self.plain_s = 0.0
        traffic = Traffic()
        for second in range(START, self.last + 1):
            ended = traffic.second()
            self.ours_s += self._note(ended, second)
            if second > self.last - PLAIN_SECONDS:
                self.plain_s += self._append(ended, second)

    def _note(self, ended: list[tuple[int, float]], at: int) -> float:
        begun = process_time()
        for which, took in ended:
            self.times.note(self.tracks[which], at, took)
        self.times.settle()
        return process_time() - begun

    def _append(self, ended: list[tuple[int, float]], at: int) -> float:
        begun = process_time()
        for which, took in ended:
            self.lists[which].append((at, took))
        return process_time() - begun

    def labels(self) -> None:
        """What every edge took within the last minute."""
        groups = np.arange(self.times.numbers)
        minute = self.last - 59, self.last
        percentiles_of(self.times.sums(groups, self.times.numbers, *minute), LABELS)

    def plain_labels(self) -> None:
        """The same from lists."""
        for track in self.lists:
            np.percentile([took for at, took in track if at > self.last - 60] or [0.0], LABELS)

    def moves_on(self) -> None:
        """The newest seconds of one edge, each over ten."""
        one = np.zeros(self.times.numbers, np.bool_)
        one[self.tracks[7].number] = True
        percentiles_of(self.times.rows(one, self.last - 14, self.last), WANTED)

    def catches_up(self) -> NDArray[np.float32]:
        """Two minutes of all edges together."""
        return self.whole(120)

    def whole(self, seconds: int) -> NDArray[np.float32]:
        """All edges together."""
        everything = np.ones(self.times.numbers, np.bool_)
        return self.times.rows(everything, self.last - seconds + 1, self.last)


def main() -> None:
    """Both ways, the same traffic."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes instead of an hour")
    seconds = PLAIN_SECONDS if parser.parse_args().quick else 3_600
    run = Run(seconds)
    times, per_second = run.times, PER_SECOND * len(MEASURES)
    lists_mb = (sys.getsizeof((0, 0.0)) + 8 + 24) * per_second * seconds / 1e6
    known = int((run.whole(seconds).sum(axis=1) > 0).sum())
    print(f"{EDGES} edges, {PER_SECOND:,} messages/s, {seconds:,} s    ours    plain")
    print(f"{'kept, MB':40}{times.size / 1e6:8.0f} {lists_mb:8.0f}")
    ours, plain = run.ours_s / seconds * 1000, run.plain_s / PLAIN_SECONDS * 1000
    print(f"{'noting a second, CPU ms':40}{ours:8.1f} {plain:8.1f}")
    print(f"{'a minute of every edge, ms':40}{cost(run.labels):8.1f} {cost(run.plain_labels):8.1f}")
    print(f"{'a chart of one edge moves on, ms':40}{cost(run.moves_on):8.1f}")
    print(f"{'a chart of all reads two minutes, ms':40}{cost(run.catches_up):8.1f}")
    print(
        f"{known:,} of {seconds:,} s known in {times.cells:,} cells, up to {times.coarsest} s each"
    )
    verdict = "met" if times.size / 1e6 <= TARGET_MB else "missed"
    print(f"target: an hour takes at most {TARGET_MB:.0f} MB: {verdict}")


if __name__ == "__main__":
    main()
