"""A flow graph as a picture that moves: painted and zoomed, but touched by nobody."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from core.graph import EdgeKey, FlowGraph
from core.ordering import Slot
from core.pins import Pins
from core.wording import phrase, tr
from gui import theme
from gui.flow import lettering
from gui.flow.beat import Beat
from gui.flow.corner import Corner
from gui.flow.label_choice import Choice
from gui.flow.labelling import Spreads, no_spreads
from gui.flow.minimap import Minimap
from gui.flow.overlay import draw_hint
from gui.flow.recalled import Recalled
from gui.flow.scene import Keys, Selection
from gui.flow.stage import Stage
from gui.turn import Due, Room

_EMPTIED = (
    phrase("Everything is hidden"),
    phrase("Show all (Ctrl+Shift+A) brings it back."),
)
Translate = Callable[[Keys, bool], Keys]
"""For keys of another graph those of this one; True where all that they show is meant."""
_VALUES_EVERY = 0.2
_FIRST_PICTURE = 0.03
_STEP = 1.25


@dataclass(frozen=True, slots=True)
class FlowViewStatistics:
    """How much the view draws, and how long that takes."""

    nodes: int
    edges: int
    dots: int
    frames: int
    frame_ms: float
    """A moving mean over frames."""
    slices: int
    longest_slice_ms: float


class MovingPicture(QWidget):
    """Reads a graph, never changes it, and moves as long as something passes."""

    selected = Signal(object)
    """A node's id, an edge's key, or None: the user's choice, or it is not there any more."""
    arranged = Signal()
    """Nodes and edges came or went, or stand elsewhere."""
    pinned = Signal()
    """The user has put a node somewhere, or released some."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Stage(FlowGraph(), theme.current())
        self._recalled = Recalled()
        self.translate: Translate = _same
        """What of the graph that is shown stands for what a search has found."""
        self._followed = self.stage.scene
        self._hint = (tr("Nothing to show yet"), "")
        self._fits = True
        self._holds_still = False
        """The next scene must not move what is seen."""
        self._seen = (0, 0)
        self._lettered = QGuiApplication.font()
        self._values_at = 0.0
        self._beat = Beat(self, self._on_beat)
        self._room = Room()
        self._later = Due(self, self.refresh)
        self.corner = Corner(self, self.zoom_out, self.fit, self.zoom_in)
        self.corner.show_theme(self.stage.theme, self.devicePixelRatioF())
        self.corner.hide()
        self.minimap = Minimap(self, lambda: self.stage, self.look_at)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        theme.changed.connect(self._on_theme_change)

    def show_graph(self, graph: FlowGraph, spreads: Callable[[], Spreads] = no_spreads) -> None:
        """Show another graph, from its beginning; `spreads` tells how long things take there."""
        old = self.stage
        old.labelling.follow(spreads)
        self._recalled.note(old.scene.layout)
        self.stage = Stage(graph, old.theme, old.labelling, self._recalled.of(graph.columns))
        self.stage.resize(old.size, old.ratio)
        self._seen = (graph.structure, graph.values)
        self._fits = True
        self._after_structure()

    def set_hint(self, title: str, body: str = "") -> None:
        """What to say while there is nothing to draw."""
        if (title, body) != self._hint:
            self._hint = (title, body)
            self.update()

    @property
    def hint(self) -> tuple[str, str]:
        """What is said while there is nothing to draw: title and body."""
        if self.stage.is_beginning:
            return tr("Arranging {n:,} nodes…", n=len(self.stage.graph.nodes)), ""
        title, body = _EMPTIED
        return (tr(title), tr(body)) if self.stage.left_out else self._hint

    def refresh(self) -> None:
        """Look whether the graph has changed, and show it; cheap when it has not."""
        graph = self.stage.graph
        seen = (graph.structure, graph.values)
        held = self.stage.is_making or self.stage.lifted is not None
        if seen == self._seen or not self.isVisible() or held:
            return
        wait = self._values_at + _VALUES_EVERY - perf_counter()
        if wait > 0:
            if not self._later.isActive():
                self._later.start(int(wait * 1000) + 1)
            return
        before, self._seen, self._values_at = self._seen, seen, perf_counter()
        if seen[0] != before[0]:
            with self._changing():
                self.stage.renew()
        else:
            self.stage.read_values()
            self._wake()

    def light(self, found: Keys | None) -> None:
        """Mark what a search found; None ends that."""
        self.stage.light(None if found is None else self.translate(found, False))
        self._wake()

    def leave_out(self, left_out: Keys, *, closing: bool) -> None:
        """Leave nodes and edges out of the picture; `closing` the gaps when the user wants it."""
        left_out = self.translate(left_out, True)
        if left_out == self.stage.left_out:
            return
        self._fits = self._fits or closing
        with self._changing():
            self.stage.leave_out(left_out, closing=closing)

    def foresee(self, edges: frozenset[EdgeKey]) -> None:
        """Mark the way that a message would take, faintly."""
        self.stage.foresee(edges)
        self.update()

    def fit(self) -> None:
        """Show the whole graph, and keep doing so until the user moves or zooms."""
        self._fits = True
        self.stage.fit()
        self._wake()

    def show_labels(self, choice: Choice) -> None:
        """Write that on the edges."""
        self.stage.label(choice)
        self.corner.show_choice(choice)
        if self._fits:
            self.stage.fit()
        self._wake()

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the plane into the middle."""
        self._fits = False
        by = QPointF(self.rect().center()) - self.stage.camera.seen(point)
        self.stage.look(self.stage.camera.moved(by))
        self._wake()

    def zoom_in(self) -> None:
        """Show less, larger."""
        self._zoom(_STEP, QRectF(self.rect()).center())

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self._zoom(1 / _STEP, QRectF(self.rect()).center())

    def tidy(self) -> None:
        """Place all nodes anew; otherwise nodes keep the places that they once got."""
        self.release(list(self.stage.pins))
        with self._changing():
            self.stage.rebuild(keeping=False)

    def pin(self, pins: Pins) -> None:
        """Put nodes where they were put once."""
        if pins != self.stage.pins:
            with self._changing():
                self.stage.pin(pins)

    def release(self, slots: Collection[Slot]) -> None:
        """Let nodes stand where they belong."""
        kept = {slot: at for slot, at in self.stage.pins.items() if slot not in slots}
        if kept != self.stage.pins:
            self.pin(kept)
            self.pinned.emit()

    def statistics(self) -> FlowViewStatistics:
        """How much is drawn, and how long that takes."""
        stage = self.stage
        return FlowViewStatistics(
            nodes=len(stage.scene.slots),
            edges=len(stage.scene.keys),
            dots=stage.dots.drawn,
            frames=self._beat.frames,
            frame_ms=self._beat.frame_ms,
            slices=stage.layer.slices,
            longest_slice_ms=stage.layer.longest_slice * 1000,
        )

    def sizeHint(self) -> QSize:
        """Room for a graph of everyday size."""
        return QSize(1100, 640)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one frame."""
        begun = perf_counter()
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        if self.stage.scene.slots:
            if self.stage.layer.picture is None:
                self.stage.draw(_FIRST_PICTURE)
            self.stage.paint(painter)
        else:
            painter.fillRect(self.rect(), self.stage.theme.window)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_hint(painter, self.stage.theme, *self.hint, self.size())
        painter.end()
        self._beat.painted(perf_counter() - begun)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        super().resizeEvent(event)
        self.stage.resize(self.size(), self.devicePixelRatioF())
        self._place_corner()
        if self._fits:
            self.stage.fit()
        self._wake()

    def changeEvent(self, event: QEvent) -> None:
        """Write in another font when the application has another."""
        super().changeEvent(event)
        now = QGuiApplication.font()
        if event.type() == QEvent.Type.FontChange and now != self._lettered:
            self._lettered = now
            lettering.renew()
            self.stage.reletter()
            self._place_corner()
            self._after_structure()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on from what the graph is now."""
        super().showEvent(event)
        self.refresh()
        self._wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        super().hideEvent(event)
        self._beat.stop()
        self._later.stop()

    def _place_corner(self) -> None:
        self.corner.reletter(self.stage.letters)
        self.corner.show_theme(self.stage.theme, self.devicePixelRatioF())
        size = self.corner.sizeHint()
        at = self.rect().bottomRight() - QPoint(size.width() + 7, size.height() + 3)
        self.corner.setGeometry(QRect(at, size))

    def _on_beat(self, elapsed: float) -> None:
        chosen = self.stage.selection
        self.stage.advance(elapsed, works=self._room.is_there())
        if self.stage.scene is not self._followed:
            self._after_scene(chosen)
        self.update()
        if not self.stage.active:
            self._beat.stop()

    def _on_theme_change(self) -> None:
        self.stage.dress(theme.current())
        self.corner.show_theme(self.stage.theme, self.devicePixelRatioF())
        self._wake()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        chosen = self.stage.selection
        yield
        self._after_scene(chosen)

    def _after_scene(self, chosen: Selection) -> None:
        """Follow another scene; what was `chosen` may have gone with the last one."""
        self._after_structure()
        self.arranged.emit()
        if chosen != self.stage.selection:
            self.selected.emit(None)

    def _after_structure(self) -> None:
        self._followed = self.stage.scene
        self.corner.setVisible(bool(self.stage.scene.slots))
        if self._fits and not self._holds_still:
            self.stage.fit()
        self._holds_still = False
        self._wake()

    def _zoom(self, factor: float, around: QPointF) -> None:
        self._fits = False
        self.stage.look(self.stage.kept(self.stage.camera.zoomed(factor, around)))
        self._wake()

    def _wake(self) -> None:
        """Beat as long as something moves."""
        self.minimap.follow()
        self.update()
        if self.isVisible() and self.stage.active:
            self._beat.start()


def _same(keys: Keys, _wholly: bool) -> Keys:
    return keys
