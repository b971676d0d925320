"""Charts that stay, 24 with 192 lines of an hour: what moving on, zooming and panning cost the window.

Prints for each kind of step how long the window is busy with it at a time (median and worst of the milliseconds between
two looks at its events), and how long it takes until every picture is sharp again. Run it with
`QT_QPA_PLATFORM=offscreen` or on a screen; `--quick` measures less.
"""

import argparse
from collections.abc import Callable
from statistics import median
from time import thread_time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from core.counters import HISTORY_SECONDS
from core.selection import LINES
from gui import theme
from gui.charts.board import MOST
from gui.charts.stretch import Stretch
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW, Recording

SIZE = (1900, 1000)
IDLE_MS = 0.2
"""Whoever looks at events for no longer had nothing to do."""


class Busy:
    """Services that publish, each with a counter that moves for every line."""

    def __init__(self, charts: int, steps: int) -> None:
        self.recording = Recording()
        edges = [
            self.recording.edge("publish", f"service:s{number}", f"exchange:e{number}")
            for number in range(charts)
        ]
        rings = self.recording.graph.tally.rings
        for edge in edges:
            edge.counters.update({c: rings.allocate() for c in LINES if c not in edge.counters})
        self._ids = np.array([edge.counters[c] for edge in edges for c in LINES])
        self._values = noise(HISTORY_SECONDS + steps, len(self._ids))
        self._seconds = 0
        for _ in range(HISTORY_SECONDS):
            self.second()

    def second(self) -> None:
        """One poll more."""
        at = NOW - HISTORY_SECONDS + 1 + self._seconds
        self.recording.graph.tally.rings.put(self._ids, self._values[self._seconds], at - 1, at)
        self.recording.at = float(at)
        self.recording.graph.values += 1
        self._seconds += 1


def noise(seconds: int, lines: int) -> NDArray[np.float64]:
    """Rates that go up and down all the time: the worst case for a rasterizer."""
    steps = np.random.default_rng(7).normal(0.0, 1.0, (seconds, lines)).cumsum(axis=0)
    return np.asarray(120.0 + 100.0 * np.sin(steps / 9.0), dtype=np.float64)


def board(busy: Busy, charts: int) -> ChartsView:
    """The view with all of them pinned, and everything read."""
    view = ChartsView(busy.recording)
    view.resize(*SIZE)
    view.show()
    for number in range(charts):
        view.halves.pin(("publish", f"service:s{number}", f"exchange:e{number}"))
    view.board.charts[0].add(None)
    view.show_range(HISTORY_SECONDS)
    settle(view)
    return view


def settle(view: ChartsView) -> list[float]:
    """Let the window work until every chart is drawn; how long it was busy each time."""
    drawn = view.statistics().draws
    view.refresh()
    busy = []
    while view.is_behind or view.statistics().draws == drawn:
        busy.append(look_at_events())
    return busy


def look_at_events() -> float:
    """Milliseconds from the next event until the window can look at another."""
    begun = thread_time()
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 100)
    return (thread_time() - begun) * 1000


def measured(view: ChartsView, steps: int, step: Callable[[int], None]) -> None:
    """Print what a kind of step costs."""
    at_a_time, until_sharp = [], []
    for number in range(steps):
        step(number)
        busy = settle(view)
        at_a_time += [one for one in busy if one > IDLE_MS]
        until_sharp.append(sum(busy))
    print(
        f"{step.__name__:8} {median(at_a_time):8.1f} {max(at_a_time):8.1f} "
        f"{median(until_sharp):10.1f} {max(until_sharp):8.1f}"
    )


def measure(charts: int, steps: int) -> None:
    """Measure all kinds of steps."""
    busy = Busy(charts, steps)
    view = board(busy, charts)

    def second(_: int) -> None:
        busy.second()

    def zoom(number: int) -> None:
        factor = 0.95 if number < steps / 2 else 1 / 0.95
        view.look(Stretch(max(view.lead.stretch.oldest * factor, -HISTORY_SECONDS), 0.0))

    def pan(number: int) -> None:
        view.look(view.lead.stretch.moved(-20.0 if number < steps / 2 else 20.0))

    print(f"{charts} charts, {charts * len(LINES)} lines, {HISTORY_SECONDS} s")
    print(f"{'step':8} {'busy ms':>8} {'worst':>8} {'sharp ms':>10} {'worst':>8}")
    measured(view, steps, second)
    measured(view, steps, zoom)
    view.look(Stretch(-1800.0, -600.0))
    settle(view)
    measured(view, steps, pan)
    view.close()


def main() -> None:
    """Measure as many as the board takes, or a few."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer charts and steps")
    quick = parser.parse_args().quick
    application = QApplication([])
    theme.apply(application)
    measure(*((3, 4) if quick else (MOST, 20)))


if __name__ == "__main__":
    main()
