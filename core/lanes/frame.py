"""What a view draws of lanes at one time: where each message stands, or how many stand there.

A message stands at its age, on a logarithmic scale from a millisecond to an hour, and so moves to
the right until it is settled. Places are counted in slots of a few pixels: where few stand each
is told, where many stand they are a number.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.lanes.settled import WELL, Fate, SettledMessages
from core.lanes.waiting import WaitingMessages

YOUNGEST, OLDEST = 0.001, 3600.0
LASTING = 3.0
"""Seconds for which a settled message is shown."""
STAYING = 1.75
"""What somebody points at is no older than that: it does not fade."""
_LOW = math.log10(YOUNGEST)
_SPAN = math.log10(OLDEST) - _LOW
_IS_WELL = np.isin(np.arange(len(Fate)), WELL)
Floats = NDArray[np.float64]
Places = NDArray[np.intp]


def place_of(age: float) -> float:
    """Where a message of that age stands: 0 at the left, 1 at the right."""
    return min(max((math.log10(max(age, YOUNGEST)) - _LOW) / _SPAN, 0.0), 1.0)


def age_at(place: float) -> float:
    """The age of what stands there."""
    return float(10 ** (place * _SPAN + _LOW))


def places_of(ages: Floats) -> Floats:
    """Where messages of these ages stand."""
    logs = np.log10(np.clip(ages, YOUNGEST, OLDEST))
    return np.asarray((logs - _LOW) / _SPAN, np.float64)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Messages in lanes, each of them or how many."""

    counts: NDArray[np.int64]
    """How many stand in each slot of each shown lane."""
    rows: Places
    """Of those that are told one by one: what identifies them where they come from."""
    lane: Places
    """Which shown lane they are in."""
    place: Floats
    rank: Places
    """Of how many others in the same slot they stand on top."""


@dataclass(frozen=True, slots=True)
class Frame:
    """All that moves in some lanes."""

    now: float
    held: Crowd
    settled: Crowd
    ago: Floats
    """How long ago each one in `settled` was."""


def lanes_by_holder(shown: list[int], holders: int) -> Places:
    """Which shown lane each holder has; the last entry is for those that are gone."""
    lanes = np.full(holders + 1, -1, np.intp)
    lanes[shown] = np.arange(len(shown))
    return lanes


def frame(
    waiting: WaitingMessages,
    settled: SettledMessages,
    shown: list[int],
    holders: int,
    slots: int,
    few: int,
    now: float,
    stays: int | None = None,
) -> Frame:
    """What is to be drawn of the holders in `shown`, in that order; so few are told one by one.

    The settled message at the place `stays` is told whenever that was.
    """
    lane_of = lanes_by_holder(shown, holders)
    size = len(shown), max(slots, 1)
    lane = lane_of.take(waiting.holder, mode="wrap")
    rows = (lane >= 0).nonzero()[0]
    held = _held(rows, lane[rows], places_of(now - waiting.since[rows]), size, few)
    recent = settled.lately(now - LASTING)
    if stays is not None:
        recent = np.union1d(recent, [stays])
    lane = lane_of[settled.holder[recent]]
    known = (lane >= 0) & (settled.age[recent] >= 0)
    recent, lane = recent[known], lane[known]
    fate = settled.fate[recent]
    gone = _gone(recent, lane, places_of(settled.age[recent]), size, few, fate, recent == stays)
    ago = now - settled.at[gone.rows]
    ago[gone.rows == stays] = np.minimum(ago[gone.rows == stays], STAYING)
    return Frame(now, held, gone, ago)


def _held(rows: Places, lane: Places, place: Floats, size: tuple[int, int], few: int) -> Crowd:
    """Count by slots; tell those where few stand."""
    cell = _cells(lane, place, size)
    counts = np.bincount(cell, minlength=size[0] * size[1])
    told = np.flatnonzero(counts[cell] <= few)
    return Crowd(counts.reshape(size), rows[told], lane[told], place[told], _ranks(cell[told]))


def _gone(
    rows: Places,
    lane: Places,
    place: Floats,
    size: tuple[int, int],
    few: int,
    fate: NDArray[np.int8],
    stays: NDArray[np.bool_],
) -> Crowd:
    """What went well is told where it was little, else counted; what did not is always told."""
    cell = _cells(lane, place, size)
    apart = cell * len(Fate) + fate
    are_few = np.bincount(apart)[apart] <= few if len(apart) else apart > 0
    well = _IS_WELL[fate]
    told = np.where(well, are_few, _ranks(apart) < few) | stays
    counts = np.bincount(cell[well & ~told], minlength=size[0] * size[1])
    shown = np.flatnonzero(told)
    ranks = _ranks(cell[shown])
    return Crowd(counts.reshape(size), rows[shown], lane[shown], place[shown], ranks)


def _cells(lane: Places, place: Floats, size: tuple[int, int]) -> Places:
    slot = np.minimum((place * size[1]).astype(np.intp), size[1] - 1)
    return np.asarray(lane * size[1] + slot, np.intp)


def _ranks(cells: Places) -> Places:
    """Of each one, how many before it are in the same cell."""
    order = np.argsort(cells, kind="stable")
    ordered = cells[order]
    counted = np.arange(len(cells))
    begins = np.ones(len(cells), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    ranks = np.empty(len(cells), np.intp)
    ranks[order] = counted - np.maximum.accumulate(np.where(begins, counted, 0))
    return ranks
