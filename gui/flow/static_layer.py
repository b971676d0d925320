"""All that stands still, drawn into a pixmap in short slices and shown when it is complete.

The picture stays up while the next one is drawn behind it; a camera that moves meanwhile shifts
and scales the finished one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.flow.camera import Camera
from gui.flow.edge_paint import BACKWARDS, curve, draw_head, draw_label, pen
from gui.flow.far_names import draw_far_names
from gui.flow.found_paint import draw_found
from gui.flow.labels import Label
from gui.flow.node_paint import Face, draw_node, is_near
from gui.flow.placing import Placing
from gui.flow.scene import Keys, Scene, Selection
from gui.flow.trouble_mark import EDGE_MARK, draw_trouble_mark, trouble_size
from gui.theme import Theme, mixed

SLICE = 0.003
"""Seconds that one slice of drawing takes, nearly."""
_REACH = 12.0
_DONE = object()


@dataclass(frozen=True)
class Shot:
    """Everything that decides what the picture looks like."""

    scene: Scene
    placing: Placing
    camera: Camera
    theme: Theme
    size: QSize
    ratio: float
    selection: Selection
    pointed: Selection = None
    found: Keys | None = None
    dwelt: Selection = None
    """What is looked at: everything else is faded, unless something is selected."""
    lifted: int | None = None
    """A node that is being dragged: it is drawn anew in every frame, with its edges."""

    letters: float = 1.0
    """How much larger than usual they are."""

    @property
    def lights(self) -> Selection:
        """Whose path is not faded."""
        return self.selection if self.selection is not None else self.dwelt


@dataclass
class Picture:
    """A finished drawing, and what is where in it."""

    shot: Shot
    pixmap: QPixmap
    lit: NDArray[np.bool_]
    """Edges that belong to the selected path."""
    labels: dict[int, Label] = field(default_factory=dict)
    """What is written, by edge."""
    marks: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Left, top, right and bottom of what marks the troubles of edges."""

    def covering(self) -> Iterator[Sequence[float]]:
        """The same of all that dots pass beneath: boxes, labels and marks."""
        yield from self.shot.scene.boxes.tolist()
        yield from (label.box for label in self.labels.values())
        yield from self.marks


