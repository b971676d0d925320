"""Times of day: the axis of what does not move on with now, and the words of the cursor."""

from datetime import datetime

from core import numbers
from core.wording import tr
from gui.charts.scale import Tick, ago_words, multiples


def moment_words(at: float, age: float) -> str:
    """A time of day and how long ago that is."""
    return tr("{time}, {ago}", time=numbers.clock(at), ago=ago_words(age))


def stretch_words(first: float, last: float) -> str:
    """From when to when: `14:03:20 to 14:05:00`."""
    return tr("{first} to {last}", first=numbers.clock(first), last=numbers.clock(last))


def clock_ticks(oldest: float, newest: float, now: float, most: int) -> list[Tick]:
    """Ticks at round times of day, placed in seconds relative to now."""
    offset = _local(now).utcoffset()
    to_local = now + (offset.total_seconds() if offset is not None else 0.0)
    inset = (newest - oldest) * 1e-6  # a tick on the very edge would be half a tick
    step, wanted = multiples(to_local + oldest + inset, to_local + newest - inset, most)
    form = "%H:%M" if step >= 60 else "%H:%M:%S"
    places = [i * step - to_local for i in wanted]
    return [(place, _local(now + place + 0.001).strftime(form)) for place in places]


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()
