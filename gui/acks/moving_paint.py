"""What moves in the lanes: messages that wait, one by one or as bars, and those that leave."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from core.lanes.frame import LASTING, STAYING, Crowd, Frame, age_at
from core.lanes.lane import Lane
from core.lanes.settled import Fate
from gui.acks.geometry import SLOT, Geometry
from gui.acks.looks import KINDS, SHADES, age_colour, fate_colour, shade_of
from gui.acks.sprites import AckSprites
from gui.theme import Theme

Points = NDArray[np.float64]
_BAR = SLOT - 1
_FALLING = 0.25
_FADING = 1.2
_HIGHEST = 5_000
"""Messages in one slot that fill the track."""
_PIP_STEP = 6.0
_DRIFT = 14.0


class MovingPainter:
    """Paints frames; `waiting_at` and `settled_at` tell afterwards where each message is."""

    def __init__(self, theme: Theme, sprites: AckSprites) -> None:
        self._sprites = sprites
        self._theme = theme
        self.waiting_at: Points = np.zeros((0, 2))
        self.settled_at: Points = np.zeros((0, 2))
        self._shades = np.array([shade_of(age_at(step / 255)) for step in range(256)], np.intp)
        self._ramps = np.zeros((len(KINDS), 0), np.uint32)

    def paint(
        self,
        painter: QPainter,
        frame: Frame,
        lanes: Sequence[Lane],
        geometry: Geometry,
        top: float,
        fates: NDArray[np.intp],
        again: NDArray[np.bool_],
    ) -> None:
        """Paint a frame of lanes that begin at a height."""
        if not lanes:
            return
        self._bars(painter, frame, lanes, geometry, top)
        self._leaving(painter, frame, geometry, top, fates)
        self._waiting(painter, frame.held, lanes, geometry, top, again)

    def _waiting(
        self,
        painter: QPainter,
        crowd: Crowd,
        lanes: Sequence[Lane],
        geometry: Geometry,
        top: float,
        again: NDArray[np.bool_],
    ) -> None:
        """Alone a message stands tall; a few in one place are stacked."""
        slot = np.minimum((crowd.place * geometry.slots).astype(np.intp), geometry.slots - 1)
        stacked = crowd.counts[crowd.lane, slot] > 1
        at = np.empty((len(crowd.rows), 2))
        exact = geometry.left + crowd.place * geometry.span
        at[:, 0] = np.where(stacked, geometry.left + (slot + 0.5) * SLOT, exact)
        lane_top = top + crowd.lane * geometry.lane_height
        floor = lane_top + geometry.held_height - 4
        at[:, 1] = np.where(stacked, floor - crowd.rank * _PIP_STEP, floor - 5.0)
        kinds = np.array([KINDS.index(lane.kind) for lane in lanes])[crowd.lane]
        shade = self._shades[np.minimum((crowd.place * 255).astype(np.intp), 255)]
        self._sprites.draw(painter, at, shade, kinds * 4 + stacked * 2 + again)
        self.waiting_at = at

    def _leaving(
        self,
        painter: QPainter,
        frame: Frame,
        geometry: Geometry,
        top: float,
        fates: NDArray[np.intp],
    ) -> None:
        """A settled message falls out of the waiting; what goes back drifts back; all fade."""
        crowd, ago = frame.settled, frame.ago
        fallen = np.clip(ago / _FALLING, 0.0, 1.0)
        at = np.empty((len(crowd.rows), 2))
        at[:, 0] = geometry.left + crowd.place * geometry.span
        at[:, 0] -= np.where(fates == Fate.REQUEUE, np.minimum(ago, STAYING) * _DRIFT, 0.0)
        np.maximum(at[:, 0], geometry.left, out=at[:, 0])
        lane_top = top + crowd.lane * geometry.lane_height
        begun, ended = geometry.held_height - 9.0, geometry.settled_middle
        at[:, 1] = lane_top + begun + (ended - begun) * fallen
        opacity = np.clip((LASTING - ago) / _FADING, 0.0, 1.0)
        rows = len(KINDS) * 4 + fates // SHADES
        self._sprites.draw(painter, at, fates % SHADES, rows, opacity)
        self.settled_at = at

    def _bars(
        self,
        painter: QPainter,
        frame: Frame,
        lanes: Sequence[Lane],
        geometry: Geometry,
        top: float,
    ) -> None:
        """Many in one place: a bar, its height the logarithm of their number."""
        high, few = geometry.held_height - 5, geometry.most_stacked
        counts = np.where(frame.held.counts > few, frame.held.counts, 0)
        colours = self._colours(geometry, lanes)
        least = round(few * _PIP_STEP)
        self._draw_bars(painter, counts, colours, (least, high), geometry, top + 3)
        low = geometry.lane_height - geometry.held_height - 3
        calm = np.array([self._colour_of_well(lane) for lane in lanes], np.uint32)
        gone = np.broadcast_to(calm[:, None], frame.settled.counts.shape)
        below = top + geometry.held_height + 1
        self._draw_bars(painter, frame.settled.counts, gone, (min(low, 9), low), geometry, below)

    def _colour_of_well(self, lane: Lane) -> int:
        return fate_colour(self._theme, lane.well or Fate.ACK).rgba()

    def _draw_bars(
        self,
        painter: QPainter,
        counts: NDArray[np.int64],
        colours: NDArray[np.uint32],
        between: tuple[int, int],
        geometry: Geometry,
        top: float,
    ) -> None:
        """One picture for all lanes, a strip of it for each."""
        shown = np.flatnonzero(counts.any(axis=1))
        if not len(shown):
            return
        (least, high), many = between, counts[shown]
        share = np.log(np.maximum(many, 1)) / np.log(_HIGHEST)
        heights = np.where(many > 0, np.minimum(least + share * (high - least), high), 0)
        filled = np.arange(high, 0, -1)[None, :, None] <= heights[:, None, :]
        pixels = np.where(filled, colours[shown][:, None, :], np.uint32(0))
        wide = np.zeros((*pixels.shape, SLOT), np.uint32)
        wide[..., :_BAR] = pixels[..., None]
        rows = np.ascontiguousarray(wide.reshape(len(shown) * high, -1))
        picture = QImage(
            rows.data, rows.shape[1], rows.shape[0], QImage.Format.Format_ARGB32_Premultiplied
        )
        for strip, lane in enumerate(shown.tolist()):
            where = QPointF(geometry.left, top + lane * geometry.lane_height)
            painter.drawImage(where, picture, QRectF(0, strip * high, rows.shape[1], high))

    def _colours(self, geometry: Geometry, lanes: Sequence[Lane]) -> NDArray[np.uint32]:
        """Of the bars of each lane, by age."""
        if geometry.slots != self._ramps.shape[1]:
            middles = (np.arange(geometry.slots) + 0.5) / geometry.slots
            shades = [shade_of(age_at(middle)) for middle in middles.tolist()]
            ramps = [
                [age_colour(self._theme, kind, shade).rgba() for shade in range(SHADES)]
                for kind in KINDS
            ]
            self._ramps = np.array(ramps, np.uint32)[:, shades]
        return np.asarray(self._ramps[[KINDS.index(lane.kind) for lane in lanes]], np.uint32)
