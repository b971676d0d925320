"""Times of day: the axis of what does not move on with now, and the words of the cursor."""

from datetime import datetime
from math import ceil, floor

from core.wording import tr
from gui.charts.scale import Tick, ago_words

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)


def clock_words(at: float) -> str:
    """A time of day: `14:03:20`."""
    return _local(at).strftime("%H:%M:%S")


def moment_words(at: float, age: float) -> str:
    """A time of day and how long ago that is."""
    return tr("{time}, {ago}", time=clock_words(at), ago=ago_words(age))


def stretch_words(first: float, last: float) -> str:
    """From when to when: `14:03:20 to 14:05:00`."""
    return tr("{first} to {last}", first=clock_words(first), last=clock_words(last))


def clock_ticks(oldest: float, newest: float, now: float, most: int) -> list[Tick]:
    """Ticks at round times of day, placed in seconds relative to now."""
    span = newest - oldest
    step = next((step for step in _STEPS if span / step <= most), 3600)
    offset = _local(now).utcoffset()
    to_local = now + (offset.total_seconds() if offset is not None else 0.0)
    first = ceil((to_local + oldest) / step + 1e-6)
    last = floor((to_local + newest) / step - 1e-6)
    form = "%H:%M" if step >= 60 else "%H:%M:%S"
    places = [i * step - to_local for i in range(first, last + 1)]
    return [(place, _local(now + place + 0.001).strftime(form)) for place in places]


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()
