"""Edges as smooth curves that stay between the columns and never cross a box."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.layout import HEIGHTS, Layout
from core.ordering import Slot

Numbers = NDArray[np.float64]

SAMPLES = 33
"""Points along each curve, equally far apart."""
_FINE = 48
_PORT_STEP = 9.0
_PORT_MARGIN = 9.0


def ports(layout: Layout) -> Numbers:
    """Where each edge leaves and enters: x, y, and the way out (-1 left, 1 right), per end."""
    sides: dict[tuple[Slot, int], list[tuple[tuple[int, float], int, int]]] = {}
    found = np.zeros((len(layout.edges), 2, 3))
    for number, ends in enumerate(layout.edges.values()):
        for end in (0, 1):
            way = _way(layout, ends[end], ends[1 - end])
            rank = _rank(layout, ends[end], ends[1 - end])
            sides.setdefault((ends[end], way), []).append((rank, number, end))
    for (slot, way), touching in sides.items():
        place = layout.places[slot]
        x = place.x + way * place.width / 2
        room = HEIGHTS[slot[1]] - 2 * _PORT_MARGIN
        step = min(_PORT_STEP, room / max(len(touching) - 1, 1))
        first = place.y - step * (len(touching) - 1) / 2
        for i, (_, number, end) in enumerate(sorted(touching)):
            found[number, end] = (x, first + i * step, way)
    return found


def _way(layout: Layout, slot: Slot, other: Slot) -> int:
    """On which side of its box an edge ends; within a column it is an arc on the left."""
    return 1 if slot[1] != other[1] and layout.places[other].x > layout.places[slot].x else -1


def _rank(layout: Layout, slot: Slot, other: Slot) -> tuple[int, float]:
    """The order of edges along one side of a box, such that they do not cross there."""
    mine, its = layout.places[slot].y, layout.places[other].y
    if slot[1] != other[1]:
        return (0, its)
    return (-1, -its) if its < mine else (1, -its)


def controls(ends: Numbers, gap: float) -> Numbers:
    """The four control points of each edge's cubic curve, from its ports: shape (edges, 4, 2)."""
    start, stop = ends[:, 0], ends[:, 1]
    apart = np.abs(stop[:, 0] - start[:, 0])
    arc = np.minimum(30.0 + 0.16 * np.abs(stop[:, 1] - start[:, 1]), 0.8 * gap)
    reach = np.where(apart < 1.0, arc, 0.5 * apart)
    found = np.empty((len(ends), 4, 2))
    found[:, 0], found[:, 3] = start[:, :2], stop[:, :2]
    found[:, 1], found[:, 2] = start[:, :2], stop[:, :2]
    found[:, 1, 0] += start[:, 2] * reach
    found[:, 2, 0] += stop[:, 2] * reach
    return found


def sampled(controls: Numbers) -> tuple[Numbers, Numbers]:
    """Points equally far apart along each curve, shape (edges, SAMPLES, 2), and the lengths."""
    fine = bezier(controls, np.linspace(0.0, 1.0, _FINE))
    steps = np.hypot(*np.moveaxis(np.diff(fine, axis=1), 2, 0))
    along = np.concatenate((np.zeros((len(fine), 1)), np.cumsum(steps, axis=1)), axis=1)
    lengths = along[:, -1].copy()
    wanted = lengths[:, None] * np.linspace(0.0, 1.0, SAMPLES)
    index = (along[:, None, 1:-1] <= wanted[:, :, None]).sum(axis=2)
    rows = np.arange(len(fine))[:, None]
    before, after = along[rows, index], along[rows, index + 1]
    share = ((wanted - before) / np.maximum(after - before, 1e-9))[:, :, None]
    points = fine[rows, index] * (1 - share) + fine[rows, index + 1] * share
    return points, lengths


def bezier(controls: Numbers, at: Numbers) -> Numbers:
    """The points of cubic curves at the given parameters."""
    t = at[None, :, None]
    a, b, c, d = (controls[:, None, i] for i in range(4))
    found: Numbers = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return found


def box_edges(slots: Sequence[Slot], layout: Layout) -> Numbers:
    """Left, top, right and bottom of the boxes of `slots`."""
    places = [layout.places[slot] for slot in slots]
    at = np.array([(place.x, place.y) for place in places]).reshape(-1, 2)
    half = np.array([(place.width / 2, place.height / 2) for place in places]).reshape(-1, 2)
    boxes: Numbers = np.hstack((at - half, at + half))
    return boxes
