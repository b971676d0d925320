"""What is under the pointer in the lanes: a message, or a bar of many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core import numbers
from core.lanes.frame import Frame
from core.lanes.lane import Lane
from core.lanes.ledger import LaneLedger
from core.lanes.settled import Fate
from core.watched_message import Message
from core.wording import phrase, tr
from gui.acks.geometry import SLOT, Geometry
from gui.acks.labels import Labels, label_at
from gui.acks.looks import FATE_LOOKS
from gui.acks.words import message_words

if TYPE_CHECKING:
    from gui.acks.moving_paint import MovingPainter

NEAR = 8.0
_SAME = 4.0
"""What is no further away than the nearest by that shares its place: it covers it, or stands on it."""
_WAITING = {
    "consumer": phrase("unacked for {age}"),
    "publisher": phrase("unconfirmed for {age}"),
    "queue": phrase("back in the queue for {age}"),
}


@dataclass(frozen=True, slots=True)
class Pick:
    """A message, or the oldest of many, and what is said of it."""

    message: Message | None
    words: str
    place: int | None = None
    """Of one that has left its lane: where it is among these."""
    is_many: bool = False


class Picker:
    """Looks up what was painted last."""

    def __init__(
        self,
        ledger: LaneLedger,
        frame: Frame,
        painted: "MovingPainter",
        geometry: Geometry,
        labels: Labels,
    ) -> None:
        self._ledger = ledger
        self._frame = frame
        self._painted = painted
        self._geometry = geometry
        self._labels = labels

    def at(self, at: QPointF, lanes: list[Lane], shown: range, top: float) -> Pick | None:
        """What is at a point; `top` is where the first shown lane begins."""
        geometry = self._geometry
        index = int((at.y() - top) // geometry.lane_height)
        if not 0 <= index < len(shown) or not geometry.left - NEAR <= at.x() <= geometry.right:
            return None
        lane = lanes[shown[index]]
        return self._waiting(at, lane) or self._settled(at) or self._bar(at, lane, index)

    def of(self, message: Message, place: int | None, lanes: list[Lane]) -> Pick | None:
        """What is to be said now of a message that waits, or was settled at a place."""
        if place is not None:
            return self._of_place(place)
        waiting = self._ledger.waiting
        row = waiting.row(message)
        holder = None if row is None else waiting.holder[row]
        lane = next((one for one in lanes if one.number == holder), None)
        return None if row is None or lane is None else self._of_row(row, lane)

    def _waiting(self, at: QPointF, lane: Lane) -> Pick | None:
        near = _nearest(self._painted.waiting_at, self._labels.waiting, at)
        if near is None:
            return None
        return self._of_row(int(self._frame.held.rows[near]), lane)

    def _of_row(self, row: int, lane: Lane) -> Pick:
        message = self._ledger.waiting.message(row)
        age = self._frame.now - float(self._ledger.waiting.since[row])
        return Pick(message, message_words(message, tr(_WAITING[lane.kind], age=numbers.age(age))))

    def _settled(self, at: QPointF) -> Pick | None:
        near = _nearest(self._painted.settled_at, self._labels.settled, at)
        if near is None:
            return None
        return self._of_place(int(self._frame.settled.rows[near]))

    def _of_place(self, place: int) -> Pick | None:
        settled = self._ledger.settled
        message = settled.message(place)
        if message is None:
            return None
        fate = tr(FATE_LOOKS[Fate(int(settled.fate[place]))].word)
        age = numbers.age(float(settled.age[place]))
        words = message_words(message, tr("{fate} after {age}", fate=fate, age=age))
        return Pick(message, words, place)

    def _bar(self, at: QPointF, lane: Lane, index: int) -> Pick | None:
        geometry = self._geometry
        slot = min(max(int((at.x() - geometry.left) // SLOT), 0), geometry.slots - 1)
        count = int(self._frame.held.counts[index, slot])
        if count <= geometry.most_stacked:
            return None
        young, old = geometry.ages_at(at.x())
        waiting, now = self._ledger.waiting, self._frame.now
        mine = (waiting.holder == lane.number) & (waiting.since >= now - old)
        rows = np.flatnonzero(mine)
        what = tr(
            "{n:,} messages, each for {young} to {old}",
            n=count,
            young=numbers.age(young),
            old=numbers.age(old),
        )
        if not len(rows):
            return Pick(None, what, is_many=True)
        oldest = waiting.message(int(rows[waiting.since[rows].argmin()]))
        age = now - float(waiting.since[rows].min())
        told = message_words(oldest, tr("for {age}", age=numbers.age(age)))
        words = tr("{bar}\nThe oldest:\n{message}", bar=what, message=told)
        return Pick(oldest, words, is_many=True)


def _nearest(
    points: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    labels: Mapping[int, QRectF],
    at: QPointF,
) -> int | None:
    """The one whose label or place it is; where several share a place, the one that is named."""
    named = label_at(labels, at)
    if named is not None:
        return named
    if not len(points):
        return None
    apart = np.abs(points - (at.x(), at.y()))
    near = apart[:, 0] + apart[:, 1] * 0.5
    best = int(near.argmin())
    if near[best] > NEAR:
        return None
    beside = [one for one in labels if near[one] <= near[best] + _SAME]
    return min(beside, key=lambda one: float(near[one]), default=best)
