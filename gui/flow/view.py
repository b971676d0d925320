"""The widget that shows a flow graph: a picture that one can point at, choose in and walk through."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.ordering import Slot
from core.wording import tr
from gui.flow.camera import LEGIBLE
from gui.flow.moving_picture import MovingPicture
from gui.flow.picking import slot_at
from gui.flow.scene import Selection
from gui.flow.walk import Direction, Walk
from gui.flow.words import spoken, tooltip

_CLICK_REACH = 4.0
_DWELL_MS = 150
"""So long the pointer rests before everything else fades: crossing the picture must not flicker."""
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


class FlowView(MovingPicture):
    """Services, exchanges and queues with what passes between them, live."""

    carried_out = Signal(object)
    """A node is dragged out of the picture: it goes back, and may be dropped somewhere else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = Walk()
        self._pressed: QPointF | None = None
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(_DWELL_MS)
        self._dwell.timeout.connect(self._on_dwelt)
        self._held: Slot | None = None
        """The node under the button that was pressed."""
        self._dragged = self._focus_by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Flow graph"))
        self._describe()

    def set_hint(self, title: str, body: str = "") -> None:
        """What to say while there is nothing to draw."""
        super().set_hint(title, body)
        self._describe()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one frame, and that the keyboard is here."""
        super().paintEvent(event)
        if self._focus_by_key and self.hasFocus():
            with QPainter(self) as painter:
                painter.fillRect(QRectF(0, 0, self.width(), 2), self.stage.theme.accent)

    def select(self, selection: Selection) -> None:
        """Show a node or an edge as selected; only the user's own choices are signalled."""
        if selection == self.stage.selection:
            return
        is_there = self.stage.is_beginning or self.stage.scene.holds(selection)
        self._mark(selection if is_there else None)
        self._bring_into_view()

    def approach(self) -> None:
        """Look at what is selected from where it can be read: where one is, if it can be there."""
        slot, stage = self._walk.slot, self.stage
        if slot is not None:
            camera = stage.showing(slot) if stage.camera.zoom >= LEGIBLE else stage.near(slot)
            self._fits = self._fits and camera == self.stage.camera
            self.stage.look(camera)
            self._wake()

    def selection(self) -> Selection:
        """What is selected now."""
        return self.stage.selection

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, when it came here by key."""
        super().focusInEvent(event)
        self._focus_by_key = event.reason() in _BY_KEY
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag; a menu opens on what lies under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False
            held = slot_at(self.stage.scene, self.stage.camera.meant(event.position()))
            self._held = None if held is None else self.stage.scene.slots[held]
        elif event.button() == Qt.MouseButton.RightButton:
            pointed = self.stage.at(event.position())
            if pointed is not None:
                self._choose(pointed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a node or the picture, or mark what is pointed at."""
        if self._pressed is None:
            self._point_at(self.stage.at(event.position()))
            return
        by = event.position() - self._pressed
        if not self._dragged and by.manhattanLength() <= _CLICK_REACH:
            return
        if self._held is not None and not self.rect().contains(event.position().toPoint()):
            self._carry_out(self._held[0])
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._held is not None and not self._dragged:
            self.stage.lift(self._held, self._pressed)
        if self._held is not None:
            self.stage.carry(event.position())
        else:
            self._fits = False
            self.stage.look(self.stage.kept(self.stage.camera.moved(by)))
        self._pressed, self._dragged = event.position(), True
        self._wake()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or select what was clicked."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = None
        self.unsetCursor()
        if not self._dragged:
            self._choose(self.stage.at(event.position()))
        elif self.stage.lifted is not None:
            self.stage.let_go()
            self._settle()
            self.pinned.emit()

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
        elif key == Qt.Key.Key_Escape and self.stage.lifted is not None:
            self._put_back()
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

    def _carry_out(self, node: str) -> None:
        """No node is left where nobody sees it."""
        self._put_back()
        self.carried_out.emit(node)

    def _put_back(self) -> None:
        """What was taken up goes where it stood."""
        self._pressed = None
        self.unsetCursor()
        self.stage.let_go(there=False)
        self._settle()

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

    def _after_structure(self) -> None:
        super()._after_structure()
        self._walk.follow(self.stage.scene, self.stage.selection)
        self._describe()

    def _settle(self) -> None:
        """A node was let go: go on from there, without moving what is seen."""
        self._holds_still = True
        if not self.stage.is_making:
            self._after_scene(self.stage.selection)
        self._wake()
        self.refresh()

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
            self._dwell.start()
            self._wake()

    def _on_dwelt(self) -> None:
        self.stage.dwell(self.stage.pointed)
        self._wake()

    def _bring_into_view(self) -> None:
        if self._walk.slot is not None:
            self.stage.look(self.stage.showing(self._walk.slot))
            self._wake()

    def _describe(self) -> None:
        empty = tr(". ").join(part for part in self.hint if part)
        words = spoken(self.stage.graph, self.stage.selection)
        self.setAccessibleDescription(words if self.stage.scene.slots else empty)
