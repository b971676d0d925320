"""How many orders come when: a day in two minutes, with a newsletter now and then."""

from math import cos, pi

DAY_SECONDS = 120.0
ORDERS_PER_SECOND = 3.0
"""On the average of a day, without the bursts."""
_OPENS_AT = 25.0
"""The shop opens in the morning, so that there is something to see at once."""
_BURST_EVERY = 23.0
_BURST_SECONDS = 1.5
_BURST_FACTOR = 3.0


def orders_per_second(at: float) -> float:
    """The rate at a time since the shop opened: night, two waves, and short bursts."""
    phase = 2 * pi * (at + _OPENS_AT) / DAY_SECONDS
    wave = 1.0 - 0.35 * cos(phase) - 0.25 * cos(2 * phase)
    burst = _BURST_FACTOR if at % _BURST_EVERY > _BURST_EVERY - _BURST_SECONDS else 1.0
    return ORDERS_PER_SECOND * wave * burst