class StaticLayer:
    """The picture that is shown and the one that is being drawn."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.slices = 0
        self.longest_slice = 0.0
        self._work: Iterator[None] | None = None
        self._next: Picture | None = None
        self._spare: QPixmap | None = None

    @property
    def busy(self) -> bool:
        """Whether a picture is being drawn."""
        return self._work is not None

    def start(self, shot: Shot) -> None:
        """Begin with a new picture."""
        lit_slots, lit = shot.scene.lit(shot.lights, shot.found)
        self._next = Picture(shot, self._blank(shot), lit)
        self._work = _drawing(self._next, lit_slots)

    def draw_slice(self, seconds: float = SLICE) -> bool:
        """Go on drawing for a moment; True when the picture has just been finished."""
        if self._work is None:
            return False
        begun = perf_counter()
        finished = False
        while not finished and perf_counter() - begun < seconds:
            finished = next(self._work, _DONE) is _DONE
        self.slices += 1
        self.longest_slice = max(self.longest_slice, perf_counter() - begun)
        if finished:
            self._spare = self.picture.pixmap if self.picture is not None else None
            self.picture, self._next, self._work = self._next, None, None
        return finished

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """The picture, where a camera sees it that may have moved since."""
        if self.picture is None:
            return
        drawn = self.picture.shot.camera
        painter.save()
        if drawn != camera:
            scale = camera.zoom / drawn.zoom
            painter.translate(camera.x - drawn.x * scale, camera.y - drawn.y * scale)
            painter.scale(scale, scale)
        painter.drawPixmap(0, 0, self.picture.pixmap)
        painter.restore()

    def _blank(self, shot: Shot) -> QPixmap:
        size = shot.size * shot.ratio
        spare, self._spare = self._spare, None
        if spare is None or spare.size() != size:
            spare = QPixmap(size)
        spare.setDevicePixelRatio(shot.ratio)
        return spare


def _drawing(picture: Picture, lit_slots: NDArray[np.bool_]) -> Iterator[None]:
    """Draw a picture; every step is short."""
    picture.pixmap.fill(picture.shot.theme.window)
    painter = QPainter(picture.pixmap)
    try:
        yield from draw_steps(painter, picture, lit_slots)
    finally:
        painter.end()


def draw_steps(painter: QPainter, picture: Picture, lit_slots: NDArray[np.bool_]) -> Iterator[None]:
    """Draw what stands still onto any painter; every step is short."""
    shot = picture.shot
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_lanes(painter, shot)
    yield
    painter.translate(shot.camera.x, shot.camera.y)
    painter.scale(shot.camera.zoom, shot.camera.zoom)
    window = _window(shot)
    seen = _edges_seen(shot.scene, window)
    if shot.lifted is not None:
        moving = set(shot.scene.touching(shot.lifted).tolist())
        seen = [edge for edge in seen if edge not in moving]
    yield from _draw_edges(painter, picture, seen)
    yield from draw_found(painter, shot, window)
    yield from _draw_nodes(painter, shot, lit_slots, window)
    yield from draw_far_names(painter, shot, lit_slots)
    yield from _draw_labels(painter, picture, seen)
    yield from _draw_marks(painter, picture, seen)


def _window(shot: Shot) -> tuple[float, float, float, float]:
    """What part of the plane is seen."""
    camera = shot.camera
    left, top = -camera.x / camera.zoom, -camera.y / camera.zoom
    right = left + shot.size.width() / camera.zoom
    bottom = top + shot.size.height() / camera.zoom
    return (left - _REACH, top - _REACH, right + _REACH, bottom + _REACH)


def _edges_seen(scene: Scene, window: tuple[float, float, float, float]) -> list[int]:
    """The edges in sight, idle ones first, so that busy ones lie on top."""
    if not scene.keys:
        return []
    low, high = scene.controls.min(axis=1), scene.controls.max(axis=1)
    left, top, right, bottom = window
    seen = (low[:, 0] < right) & (high[:, 0] > left) & (low[:, 1] < bottom) & (high[:, 1] > top)
    rates = np.nan_to_num(scene.flows.passing)
    order = np.argsort(rates, kind="stable")
    found: list[int] = order[seen[order]].tolist()
    return found


def _draw_lanes(painter: QPainter, shot: Shot) -> None:
    """A faint lane behind each column."""
    colour = mixed(shot.theme.window, shot.theme.grid, 0.5)
    layout = shot.scene.layout
    for column in layout.columns:
        half = (layout.widths[column] / 2 + 10.0) * shot.camera.zoom
        x = layout.middles[column] * shot.camera.zoom + shot.camera.x
        painter.fillRect(QRectF(x - half, 0.0, 2 * half, shot.size.height()), colour)


def _draw_edges(painter: QPainter, picture: Picture, seen: list[int]) -> Iterator[None]:
    shot, scene = picture.shot, picture.shot.scene
    thinner = min(1.0, max(shot.camera.zoom, 0.1) ** 0.5) / shot.camera.zoom
    ordered = sorted(seen, key=lambda edge: bool(picture.lit[edge]))
    for edge in ordered:
        kind, rate = scene.edges[edge].kind, float(scene.flows.passing[edge])
        strong = shot.lights is not None or shot.found is not None
        trouble = scene.troubled_edges.get(edge)
        with_pen = pen(shot.theme, kind, rate, not picture.lit[edge], strong, trouble)
        if shot.camera.zoom < 1.0:
            with_pen.setWidthF(with_pen.widthF() * thinner)
        painter.strokePath(curve(scene.controls[edge]), with_pen)
        if kind in BACKWARDS:
            draw_head(painter, scene.controls[edge], with_pen.color())
        yield


def _draw_nodes(
    painter: QPainter,
    shot: Shot,
    lit: NDArray[np.bool_],
    window: tuple[float, float, float, float],
) -> Iterator[None]:
    scene = shot.scene
    left, top, right, bottom = window
    pins = scene.layout.pins
    boxes = sorted(enumerate(scene.boxes.tolist()), key=lambda one: scene.slots[one[0]] in pins)
    for slot, box in boxes:
        if (
            slot == shot.lifted
            or box[0] > right
            or box[2] < left
            or box[1] > bottom
            or box[3] < top
        ):
            continue
        face = face_of(scene, slot, shot.camera.zoom, shot.letters)
        face = replace(face, pinned=scene.slots[slot] in pins, dimmed=not lit[slot])
        area = QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])
        draw_node(painter, shot.theme, scene.nodes[slot], face, area, shot.camera.zoom)
        yield


def face_of(scene: Scene, slot: int, zoom: float, letters: float) -> Face:
    """What a node shows at a scale, in such letters."""
    through, all_known = scene.through(slot) if is_near(zoom, letters) else (None, True)
    trouble = scene.troubled_slots.get(slot)
    return Face(scene.slots[slot][1], through, all_known, trouble=trouble, letters=letters)


def _draw_marks(painter: QPainter, picture: Picture, seen: list[int]) -> Iterator[None]:
    """The troubles of edges, above everything else: where each edge ends."""
    shot, scene = picture.shot, picture.shot.scene
    for edge in seen:
        trouble = scene.troubled_edges.get(edge)
        if trouble is not None:
            side = EDGE_MARK * trouble_size(shot.camera.zoom)
            before, end = scene.controls[edge, 2:].tolist()
            way = 1.0 if end[0] > before[0] else -1.0
            middle = QPointF(end[0] - 0.3 * way * side, end[1])  # clear of the name in the box
            draw_trouble_mark(painter, shot.theme, trouble, middle, side)
            left, top = middle.x() - side / 2, middle.y() - side / 2
            picture.marks.append((left, top, left + side, top + side))
            yield


def _draw_labels(painter: QPainter, picture: Picture, seen: list[int]) -> Iterator[None]:
    shot, scene = picture.shot, picture.shot.scene
    ranked = shot.placing.ranked(seen, _favour(picture))
    yield
    for label in shot.placing.labels(ranked, shot.camera.zoom / shot.letters):
        if label is not None:
            dimmed = not picture.lit[label.edge]
            draw_label(painter, shot.theme, label, scene.edges[label.edge].kind, dimmed)
            picture.labels[label.edge] = label
        yield


def _favour(picture: Picture) -> NDArray[np.int64]:
    """Whose numbers matter most: what is pointed at or selected, then what belongs to it."""
    shot = picture.shot
    favour = picture.lit.astype(np.int64)
    for number, key in enumerate(shot.scene.keys):
        if key in (shot.pointed, shot.selection) or shot.selection in key[1:]:
            favour[number] = 2
    return favour
