"""What is written beside messages where there is room: who they are, what was settled together."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from core import numbers
from core.lanes.frame import LASTING, Frame
from core.lanes.settled import SettledMessages
from core.lanes.waiting import WaitingMessages
from gui.acks.geometry import SLOT, Geometry
from gui.acks.labels import Labels
from gui.acks.words import message_label, short_name
from gui.flow.lettering import elided, font, text_width
from gui.theme import Theme, faded

_SIZE = 10.0
_FEW = 5
"""Messages of a lane that are named, when it has no more."""
_ROOM = 46.0
"""Pixels that a name needs at least."""
_MOST_BATCHES = 24
_LINE, _BELOW = 1.1, 1.3
"""How high letters are above their line, of their size, and how high a line is, of that."""
_PLAIN = QFont.Weight.Normal


class BesidePainter:
    """Writes beside what `MovingPainter` has painted."""

    def __init__(self, painter: QPainter, theme: Theme, geometry: Geometry, top: float) -> None:
        self._painter = painter
        self._theme = theme
        self._geometry = geometry
        self._top = top
        self._few = geometry.most_stacked
        self._size = _SIZE * geometry.letters
        self.labels = Labels()
        """What was written, after it was."""

    def name_waiting(
        self, frame: Frame, waiting: WaitingMessages, at: NDArray[np.float64], lanes: int
    ) -> None:
        """The few messages of a lane, each with its age."""
        told = np.bincount(frame.held.lane, minlength=lanes)
        whole = frame.held.counts.sum(axis=1)
        named = (told <= _FEW) & (whole == told)
        self._painter.setFont(font(self._size))
        self._painter.setPen(self._theme.text)
        for lane in np.flatnonzero(named & (told > 0)).tolist():
            mine = np.flatnonzero(frame.held.lane == lane)
            order = mine[np.argsort(at[mine, 0])]
            ends = [*at[order[1:], 0].tolist(), float(self._geometry.right) + 4]
            base = self._top + (lane + 0.5) * self._geometry.lane_height - 5
            for one, end in zip(order.tolist(), ends, strict=True):
                row = int(frame.held.rows[one])
                age = frame.now - float(waiting.since[row])
                label = message_label(waiting.message(row), age)
                place = self._write(label, float(at[one, 0]) + 6, end - 6, base)
                self.labels.note_waiting(one, place)

    def name_settled(
        self, frame: Frame, settled: SettledMessages, at: NDArray[np.float64], lanes: int
    ) -> None:
        """The few messages that left a lane just now."""
        told = np.bincount(frame.settled.lane, minlength=lanes)
        few = (told <= _FEW - 2) & ~frame.settled.counts.any(axis=1)
        self._painter.setFont(font(self._size))
        for lane in np.flatnonzero(few & (told > 0)).tolist():
            mine = np.flatnonzero(frame.settled.lane == lane)
            order = mine[np.argsort(at[mine, 0])]
            ends = [*at[order[1:], 0].tolist(), float(self._geometry.right) + 4]
            for one, end in zip(order.tolist(), ends, strict=True):
                message = settled.message(int(frame.settled.rows[one]))
                shade = min(max((LASTING - float(frame.ago[one])) / 1.2, 0.0), 1.0)
                self._painter.setPen(faded(self._theme.text_dim, shade))
                if message is not None:
                    name, base = short_name(message), float(at[one, 1]) + 3.5
                    place = self._write(name, float(at[one, 0]) + 8, end - 6, base)
                    self.labels.note_settled(one, place)

    def join_batches(self, frame: Frame, settled: SettledMessages, at: NDArray[np.float64]) -> None:
        """A line through what one frame settled."""
        batches = settled.batch[frame.settled.rows]
        together = np.flatnonzero(batches)
        if not len(together):
            return
        pairs = np.stack([frame.settled.lane[together], batches[together]], axis=1)
        found, index, sizes = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
        for number in np.flatnonzero(sizes > 1)[-_MOST_BATCHES:].tolist():
            mine = together[np.flatnonzero(index.ravel() == number)]
            left, right = float(at[mine, 0].min()), float(at[mine, 0].max())
            shade = min(max((LASTING - float(frame.ago[mine].min())) / 1.2, 0.0), 1.0)
            y = self._top + self._lane_top(int(found[number, 0])) + self._geometry.settled_middle
            line = QRectF(left, round(y) - 0.5, right - left, 1.5)
            self._painter.fillRect(line, faded(self._theme.ack, 0.8 * shade))

    def count_peaks(self, frame: Frame) -> None:
        """How many the highest bar of each lane and those that touch it stand for."""
        painter, few = self._painter, self._few
        painter.setFont(font(self._size))
        painter.setPen(self._theme.text)
        for lane, counts in enumerate(frame.held.counts.tolist()):
            highest = max(counts)
            if highest <= few:
                continue
            first, last = _run_around(counts, counts.index(highest), few)
            words = numbers.count(sum(counts[first:last]))
            wide = text_width(words, self._size)
            slots = 1 + int(wide + 4) // SLOT
            x = float(self._geometry.left + last * SLOT + 2)
            if x + wide > self._geometry.right or any(counts[last : last + slots]):
                x = float(self._geometry.left + first * SLOT - 4) - wide
                if first < slots or any(counts[first - slots : first]):
                    continue
            painter.drawText(QPointF(x, self._top + self._lane_top(lane) + 13), words)

    def _lane_top(self, lane: int) -> float:
        return float(lane * self._geometry.lane_height)

    def _write(self, words: str, left: float, right: float, base: float) -> QRectF | None:
        """Where it was written; None where there is no room."""
        if right - left < min(_ROOM, text_width(words, self._size)):
            return None
        words = (
            words
            if text_width(words, self._size) <= right - left
            else elided(words, int(right - left), self._size, _PLAIN)
        )
        self._painter.drawText(QPointF(left, base), words)
        high = self._size * _LINE
        return QRectF(left, base - high, text_width(words, self._size), high * _BELOW)


def _run_around(counts: list[int], peak: int, few: int) -> tuple[int, int]:
    """From where to where bars stand without a gap."""
    first, last = peak, peak + 1
    while first and counts[first - 1] > few:
        first -= 1
    while last < len(counts) and counts[last] > few:
        last += 1
    return first, last
