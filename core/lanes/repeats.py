"""What happens to one message over and over, told once: how often, how fast, since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.lanes.life import LifeStep

_LONGEST = 6
"""Steps of a round at most, such as deliver, reject, dead-letter, route, deliver, reject."""
_FEWEST = 4
"""Rounds that are worth to be folded; the newest of them is always told step by step."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Rounds of the same steps, one after another."""

    steps: tuple[LifeStep, ...]
    """Those of the first round."""
    times: int
    first: float
    """When the first round began."""
    last: float
    """When the last round began."""

    @property
    def every(self) -> float:
        """Seconds from one round to the next, on average."""
        return (self.last - self.first) / (self.times - 1)

    @property
    def services(self) -> tuple[str, ...]:
        """Who did it in the first round."""
        return tuple(dict.fromkeys(step.service for step in self.steps if step.service))


def folded(steps: Sequence[LifeStep]) -> Iterator[LifeStep | Repeat]:
    """Steps in order, those that repeat as one."""
    signs = [(step.event, step.words) for step in steps]
    at = 0
    while at < len(steps):
        size, rounds = _longest_run(signs, at)
        if rounds < _FEWEST:
            yield steps[at]
            at += 1
            continue
        times = rounds - 1
        last = at + (times - 1) * size
        yield Repeat(tuple(steps[at : at + size]), times, steps[at].at, steps[last].at)
        yield from steps[last + size : last + 2 * size]
        at = last + 2 * size


def _longest_run(signs: Sequence[object], at: int) -> tuple[int, int]:
    """Of how many steps a round is, and how many there are; the shortest round that repeats."""
    for size in range(1, _LONGEST + 1):
        end = at + size
        while end < len(signs) and signs[end] == signs[end - size]:
            end += 1
        rounds = (end - at) // size
        if rounds >= _FEWEST:
            return size, rounds
    return 1, 1
