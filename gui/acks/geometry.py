"""Where things stand in the lanes: columns, lanes, the track of the waiting and of the settled."""

from dataclasses import dataclass
from functools import cached_property

from core.lanes.frame import age_at, place_of

SLOT = 6
"""Pixels of a slot: the width of a bar with its gap."""
TALL, SHORT, AXIS = 50, 30, 22
"""Heights of a lane with two lines of usual letters, of one with one, and of the scale above."""
_ROOM = (440, 160)
"""Width and height that are too small for larger letters than usual."""
_EDGE = 10
TICKS = (0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0, 3600.0)


@dataclass(frozen=True)
class Geometry:
    """Of a view of that size, with lanes of that height."""

    width: int
    height: int
    lane_height: int
    letters: float = 1.0
    """How much larger than usual they are."""

    @cached_property
    def axis(self) -> int:
        """How high the scale of ages is, above all lanes."""
        return round(AXIS * self.letters)

    @cached_property
    def label_width(self) -> int:
        """Of the names at the left."""
        return _between(self.width * 0.3, 150 * self.letters, 270 * self.letters)

    @cached_property
    def figures_width(self) -> int:
        """Of the numbers at the right."""
        return _between(self.width * 0.16, 92 * self.letters, 150 * self.letters)

    @cached_property
    def left(self) -> int:
        """Where ages begin."""
        return self.label_width + _EDGE

    @cached_property
    def right(self) -> int:
        """Where ages end."""
        return max(self.width - self.figures_width - _EDGE, self.left + SLOT)

    @cached_property
    def slots(self) -> int:
        """How many there are."""
        return max((self.right - self.left) // SLOT, 1)

    @cached_property
    def span(self) -> int:
        """Pixels from the youngest to the oldest."""
        return self.slots * SLOT

    @cached_property
    def is_tall(self) -> bool:
        """There is room for two lines of text."""
        return self.lane_height >= round(TALL * self.letters)

    @cached_property
    def held_height(self) -> int:
        """Of the track of the waiting, from the top of a lane."""
        return self.lane_height - (18 if self.is_tall else 11)

    @cached_property
    def settled_middle(self) -> float:
        """The middle of the track of the settled, from the top of a lane."""
        return (self.held_height + self.lane_height) / 2 - 1.0

    @cached_property
    def most_stacked(self) -> int:
        """So many messages in one place are shown one above the other."""
        return 3 if self.is_tall else 2

    def x_of(self, age: float) -> float:
        """Where a message of that age stands."""
        return self.left + place_of(age) * self.span

    def ages_at(self, x: float) -> tuple[float, float]:
        """From which to which age the slot at a point reaches."""
        slot = min(max(int((x - self.left) // SLOT), 0), self.slots - 1)
        return age_at(slot / self.slots), age_at((slot + 1) / self.slots)

    def lanes_in(self, scrolled: int, count: int) -> range:
        """The lanes that can be seen, some of them in part."""
        first = max(scrolled // self.lane_height, 0)
        last = (scrolled + self.height - self.axis) // self.lane_height + 1
        return range(min(first, count), min(max(last, first), count))


def geometry_for(width: int, height: int, lanes: int, wanted: float = 1.0) -> Geometry:
    """Lanes are low where high ones would not all be seen; letters as large as `wanted` if they fit."""
    letters = letters_for(width, height, wanted)
    tall, short, axis = (round(high * letters) for high in (TALL, SHORT, AXIS))
    fits = lanes * tall <= height - axis
    return Geometry(width, height, tall if fits or lanes <= 3 else short, letters)


def letters_for(width: float, height: float, wanted: float) -> float:
    """How much larger than usual letters can be where there is so much room."""
    return round(min(wanted, max(min(width / _ROOM[0], height / _ROOM[1]), 1.0)), 1)


def _between(wanted: float, least: float, most: float) -> int:
    return round(min(max(wanted, least), most))
