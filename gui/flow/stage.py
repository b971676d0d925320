"""The picture of one graph: the still part, the moving dots, and what is marked in it."""

from math import inf
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter

from core.graph import EdgeKey, FlowGraph
from core.ordering import Slot
from core.pins import Pins
from gui.flow.arranging import Arranging
from gui.flow.camera import LEGEND_APART, Camera, fitted, near, rect, room
from gui.flow.dots import Cover, DotPainter
from gui.flow.frame_paint import draw_legend, draw_titles, legend_height
from gui.flow.label_choice import Choice, legend_of
from gui.flow.labelling import Labelling
from gui.flow.labels import Label
from gui.flow.lettering import letters_in
from gui.flow.lifted import Lifted
from gui.flow.node_paint import FAR
from gui.flow.overlay import draw_foreseen, draw_marked
from gui.flow.particles import Particles
from gui.flow.picking import picked
from gui.flow.placing import Placing
from gui.flow.recalled import Known
from gui.flow.scene import Keys, Scene, Selection
from gui.flow.sprites import Sprites
from gui.flow.static_layer import Shot, StaticLayer
from gui.theme import Theme

_FORESEEN = 60
"""So many edges are marked at once; they are drawn in every frame."""


class Stage:
    """Everything between a graph and the pixels of a view."""

    def __init__(
        self, graph: FlowGraph, theme: Theme, labelling: Labelling | None = None, past: Known = None
    ) -> None:
        self.graph = graph
        self.arranging = Arranging(graph, past)
        self.theme = theme
        self.labelling = labelling or Labelling()
        self.camera = Camera()
        self.size, self.ratio, self.letters = QSize(0, 0), 1.0, 1.0
        self.layer, self.particles, self.dots = StaticLayer(), Particles(), DotPainter()
        self.selection: Selection = None
        self.pointed: Selection = None
        self.dwelt: Selection = None
        """What the pointer has rested on for a moment."""
        self.foreseen: frozenset[EdgeKey] = frozenset()
        self._ahead: list[int] = []
        """The edges that are foreseen, by number, as far as they are in the picture."""
        self.found: Keys | None = None
        """What a search has found; None while nothing is sought."""
        self.stale = False
        """What the still picture shows is not what it should show."""
        self.lifted: Lifted | None = None
        """What is being dragged."""
        self._sprites: tuple[Sprites, Theme, Camera, float] | None = None
        self._made_last = False
        self._show(self.arranging.scene)
        self.arranging.begin()
        self._make_at_once()

    @property
    def is_beginning(self) -> bool:
        """Nothing is shown yet, for the first scene is being made."""
        return self.arranging.is_beginning

    @property
    def left_out(self) -> Keys:
        """What the user does not want to see."""
        return self.arranging.left_out

    @property
    def pins(self) -> Pins:
        """What somebody has put where it is, also while it is not in the picture."""
        return self.arranging.pins

    def renew(self) -> None:
        """The structure has changed: often nothing that needs another place."""
        if self.scene.renew(self.left_out):
            self.particles.read_values()
            self.stale = True
        else:
            self.rebuild()

    def rebuild(self, keeping: bool = True) -> None:
        """Place the nodes again, with or without regard to where they stood, or as wished already."""
        self.arranging.again(keeping=keeping)
        self._make_at_once()

    def pin(self, pins: Pins) -> None:
        """Put these nodes where somebody wants them, and no others."""
        self.arranging.pins = dict(pins)
        self.rebuild()

    def lift(self, slot: Slot, point: QPointF) -> None:
        """Take a node up at a point of the view."""
        if slot in self.scene.slots:
            self.lifted = Lifted(self.scene, slot, self.camera.meant(point))
            self.stale = True

    def carry(self, point: QPointF) -> None:
        """Let what was taken up follow the hand; its edges follow, too."""
        if self.lifted is not None:
            self.lifted.carry(self.scene, self.camera.meant(point))
            self.particles.measure()

    def let_go(self, *, there: bool = True) -> None:
        """Let what was taken up stay `there`, or go back to where it stood."""
        lifted, self.lifted = self.lifted, None
        if lifted is not None:
            stays = {lifted.slot: lifted.pin(self.scene)} if there else {}
            self.pin({**self.pins, **stays})

    def leave_out(self, left_out: Keys, *, closing: bool) -> None:
        """Leave nodes and edges out, and close the gaps or not; what comes back finds its place."""
        self.arranging.leave_out(left_out, closing=closing)
        self._make_at_once()

    def light(self, found: Keys | None) -> None:
        """Mark what was found, and dim everything else but the path of what is selected."""
        if found != self.found:
            self.found = found
            self.select(self.selection)

    @property
    def is_making(self) -> bool:
        """Another scene is being made: not while a node is dragged in this one."""
        return self.arranging.is_going_on and self.lifted is None

    def _make_at_once(self) -> None:
        """Show the next scene now, if it is small; else it comes with each frame a little."""
        if self.arranging.is_small:
            self._go_on_making(inf)

    def _go_on_making(self, seconds: float | None = None) -> None:
        if self.arranging.go_on(seconds):
            self._show(self.arranging.scene)

    def _show(self, scene: Scene) -> None:
        self.scene = scene
        self.labelling.read(scene)
        self._placing = Placing(scene, self.labelling)
        self.particles.show(self.scene)
        self.foresee(self.foreseen)
        if not self.scene.holds(self.pointed):
            self.pointed = None
        self.dwelt = self.dwelt if self.scene.holds(self.dwelt) else None
        self.point_at(self.pointed)
        self.select(self.selection if self.scene.holds(self.selection) else None)

    def read_values(self) -> None:
        """Show the present rates."""
        self.scene.read_values()
        self.labelling.read(self.scene)
        self.particles.read_values()
        self.select(self.selection)

    def label(self, choice: Choice) -> None:
        """Write something else on the edges."""
        self.labelling.choice = choice
        self.labelling.read(self.scene)
        self._placing = Placing(self.scene, self.labelling)
        self.stale = True

    def select(self, selection: Selection) -> None:
        """Light what belongs to a selection."""
        self.selection = selection
        self._lit: NDArray[np.bool_] = self.scene.lit(selection or self.dwelt, self.found)[1]
        self.stale = True

    def point_at(self, pointed: Selection) -> None:
        """Mark what lies under the pointer; an edge without a number gets one meanwhile."""
        picture = self.layer.picture
        made_room = picture is not None and isinstance(picture.shot.pointed, tuple)
        self.pointed = pointed
        held = self.scene.numbers.get(pointed, -1) if isinstance(pointed, tuple) else -1
        self.particles.held = held
        if made_room or (isinstance(pointed, tuple) and not self._is_labelled(pointed)):
            self.stale = True

    def dwell(self, on: Selection) -> None:
        """Fade what does not belong to something that is looked at, while nothing is selected."""
        if on != self.dwelt:
            self.dwelt = on
            self.select(self.selection)

    def foresee(self, edges: frozenset[EdgeKey]) -> None:
        """Lay a halo along the way that a message would take."""
        self.foreseen = edges
        numbers = self.scene.numbers
        self._ahead = sorted(numbers[key] for key in edges if key in numbers)[:_FORESEEN]

    def look(self, camera: Camera) -> None:
        """Look at another part."""
        if camera != self.camera:
            self.camera = camera
            self.stale = True

    def resize(self, size: QSize, ratio: float) -> None:
        """Fill another size or another kind of screen."""
        self.size, self.ratio, self.letters = size, ratio, letters_in(size)
        self.stale = True

    def dress(self, theme: Theme) -> None:
        """Show other colours."""
        self.theme = theme
        self.stale = True

    def reletter(self) -> None:
        """The application has another font: names and numbers need other room."""
        self.letters = letters_in(self.size)
        self.arranging.reletter(self.letters)
        self._make_at_once()

    def fit(self) -> None:
        """Show the whole graph, with its columns as far apart as suits the shape of the view."""
        wide, high = room(QSizeF(self.size), self.footer)
        if not self.size.isEmpty() and self.arranging.suit(wide, high, self.letters):
            self._make_at_once()
        self.look(self.fitting())

    def fitting(self) -> Camera:
        """The camera that shows the whole graph, or as much of a high one as can be read."""
        return fitted(self.scene.layout.bounds, QSizeF(self.size), self.footer, FAR)

    def showing(self, slot: int) -> Camera:
        """The camera moved as little as needed to see a node."""
        return self.camera.showing(self.box_of(slot), QSizeF(self.size), self.footer)

    def near(self, slot: int) -> Camera:
        """The camera from which a node can be read, with its path if possible."""
        path, bounds = (
            rect(*self.scene.around(self.scene.slots[slot][0])),
            self.scene.layout.bounds,
        )
        return near(self.box_of(slot), path, bounds, QSizeF(self.size), self.footer)

    def kept(self, camera: Camera) -> Camera:
        """A camera that has not left everything behind."""
        return camera.keeping(self.scene.layout.bounds, QSizeF(self.size), self.footer)

    @property
    def active(self) -> bool:
        """Whether anything moves or waits to be drawn."""
        return self.is_making or self.stale or self.layer.busy or self.particles.moving

    def advance(self, seconds: float, *, works: bool = True) -> None:
        """Move the dots; and if it `works`, make a slice of the next scene or still picture."""
        self.particles.step(seconds)
        if not works:
            return
        draws = self.stale or self.layer.busy
        self._made_last = self.is_making and not (draws and self._made_last)
        if self._made_last:
            self._go_on_making()
            return
        self._begin()
        if self.layer.draw_slice():
            self._cover()

    def complete(self, seconds: float = inf) -> None:
        """Finish scene and still picture now, unless that takes longer than `seconds`."""
        until = perf_counter() + seconds
        if self.is_making:
            self._go_on_making(seconds)
        self.draw(until - perf_counter())

    def draw(self, seconds: float) -> None:
        """Draw the still picture now, unless that takes longer than `seconds`."""
        until = perf_counter() + seconds
        while (self.stale or self.layer.busy) and perf_counter() < until:
            self._begin()
            if self.layer.draw_slice(max(until - perf_counter(), 0.001)):
                self._cover()

    def at(self, point: QPointF) -> Selection:
        """What is shown at a point of the view."""
        return picked(self.scene, self.camera.meant(point), self.camera.zoom, self._labels())

    def box_of(self, slot: int) -> QRectF:
        """A node's box in the plane."""
        return rect(*self.scene.boxes[slot].tolist())

    def paint(self, painter: QPainter) -> None:
        """Draw one frame."""
        painter.fillRect(QRectF(QPointF(), QSizeF(self.size)), self.theme.window)
        self.layer.paint(painter, self.camera)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_foreseen(painter)
        for marked, strong in ((self.pointed, False), (self.selection, True)):
            if marked is not None and (strong or marked != self.selection):
                self._paint_mark(painter, marked, strong)
        if self.lifted is not None:
            self.lifted.draw(painter, self.theme, self.scene, self.camera, self.letters)
        sprites = self._sprites_now()
        self.dots.draw(painter, sprites, self.particles, self.camera, self.size, self._lit)
        size, letters = self.size, self.letters
        draw_titles(painter, self.theme, self.camera, self.scene.layout, size, letters)
        says, finds = self._labels_say, bool(self.found)
        draw_legend(painter, self.theme, self.scene, size, says, finds=finds, letters=letters)

    @property
    def footer(self) -> float:
        """The height of what the legend covers."""
        wide = self.size.width()
        return LEGEND_APART + legend_height(self.scene, wide, self._labels_say, self.letters)

    @property
    def _labels_say(self) -> str:
        return legend_of(self.labelling.choice)

    def _begin(self) -> None:
        if self.stale and not self.layer.busy and not self.size.isEmpty():
            self.stale = False
            shot = Shot(
                self.scene,
                self._placing,
                self.camera,
                self.theme,
                self.size,
                self.ratio,
                self.selection,
                self.pointed,
                self.found,
                self.dwelt,
                None if self.lifted is None else self.lifted.number(self.scene),
                self.letters,
            )
            self.layer.start(shot)

    def _paint_mark(self, painter: QPainter, marked: Selection, strong: bool) -> None:
        scene, labels = self.scene, self._labels()
        draw_marked(painter, self.theme, scene, self.camera, marked, labels, strong)

    def _paint_foreseen(self, painter: QPainter) -> None:
        if ahead := self._ahead:
            draw_foreseen(painter, self.theme, self.scene, self.camera, ahead, self._labels())

    def _labels(self) -> dict[int, Label]:
        """The labels that are on screen, by edge."""
        picture = self.layer.picture
        if picture is None or picture.shot.scene is not self.scene:
            return {}
        return picture.labels

    def _is_labelled(self, edge: EdgeKey) -> bool:
        return any(self.scene.keys[number] == edge for number in self._labels())

    def _cover(self) -> None:
        """Let the dots pass beneath the boxes, labels and marks of the picture that is shown."""
        picture = self.layer.picture
        if picture is not None:
            shot = picture.shot
            self.dots.cover(Cover(shot.camera, picture.covering(), shot.size))

    def _sprites_now(self) -> Sprites:
        wanted = (self.theme, Camera(self.camera.zoom), self.ratio)
        if self._sprites is None or self._sprites[1:] != wanted:
            self._sprites = (Sprites(self.theme, self.camera.zoom, self.ratio), *wanted)
        return self._sprites[0]
