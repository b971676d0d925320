"""Ticks and ranges of the two axes, in steps of 1, 2 and 5, so that they rarely change."""

from math import ceil, floor, log10

from core import numbers
from core.wording import tr

Tick = tuple[float, str]

_AGES = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_HEADROOM = 1.06
_SHRINKS_AT = 0.7


def step_for(span: float, most: int) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that divides `span` at most so often."""
    raw = span / most
    power = 10.0 ** floor(log10(raw))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999_999)


def top_for(peak: float, before: float = 0.0) -> float:
    """Where a value axis that begins at 0 ends; `before` is kept unless it is far too large."""
    if peak <= 0:
        return before if 0 < before <= 1 else 1.0
    high = peak * _HEADROOM
    step = step_for(high, 5)
    wanted = ceil(high / step - 1e-9) * step
    return before if before * _SHRINKS_AT < wanted <= before else wanted


def value_ticks(top: float, most: int = 5) -> list[Tick]:
    """Ticks of a value axis from 0 to `top`."""
    step = step_for(top, most)
    return [(i * step, tick_words(i * step, step)) for i in range(floor(top / step + 1e-9) + 1)]


def tick_words(value: float, step: float) -> str:
    """A value at a tick, short: `0.5`, `250`, `12,000`, `1.5M`."""
    if step >= 100_000:
        return f"{value / 1e6:g}M" if value else "0"
    decimals = max(0, -floor(log10(step) + 1e-9))
    return numbers.grouped(value, decimals) if value else "0"


def age_ticks(oldest: float, newest: float, most: int) -> list[Tick]:
    """Ticks of the axis of seconds ago; both ends are negative or 0, 0 is now."""
    span = newest - oldest
    step, wanted = multiples(oldest, newest, most)
    inset = span * 1e-6  # a tick on the very edge would not be drawn
    return [
        (min(max(i * step, oldest + inset), newest - inset), _tick_age(-i * step)) for i in wanted
    ]


def multiples(oldest: float, newest: float, most: int) -> tuple[int, range]:
    """A round time, and which multiples of it are in a stretch: at most so many, at least two."""
    found = 1, range(0)
    for step in _steps(newest - oldest, most):
        found = step, range(ceil(oldest / step - 1e-9), floor(newest / step + 1e-9) + 1)
        if len(found[1]) > 1:
            break
    return found


def _steps(span: float, most: int) -> list[int]:
    """The finest that does not divide a stretch too often, then ever finer ones."""
    fitting = next((age for age in _AGES if span / age <= most), _AGES[-1])
    return [age for age in reversed(_AGES) if age <= fitting]


def is_now(seconds: float) -> bool:
    """So little ago that it counts as now."""
    return round(seconds) <= 0


def ago_words(seconds: float) -> str:
    """How long ago something was, to go into a sentence: `now`, `12 s ago`."""
    return tr("now") if is_now(seconds) else tr("{age} ago", age=numbers.whole_age(round(seconds)))


def _tick_age(seconds: float) -> str:
    return tr("now") if is_now(seconds) else numbers.given_time(round(seconds))
