"""The widget that shows a flow graph: it reads the graph and never changes it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.graph import EdgeKey, FlowGraph
from gui import theme
from gui.flow.beat import Beat
from gui.flow.corner import Corner
from gui.flow.label_choice import Choice
from gui.flow.labelling import Spreads, no_spreads
from gui.flow.overlay import draw_hint
from gui.flow.scene import Keys, Selection
from gui.flow.stage import Stage
from gui.flow.walk import Direction, Walk
from gui.flow.words import spoken, tooltip

_EMPTIED = ("Everything is hidden", "Show all (Ctrl+Shift+A) brings it back.")
_VALUES_EVERY = 0.2
_FIRST_PICTURE = 0.03
_STEP = 1.25
_CLICK_REACH = 4.0
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


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


class FlowView(QWidget):
    """Services, exchanges and queues with what passes between them, live."""

    selected = Signal(object)
    """A node's id, an edge's key, or None: the user's choice, or it is not there any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Stage(FlowGraph(), theme.current())
        self._hint = ("Nothing to show yet", "")
        self._walk = Walk()
        self._fits = True
        self._seen = (0, 0)
        self._values_at = 0.0
        self._pressed: QPointF | None = None
        self._dragged = self._focus_by_key = False
        self._beat = Beat(self, self._on_beat)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh)
        self.corner = Corner(self, self.zoom_out, self.fit, self.zoom_in)
        self.corner.show_theme(self.stage.theme, self.devicePixelRatioF())
        self.corner.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 160)
        self.setAccessibleName("Flow graph")
        self._describe()
        theme.changed.connect(self._on_theme_change)

    def show_graph(self, graph: FlowGraph, spreads: Callable[[], Spreads] = no_spreads) -> None:
        """Show another graph, from its beginning; `spreads` tells how long things take there."""
        old = self.stage
        old.labelling.follow(spreads)
        self.stage = Stage(graph, old.theme, old.labelling)
        self.stage.resize(old.size, old.ratio)
        self._seen = (graph.structure, graph.values)
        self._fits = True
        self._after_structure()

    def set_hint(self, title: str, body: str = "") -> None:
        """What to say while there is nothing to draw."""
        if (title, body) != self._hint:
            self._hint = (title, body)
            self._describe()
            self.update()

    def refresh(self) -> None:
        """Look whether the graph has changed, and show it; cheap when it has not."""
        graph = self.stage.graph
        seen = (graph.structure, graph.values)
        if seen == self._seen or not self.isVisible():
            return
        wait = self._values_at + _VALUES_EVERY - perf_counter()
        if wait > 0:
            if not self._later.isActive():
                self._later.start(int(wait * 1000) + 1)
            return
        before, self._seen, self._values_at = self._seen, seen, perf_counter()
        if seen[0] != before[0]:
            chosen = self.stage.selection
            self.stage.renew()
            self._after_structure()
            if chosen != self.stage.selection:
                self.selected.emit(None)
        else:
            self.stage.read_values()
            self._wake()

    def select(self, selection: Selection) -> None:
        """Show a node or an edge as selected; only the user's own choices are signalled."""
        if selection == self.stage.selection:
            return
        self._mark(selection if self.stage.scene.holds(selection) else None)
        self._bring_into_view()

    def approach(self) -> None:
        """Look at what is selected from where it can be read."""
        if self._walk.slot is not None:
            camera = self.stage.near(self._walk.slot)
            self._fits = self._fits and camera == self.stage.camera
            self.stage.look(camera)
            self._wake()

    def light(self, found: Keys | None) -> None:
        """Mark what a search found; None ends that."""
        self.stage.light(found)
        self._wake()

    def leave_out(self, left_out: Keys, *, closing: bool) -> None:
        """Leave nodes and edges out of the picture; `closing` the gaps when the user wants it."""
        if left_out == self.stage.left_out:
            return
        chosen, self._fits = self.stage.selection, self._fits or closing
        self.stage.leave_out(left_out, closing=closing)
        self._after_structure()
        if chosen != self.stage.selection:
            self.selected.emit(None)

    def selection(self) -> Selection:
        """What is selected now."""
        return self.stage.selection

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

    def zoom_in(self) -> None:
        """Show less, larger."""
        self._zoom(_STEP, QRectF(self.rect()).center())

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self._zoom(1 / _STEP, QRectF(self.rect()).center())

    def tidy(self) -> None:
        """Place all nodes anew; otherwise nodes keep the places that they once got."""
        self.stage.rebuild(keeping=False)
        self._after_structure()

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
                self.stage.complete(_FIRST_PICTURE)
            self.stage.paint(painter)
        else:
            painter.fillRect(self.rect(), self.stage.theme.window)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            hint = _EMPTIED if self.stage.left_out else self._hint
            draw_hint(painter, self.stage.theme, *hint, self.size())
        if self._focus_by_key and self.hasFocus():
            painter.fillRect(QRectF(0, 0, self.width(), 2), self.stage.theme.accent)
        painter.end()
        self._beat.painted(perf_counter() - begun)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        super().resizeEvent(event)
        self.stage.resize(self.size(), self.devicePixelRatioF())
        corner = self.corner.sizeHint()
        self.corner.setGeometry(
            self.width() - corner.width() - 8,
            self.height() - corner.height() - 4,
            corner.width(),
            corner.height(),
        )
        if self._fits:
            self.stage.fit()
        self._wake()

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, when it came here by key."""
        super().focusInEvent(event)
        self._focus_by_key = event.reason() in _BY_KEY
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag; a menu opens on what lies under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False
        elif event.button() == Qt.MouseButton.RightButton:
            pointed = self.stage.at(event.position())
            if pointed is not None:
                self._choose(pointed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture, or mark what is pointed at."""
        if self._pressed is None:
            self._point_at(self.stage.at(event.position()))
            return
        by = event.position() - self._pressed
        if not self._dragged and by.manhattanLength() <= _CLICK_REACH:
            return
        self._pressed, self._dragged, self._fits = event.position(), True, False
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.stage.look(self.stage.camera.moved(by))
        self._wake()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or select what was clicked."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = None
        self.unsetCursor()
        if not self._dragged:
            self._choose(self.stage.at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the picture when nothing is under the pointer."""
        if self.stage.at(event.position()) is None:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        turned = event.angleDelta().y() or event.pixelDelta().y()
        self._zoom(1.0015**turned, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the graph, or change what is seen of it."""
        key = event.key()
        if key in _ARROWS:
            scene, selection = self.stage.scene, self.stage.selection
            self._choose(self._walk.move(scene, selection, _ARROWS[Qt.Key(key)]))
            self._bring_into_view()
        elif key == Qt.Key.Key_Escape and self.stage.selection is not None:
            self._choose(None)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_T:
            self.tidy()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from node to node, and on to the next widget after the last."""
        chosen = self._walk.next_node(self.stage.scene, 1 if forward else -1)
        if chosen is None:
            return super().focusNextPrevChild(forward)
        self._choose(chosen)
        self._bring_into_view()
        return True

    def event(self, event: QEvent) -> bool:
        """Show in words what is pointed at; follow the screen."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            chosen = self.stage.at(QPointF(event.pos()))
            more = self.stage.labelling.told(self.stage.scene, chosen)
            QToolTip.showText(event.globalPos(), tooltip(self.stage.graph, chosen, more), self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.stage.resize(self.size(), self.devicePixelRatioF())
            self.corner.show_theme(self.stage.theme, self.devicePixelRatioF())
            self._wake()
        return super().event(event)

    def _on_beat(self, elapsed: float) -> None:
        self.stage.advance(elapsed)
        self.update()
        if not self.stage.active:
            self._beat.stop()

    def _on_theme_change(self) -> None:
        self.stage.dress(theme.current())
        self.corner.show_theme(self.stage.theme, self.devicePixelRatioF())
        self._wake()

    def _after_structure(self) -> None:
        self.corner.setVisible(bool(self.stage.scene.slots))
        if self._fits:
            self.stage.fit()
        self._walk.follow(self.stage.scene, self.stage.selection)
        self._describe()
        self._wake()

    def _choose(self, selection: Selection) -> None:
        if selection != self.stage.selection:
            self._mark(selection)
            self.selected.emit(selection)

    def _mark(self, selection: Selection) -> None:
        self.stage.select(selection)
        self._walk.follow(self.stage.scene, selection)
        self._describe()
        self._wake()

    def _point_at(self, selection: Selection) -> None:
        if selection != self.stage.pointed:
            self.stage.point_at(selection)
            self._wake()

    def _bring_into_view(self) -> None:
        if self._walk.slot is not None:
            self.stage.look(self.stage.showing(self._walk.slot))
            self._wake()

    def _zoom(self, factor: float, around: QPointF) -> None:
        self._fits = False
        self.stage.look(self.stage.camera.zoomed(factor, around))
        self._wake()

    def _describe(self) -> None:
        hint = _EMPTIED if self.stage.left_out else self._hint
        empty = ". ".join(part for part in hint if part)
        words = spoken(self.stage.graph, self.stage.selection)
        self.setAccessibleDescription(words if self.stage.scene.slots else empty)

    def _wake(self) -> None:
        """Beat as long as something moves."""
        self.update()
        if self.isVisible() and self.stage.active:
            self._beat.start()
