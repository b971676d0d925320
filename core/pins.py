"""Nodes of the flow that stay where somebody put them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite

import numpy as np

from core.layout import Layout, Place, spread
from core.ordering import COLUMNS, Slot

Pins = Mapping[Slot, tuple[float, float]]
"""How far beside the middle of its column each stands, and its y."""
MOST = 500
_FIRM = 1e6
_FURTHEST = 1e6


def pinned(layout: Layout, pins: Pins) -> Layout:
    """The layout with pinned nodes where they were put; those in whose way they are make room."""
    here = {slot: at for slot, at in pins.items() if slot in layout.places}
    if not here and not layout.pins:
        return layout
    homes = {slot: layout.homes.get(slot, place.y) for slot, place in layout.places.items()}
    middles = layout.middles
    places = {
        slot: replace(place, x=middles[slot[1]], y=homes[slot])
        for slot, place in layout.places.items()
    }
    for column in {slot[1] for slot in here}:
        _make_room(places, here, column)
    for slot, (aside, y) in here.items():
        places[slot] = replace(places[slot], x=middles[slot[1]] + aside, y=y)
    homes = {slot: y for slot, y in homes.items() if places[slot].y != y}
    return replace(layout, places=places, homes=homes, pins=frozenset(here))


def _make_room(places: dict[Slot, Place], pins: Pins, column: int) -> None:
    """Let no box of a column stand beneath one that is pinned there."""
    wide = max(place.width for place in places.values())
    y = {
        slot: pins[slot][1] if slot in pins else place.y
        for slot, place in places.items()
        if slot[1] == column and abs(pins.get(slot, (0.0, 0.0))[0]) < wide
    }
    order = sorted(y, key=lambda slot: (y[slot], slot))
    weights = np.array([_FIRM if slot in pins else 1.0 for slot in order])
    found = spread(np.array([y[slot] for slot in order]), weights, column)
    for slot, at in zip(order, found.tolist(), strict=True):
        places[slot] = replace(places[slot], y=round(at))


def written(pins: Pins) -> list[list[str | float]]:
    """Pins as JSON keeps them, the newest last; of very many the newest."""
    found: list[list[str | float]] = [[*slot, *at] for slot, at in pins.items()]
    return found[-MOST:]


def read(kept: object) -> dict[Slot, tuple[float, float]]:
    """Pins as they were written; what is not one is left out."""
    found: dict[Slot, tuple[float, float]] = {}
    for one in kept if isinstance(kept, list) else []:
        match one:
            case [str(node), int(column), int() | float() as aside, int() | float() as y]:
                if 0 <= column < COLUMNS and all(map(_is_near, (aside, y))):
                    found[node, column] = (float(aside), float(y))
    return found


def _is_near(number: float) -> bool:
    return isfinite(number) and abs(number) < _FURTHEST


class PinBook:
    """The pins of several brokers, as one text; those used longest ago are forgotten."""

    BROKERS = 20

    def __init__(self, text: str = "") -> None:
        try:
            kept = json.loads(text) if text else {}
        except ValueError:
            kept = {}
        self._kept: dict[str, object] = kept if isinstance(kept, dict) else {}

    def of(self, broker: str) -> dict[Slot, tuple[float, float]]:
        """What is pinned there."""
        return read(self._kept.get(broker))

    def put(self, broker: str, pins: Pins) -> None:
        """Remember what is pinned there now."""
        self._kept.pop(broker, None)
        if pins:
            self._kept[broker] = written(pins)
        for oldest in list(self._kept)[: -self.BROKERS]:
            del self._kept[oldest]

    @property
    def text(self) -> str:
        """Everything, to be kept."""
        return json.dumps(self._kept, ensure_ascii=False, separators=(",", ":"))
