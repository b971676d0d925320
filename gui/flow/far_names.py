"""Names where boxes are too low for them: as many as fit, of what matters most.

Every name has the same small letters on screen; whoever stands too near to a name that is there
already goes without.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gui.flow.lettering import elided, font
from gui.flow.node_paint import BOLD, FAR
from gui.flow.scene import Numbers
from gui.theme import faded

if TYPE_CHECKING:
    from gui.flow.static_layer import Shot

_SIZE, _LINE = 9.0, 11.5
"""Pixels on screen of the letters, and of a line with air."""
_NARROWEST = 34.0
"""Pixels of a box in which no name can be told any more."""
_INSET = 3.0
_DIM = 0.35


def draw_far_names(painter: QPainter, shot: "Shot", lit: NDArray[np.bool_]) -> Iterator[None]:
    """Write them above the boxes, if boxes do not carry them themselves."""
    if shot.camera.zoom >= FAR:
        return
    boxes, camera = _on_screen(shot), shot.camera
    slots = told(shot, lit, boxes)
    yield
    painter.scale(1 / camera.zoom, 1 / camera.zoom)
    painter.translate(-camera.x, -camera.y)
    for slot in slots:
        left, top, right, bottom = boxes[slot].tolist()
        _write(painter, shot, slot, QRectF(left, top, right - left, bottom - top), bool(lit[slot]))
        yield
    painter.translate(camera.x, camera.y)
    painter.scale(camera.zoom, camera.zoom)


def told(shot: "Shot", lit: NDArray[np.bool_], boxes: Numbers) -> list[int]:
    """Whose names there is room for: the selected, the troubled, what is lit, then the busiest."""
    line, columns = _LINE * shot.letters, shot.scene.columns
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    wide = boxes[:, 2] - boxes[:, 0] >= _NARROWEST
    seen = wide & (middles >= 0) & (middles <= shot.size.height())
    found, taken = [], dict[tuple[int, int], float]()
    for slot in _ranked(shot, lit, np.flatnonzero(seen)):
        middle, column = float(middles[slot]), int(columns[slot])
        at = int(middle // line)
        beside = (taken.get((column, at + step), -line) for step in (-1, 0, 1))
        if all(abs(middle - other) >= line for other in beside):
            taken[column, at] = middle
            found.append(slot)
    return found


def _ranked(shot: "Shot", lit: NDArray[np.bool_], slots: NDArray[np.int64]) -> list[int]:
    scene = shot.scene
    chosen = (shot.lights, shot.selection, shot.pointed)
    passing, matters = np.zeros(len(scene.slots)), np.zeros(len(scene.slots))
    if len(scene.keys):
        np.add.at(passing, scene.ends.ravel(), np.repeat(np.nan_to_num(scene.flows.passing), 2))
    matters[lit] += 1
    matters[list(scene.troubled_slots)] += 2
    matters[[slot for slot in slots.tolist() if scene.slots[slot][0] in chosen]] += 4
    order: list[int] = slots[np.lexsort((-passing[slots], -matters[slots]))].tolist()
    return order


def _on_screen(shot: "Shot") -> Numbers:
    camera = shot.camera
    shift = (camera.x, camera.y, camera.x, camera.y)
    boxes: Numbers = shot.scene.boxes * camera.zoom + np.array(shift)
    return boxes


def _write(painter: QPainter, shot: "Shot", slot: int, box: QRectF, is_lit: bool) -> None:
    size = round(_SIZE * shot.letters)
    name = elided(shot.scene.nodes[slot].name, int(box.width() - 2 * _INSET), size, BOLD)
    colour = shot.theme.text if is_lit else faded(shot.theme.text, _DIM)
    painter.setFont(font(size, BOLD))
    painter.setPen(colour)
    painter.drawText(QPointF(box.left() + _INSET, box.center().y() + 0.36 * size), name)
