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
AT_ONCE = 256
"""So many curves are measured together: all that this needs stays in the processor's cache."""
_PORT_STEP = 9.0
_PORT_MARGIN = 9.0


def ports(layout: Layout) -> Numbers:
    """Where each edge leaves and enters: x, y, and the way out (-1 left, 1 right), per end.

    Along one side of a box edges stand in such an order that they do not cross there.
    """
    if not layout.edges:
        return np.zeros((0, 2, 3))
    number = {slot: i for i, slot in enumerate(layout.places)}
    places = [(p.x, p.y, p.width / 2, p.column) for p in layout.places.values()]
    x, y, half, column = np.array(places).T
    ends = np.array([(number[a], number[b]) for a, b in layout.edges.values()])
    mine, other = ends.ravel(), ends[:, ::-1].ravel()
    apart = column[mine] != column[other]
    way = np.where(apart & (x[other] > x[mine]), 1.0, -1.0)  # within a column an arc on the left
    side = 2 * mine + (way > 0)
    first = np.where(apart, 0, np.where(y[other] < y[mine], -1, 1))
    order = np.lexsort((np.where(apart, y[other], -y[other]), first, side))
    room = np.array(HEIGHTS)[column[mine].astype(np.int64)] - 2 * _PORT_MARGIN
    found = np.stack((x[mine] + way * half[mine], y[mine], way), axis=1)
    found[order, 1] += _beside(side[order], room[order])
    return found.reshape(-1, 2, 3)


def _beside(sides: NDArray[np.int64], room: Numbers) -> Numbers:
    """How far from its middle each of the ends at a side is; those of a side follow each other."""
    begins = np.flatnonzero(np.concatenate(([True], sides[1:] != sides[:-1])))
    counts = np.diff(np.append(begins, len(sides)))
    many = np.repeat(counts, counts)
    step = np.minimum(_PORT_STEP, room / np.maximum(many - 1, 1))
    turn = np.arange(len(sides)) - np.repeat(begins, counts)
    found: Numbers = step * turn - step * (many - 1) / 2
    return found


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
    points, lengths = np.empty((len(controls), SAMPLES, 2)), np.empty(len(controls))
    for first in range(0, len(controls), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        points[part], lengths[part] = _sampled(controls[part])
    return points, lengths


def _sampled(controls: Numbers) -> tuple[Numbers, Numbers]:
    fine = bezier(controls, np.linspace(0.0, 1.0, _FINE))
    rows = np.arange(len(fine))[:, None]
    along = np.zeros((len(fine), _FINE))
    steps = np.diff(fine, axis=1)
    np.cumsum(np.hypot(steps[..., 0], steps[..., 1]), axis=1, out=along[:, 1:])
    lengths = along[:, -1].copy()
    share = np.linspace(0.0, 1.0, SAMPLES)
    reached = np.ceil(along[:, 1:-1] * ((SAMPLES - 1) / np.maximum(lengths, 1e-9))[:, None])
    first = np.minimum(reached, SAMPLES - 1).astype(np.int64) + rows * SAMPLES
    passed = np.bincount(first.ravel(), minlength=len(fine) * SAMPLES).reshape(-1, SAMPLES)
    index = (passed.cumsum(axis=1) + rows * _FINE).ravel()
    before, after = along.ravel()[index], along.ravel()[index + 1]
    beyond = (lengths[:, None] * share).ravel() - before
    part = (beyond / np.maximum(after - before, 1e-9))[:, None]
    corners = fine.reshape(-1, 2)
    points = corners[index] * (1 - part) + corners[index + 1] * part
    return points.reshape(-1, SAMPLES, 2), lengths


def bezier(controls: Numbers, at: Numbers) -> Numbers:
    """The points of cubic curves at the given parameters."""
    weights = ((1 - at) ** 3, 3 * (1 - at) ** 2 * at, 3 * (1 - at) * at**2, at**3)
    found: Numbers = np.matmul(np.stack(weights, axis=1), controls)
    return found


def box_edges(slots: Sequence[Slot], layout: Layout) -> Numbers:
    """Left, top, right and bottom of the boxes of `slots`."""
    places = [layout.places[slot] for slot in slots]
    at = np.array([(place.x, place.y) for place in places]).reshape(-1, 2)
    half = np.array([(place.width / 2, place.height / 2) for place in places]).reshape(-1, 2)
    boxes: Numbers = np.hstack((at - half, at + half))
    return boxes
