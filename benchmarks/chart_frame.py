"""One live frame of a chart, ours beside stock pyqtgraph: a new second arrives and all is shown.

Prints the median milliseconds of both, how many times faster ours is, and what a step of zoom costs. Run it with
`QT_QPA_PLATFORM=offscreen` or on a screen; `--quick` measures less.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from core.counters import Ids, Numbers, Rings
from core.topology_log import Entry
from gui import theme
from gui.charts.band_paint import Band
from gui.charts.curves import CurvesItem
from gui.charts.geometry import Scope
from gui.charts.looks import Look, Marker
from gui.charts.marks import Mark
from gui.charts.readout import Readout, Row
from gui.charts.strip import Picture
from gui.charts.trail import Trail

SIZE = (1200, 600)
TOP = 250.0
MARKERS: tuple[Marker, ...] = ("dot", "ring", "square", "up", "diamond", "down")
NOW = 1_700_000_000


def traffic(series: int, seconds: int) -> Numbers:
    """Noisy rates, a row a second: the worst case for a rasterizer."""
    noise = np.random.default_rng(7).normal(0.0, 1.0, (seconds, series)).cumsum(axis=0)
    return np.asarray(120.0 + 100.0 * np.sin(noise / 9.0), dtype=np.float64)


def colours(series: int) -> list[QColor]:
    """Colours that can be told apart."""
    return [QColor.fromHsvF(number / series, 0.6, 0.9) for number in range(series)]


def shown_plot(seconds: int) -> Any:
    """An empty plot on screen."""
    widget = pg.PlotWidget()
    widget.resize(*SIZE)
    widget.getPlotItem().hideButtons()
    widget.getViewBox().disableAutoRange()
    widget.setXRange(-seconds, 0, padding=0)
    widget.setYRange(0, TOP, padding=0)
    widget.show()
    QApplication.processEvents()
    return widget


def stock(series: int, seconds: int, frames: int) -> float:
    """A PlotDataItem a line, `setData` of the whole window each frame."""
    widget = shown_plot(seconds)
    values = traffic(series, seconds + frames)
    items = [widget.plot(pen=pg.mkPen(colour)) for colour in colours(series)]
    x = np.arange(-seconds + 1, 1, dtype=np.float64)

    def frame(number: int) -> None:
        window = values[number : number + seconds]
        for item, column in zip(items, window.T, strict=True):
            item.setData(x, column)
        widget.viewport().repaint()

    return timed(frame, frames, widget)


def ours(series: int, seconds: int, frames: int) -> tuple[float, float]:
    """The strip, live and zoomed: a live second scrolls the picture, a zoom draws all of it.

    With marks of changes, bands and the cursor upon it, as in the window.
    """
    widget = shown_plot(seconds)
    values = traffic(series, seconds + frames)
    rings = Rings()
    ids = np.array([rings.allocate() for _ in range(series)], dtype=np.int64)
    for row in range(seconds):
        second = NOW - seconds + 1 + row
        rings.put(ids, values[row], second - 1, second)
    trail = Trail()
    trail.follow(rings, {str(number): ids[number : number + 1] for number in range(series)})
    while trail.is_behind(seconds):
        trail.catch_up(NOW, seconds)
    item = CurvesItem(widget.getViewBox(), QFont())
    item.theme = theme.current()
    area = widget.getViewBox().rect()
    item.set_area(area)
    scope = Scope(int(area.width()), int(area.height()), -seconds, 0.0, TOP)
    looks = tuple(
        Look(str(number), colour, MARKERS[number % len(MARKERS)])
        for number, colour in enumerate(colours(series))
    )
    picture = Picture(scope, looks, theme.current().panel)
    item.strip.draw(trail, NOW, picture, None)

    adorn(item, looks)

    def frame(number: int) -> None:
        now = NOW + number + 1
        record(rings, ids, values[seconds + number], now)
        changed = trail.catch_up(now, seconds)
        item.strip.draw(trail, now, picture, changed)
        item.update()
        QApplication.processEvents()

    def zoom(number: int) -> None:
        nearer = replace(scope, oldest=-seconds * (0.99 - 0.01 * number))
        item.strip.draw(trail, NOW + frames, replace(picture, scope=nearer), None)
        item.update()
        QApplication.processEvents()

    return timed(frame, frames), timed(zoom, frames, widget)


def adorn(item: CurvesItem, looks: tuple[Look, ...]) -> None:
    """What else a plot shows: changes of the broker, limits, and all values at the cursor."""
    entry = Entry(NOW, "appeared", "queue", "payments.q")
    item.marks = tuple(Mark(60.0 * n, (entry,)) for n in range(15))
    item.bands = (Band(80.0, "ready above 200", True), Band(300.0, "publish above 90", False))
    item.readout = Readout(600.0, "now", tuple(Row(look, "120/s", 200.0) for look in looks))


def record(rings: Rings, ids: Ids, values: Numbers, second: int) -> None:
    """One poll."""
    rings.put(ids, values, second - 1, second)


def timed(frame: Callable[[int], None], frames: int, widget: Any = None) -> float:
    """The median of all frames, in milliseconds."""
    costs = []
    for number in range(frames):
        begun = perf_counter()
        frame(number)
        costs.append((perf_counter() - begun) * 1000)
    if widget is not None:
        widget.close()
    return median(costs)


def main() -> None:
    """Measure all sizes in one run, both techniques in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer frames and sizes")
    quick = parser.parse_args().quick
    application = QApplication([])
    theme.apply(application)
    sizes = (
        [(6, 600), (50, 600)]
        if quick
        else [(series, seconds) for seconds in (600, 3600) for series in (6, 10, 50, 200)]
    )
    frames = 10 if quick else 40
    print(
        f"{'series':>6} {'points':>6} {'stock ms':>9} {'ours ms':>8} {'faster':>7} {'zoom ms':>8}"
    )
    for series, seconds in sizes:
        theirs = stock(series, seconds, frames)
        own, zoomed = ours(series, seconds, frames)
        ratio = f"{theirs / own:6.1f}x"
        print(f"{series:6} {seconds:6} {theirs:9.2f} {own:8.2f} {ratio} {zoomed:8.2f}")


if __name__ == "__main__":
    main()
