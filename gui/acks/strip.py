"""The lanes on screen: scrolled, pointed at, chosen from; each message stands at its age."""

from collections.abc import Callable
from time import thread_time

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from core.lanes.frame import Frame
from core.lanes.lane import Lane
from core.lanes.lanes import Lanes
from core.watched_message import Message
from core.wording import tr
from gui import theme
from gui.acks.beside_paint import BesidePainter
from gui.acks.geometry import Geometry, geometry_for
from gui.acks.labels import Labels
from gui.acks.moving_paint import MovingPainter
from gui.acks.picking import Pick, Picker
from gui.acks.pointing import Pointing
from gui.acks.sprites import AckSprites
from gui.acks.still_paint import StillPainter
from gui.acks.words import lane_words
from gui.flow.lettering import renew, wanted
from gui.plain import tooltip

_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARDS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class LaneStrip(QAbstractScrollArea):
    """Draws what `Lanes` has arranged; `step` moves the messages on."""

    chosen = Signal(object)
    """A message was clicked."""

    def __init__(self, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: Lanes | None = None
        self.lanes: list[Lane] = []
        self.message: Message | None = None
        """The chosen one, marked where it stands."""
        self.cost_ms = 0.0
        """Of the last repaint."""
        self._pointing = Pointing()
        self._clock = clock
        self._shape = 0, 0, 0
        self._geometry = geometry_for(0, 0, 0)
        self._still: QPixmap | None = None
        self._marks: AckSprites | None = None
        self._moving: MovingPainter | None = None
        self.frame: Frame | None = None
        """What was painted last."""
        self._labels = Labels()
        self._shown = range(0)
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Lanes of messages"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._on_theme)

    @property
    def geometry_of_lanes(self) -> Geometry:
        """Where things stand now."""
        port = self.viewport().size()
        shape = port.width(), port.height(), len(self.lanes)
        if shape != self._shape:
            self._shape, self._geometry = shape, geometry_for(*shape, wanted())
        return self._geometry

    def show_lanes(self, model: Lanes | None, lanes: list[Lane]) -> None:
        """Draw these from now on."""
        self._tell_on()
        self.model = model
        self.frame = None
        if lanes != self.lanes:
            self.lanes = list(lanes)
            self._current = min(self._current, max(len(lanes) - 1, 0))
            self.setAccessibleDescription("\n\n".join(map(lane_words, lanes[:20])))
            self._still = None
            self._fit_bar()
        self.viewport().update()

    def step(self) -> None:
        """Time went on: draw anew; what was painted before cannot be pointed at any more."""
        self._tell_on()
        self.frame = None
        self.viewport().update()

    def mark(self, message: Message | None) -> None:
        """Show which message is chosen."""
        self.message = message
        self.viewport().update()

    def pick(self, at: QPointF) -> Pick | None:
        """What is drawn at a point of the viewport."""
        picker = self._picker()
        return picker.at(at, self.lanes, self._shown, self._top) if picker is not None else None

    def _picker(self) -> Picker | None:
        if self.model is None or self.frame is None or self._moving is None:
            return None
        geometry, labels = self.geometry_of_lanes, self._labels
        return Picker(self.model.ledger, self.frame, self._moving, geometry, labels)

    def lane_at(self, y: float) -> Lane | None:
        """The lane at a height of the viewport."""
        axis = self.geometry_of_lanes.axis
        index = int((y - axis + self._scrolled) // self.geometry_of_lanes.lane_height)
        return self.lanes[index] if y >= axis and 0 <= index < len(self.lanes) else None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Put the moving over the still."""
        begun = thread_time()
        painter = QPainter(self.viewport())
        geometry = self.geometry_of_lanes
        self._shown = geometry.lanes_in(self._scrolled, len(self.lanes))
        if self._still is None:
            self._still = self._draw_still(geometry)
        painter.drawPixmap(0, 0, self._still)
        if self.model is not None and self._shown:
            painter.setClipRect(0, geometry.axis, geometry.width, geometry.height)
            self._paint_moving(painter, self.model, geometry)
        painter.end()
        self.cost_ms = (thread_time() - begun) * 1000

    def _paint_moving(self, painter: QPainter, model: Lanes, geometry: Geometry) -> None:
        ledger, lanes = model.ledger, self.lanes[self._shown.start : self._shown.stop]
        frame = self.frame = model.frame(
            lanes,
            geometry.slots,
            geometry.most_stacked,
            self._clock(),
            self._pointing.place(ledger),
        )
        moving = self._moving
        if moving is None:
            moving = self._moving = MovingPainter(theme.current(), self._sprites())
        fates = ledger.settled.fate[frame.settled.rows].astype(np.intp)
        rows = frame.held.rows.tolist()
        again = np.array([ledger.waiting.message(row).redelivered for row in rows], bool)
        moving.paint(painter, frame, lanes, geometry, self._top, fates, again)
        beside = BesidePainter(painter, theme.current(), geometry, self._top)
        beside.join_batches(frame, ledger.settled, moving.settled_at)
        beside.name_waiting(frame, ledger.waiting, moving.waiting_at, len(lanes))
        beside.name_settled(frame, ledger.settled, moving.settled_at, len(lanes))
        beside.count_peaks(frame)
        self._labels = beside.labels
        look = theme.current()
        for message, colour in (
            (self._pointing.message, look.text),
            (self.message, look.selection),
        ):
            self._paint_marked(painter, frame, model, message, colour)
        if self.hasFocus() and self._current in self._shown:
            top = self._top + (self._current - self._shown.start) * geometry.lane_height
            painter.fillRect(0, int(top), 3, geometry.lane_height, theme.current().accent)

    def _paint_marked(
        self,
        painter: QPainter,
        frame: Frame,
        model: Lanes,
        message: Message | None,
        colour: QColor,
    ) -> None:
        """A frame around the place where a message waits."""
        waiting, geometry = model.ledger.waiting, self.geometry_of_lanes
        row = waiting.row(message) if message is not None else None
        shown = self.lanes[self._shown.start : self._shown.stop]
        number = waiting.holder[row] if row is not None else None
        lane = next((i for i, one in enumerate(shown) if one.number == number), None)
        if row is None or lane is None:
            return
        x = geometry.x_of(frame.now - float(waiting.since[row]))
        top = self._top + lane * geometry.lane_height
        painter.setPen(QPen(colour, 1.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(x - 5.5, top + 2.5, 11, geometry.held_height - 4)
        painter.drawRoundedRect(box, 3, 3)

    def _draw_still(self, geometry: Geometry) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.viewport().size() * ratio)
        picture.setDevicePixelRatio(ratio)
        look = theme.current()
        picture.fill(look.panel)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        still = StillPainter(painter, look, geometry, self._sprites())
        lanes = self.lanes[self._shown.start : self._shown.stop]
        still.lanes(lanes, self._shown.start, self._top)
        still.axis(self.lanes)
        painter.end()
        return picture

    def _sprites(self) -> AckSprites:
        if self._marks is None:
            self._marks = AckSprites(theme.current(), self.devicePixelRatioF())
        return self._marks

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    @property
    def _top(self) -> float:
        """Where the first shown lane begins in the viewport."""
        height, axis = self.geometry_of_lanes.lane_height, self.geometry_of_lanes.axis
        return float(axis + self._shown.start * height - self._scrolled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._still = None
        self._fit_bar()

    def changeEvent(self, event: QEvent) -> None:
        """Draw names anew when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            renew()
            self._shape = 0, 0, 0
            self._fit_bar()
            self._on_theme()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the message under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        lane = self.lane_at(event.position().y())
        if lane is not None:
            self._current = self.lanes.index(lane)
        pick = self._meant(event.position())
        if pick is not None and pick.message is not None:
            self.chosen.emit(pick.message)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name what comes under the pointer at once."""
        pick, pointing = self._meant(event.position()), self._pointing
        if pick is None and pointing.pick is not None:
            pointing.leave()
            QToolTip.hideText()
        elif pick is not None and pick is not pointing.pick:
            on_screen = event.globalPosition().toPoint()
            if pointing.come(pick, event.position(), on_screen):
                QToolTip.showText(on_screen, tooltip(pick.words), self.viewport())

    def _meant(self, at: QPointF) -> Pick | None:
        """What is there, or has been since the pointer came there."""
        pick = self.pick(at)
        return self._pointing.pick if pick is None and self._pointing.is_still_at(at) else pick

    def _tell_on(self) -> None:
        """What is said of the message that is pointed at stays true while that lives on."""
        pointing, picker = self._pointing, self._picker()
        if pointing.pick is None or picker is None or self.model is None:
            return
        message, place = pointing.message, pointing.place(self.model.ledger)
        told_of = picker.of(message, place, self.lanes) if message is not None else None
        pick = told_of if message is not None else self.pick(pointing.at)
        if pick is None:
            pointing.leave()
            QToolTip.hideText()
        elif pick.words != pointing.pick.words:
            pointing.pick = pick
            if QToolTip.isVisible():
                QToolTip.showText(pointing.on_screen, tooltip(pick.words), self.viewport())

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if event.type() == QEvent.Type.Leave:
            self._pointing.leave()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().viewportEvent(event)

    def _tell(self, event: QHelpEvent) -> None:
        at = QPointF(event.pos())
        pick, lane = self._meant(at), self.lane_at(at.y())
        words = pick.words if pick is not None else lane_words(lane) if lane is not None else ""
        QToolTip.showText(event.globalPos(), tooltip(words), self.viewport())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down through lanes, left and right through the messages that one holds."""
        key = Qt.Key(event.key())
        if key in _UPWARDS and self.lanes:
            self._current = min(max(self._current + _UPWARDS[key], 0), len(self.lanes) - 1)
            self._bring_into_view()
        elif key in _SIDEWAYS and self.lanes:
            self._choose_beside(_SIDEWAYS[key])
        else:
            super().keyPressEvent(event)

    def _choose_beside(self, step: int) -> None:
        """To the right are the older ones."""
        model = self.model
        if model is None or not self.lanes:
            return
        waiting = model.ledger.waiting
        rows = np.flatnonzero(waiting.holder == self.lanes[self._current].number).tolist()
        mine = [waiting.message(row) for row in rows]
        if not mine:
            return
        if self.message in mine:
            index = min(max(mine.index(self.message) - step, 0), len(mine) - 1)
        else:
            index = 0
        self.chosen.emit(mine[index])

    def _bring_into_view(self) -> None:
        height, bar = self.geometry_of_lanes.lane_height, self.verticalScrollBar()
        top, page = self._current * height, self.viewport().height() - self.geometry_of_lanes.axis
        bar.setValue(min(max(bar.value(), top + height - page), top))
        self.viewport().update()

    def _fit_bar(self) -> None:
        geometry, bar = self.geometry_of_lanes, self.verticalScrollBar()
        page = max(geometry.height - geometry.axis, 1)
        bar.setPageStep(page)
        bar.setSingleStep(geometry.lane_height)
        bar.setRange(0, max(0, len(self.lanes) * geometry.lane_height - page))

    def _on_scrolled(self) -> None:
        self._shown = self.geometry_of_lanes.lanes_in(self._scrolled, len(self.lanes))
        self._still = None
        self.viewport().update()

    def _on_theme(self) -> None:
        self._still = self._moving = self._marks = None
        self.viewport().update()
