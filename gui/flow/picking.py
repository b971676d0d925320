"""What lies under the pointer."""

import numpy as np
from PySide6.QtCore import QPointF

from gui.flow.labels import Label
from gui.flow.scene import Scene, Selection

REACH = 7.0
"""How near to an edge the pointer must be, in pixels on screen."""


def picked(scene: Scene, at: QPointF, zoom: float, labels: dict[int, Label]) -> Selection:
    """The node, or else the edge, at a point of the plane."""
    slot = slot_at(scene, at)
    if slot is not None:
        return scene.slots[slot][0]
    edge = _label_at(labels, at)
    if edge is None:
        edge = edge_at(scene, at, REACH / zoom)
    return None if edge is None else scene.keys[edge]


def slot_at(scene: Scene, at: QPointF) -> int | None:
    """The node whose box holds a point; what is pinned lies above."""
    boxes, pins = scene.boxes, scene.layout.pins
    inside = (boxes[:, 0] <= at.x()) & (at.x() <= boxes[:, 2])
    inside &= (boxes[:, 1] <= at.y()) & (at.y() <= boxes[:, 3])
    found = sorted(np.flatnonzero(inside).tolist(), key=lambda i: scene.slots[i] in pins)
    return found[-1] if found else None


def edge_at(scene: Scene, at: QPointF, reach: float) -> int | None:
    """The edge that passes nearest to a point, if it is within reach."""
    point = np.array((at.x(), at.y()))
    near = np.flatnonzero(
        (scene.controls.min(axis=1) - reach <= point).all(axis=1)
        & (scene.controls.max(axis=1) + reach >= point).all(axis=1)
    )
    if not len(near):
        return None
    start, stop = scene.points[near, :-1], scene.points[near, 1:]
    step = stop - start
    along = ((point - start) * step).sum(axis=2) / np.maximum((step**2).sum(axis=2), 1e-9)
    foot = start + step * np.clip(along, 0.0, 1.0)[:, :, None]
    distance = np.hypot(*np.moveaxis(point - foot, 2, 0)).min(axis=1)
    best = int(distance.argmin())
    return int(near[best]) if distance[best] <= reach else None


def _label_at(labels: dict[int, Label], at: QPointF) -> int | None:
    for edge, label in labels.items():
        left, top, right, bottom = label.box
        if left <= at.x() <= right and top <= at.y() <= bottom:
            return edge
    return None
