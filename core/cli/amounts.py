"""Numbers on the command line: seconds, messages, messages a second."""

import math
from collections.abc import Callable

import click


def seconds(typed: object) -> float:
    """How long."""
    return _above_zero(typed, float, "a number of seconds above 0, such as 10 or 0.5")


def messages(typed: object) -> int:
    """How many."""
    return int(_above_zero(typed, int, "a whole number of messages, 1 or more"))


def per_second(typed: object) -> float:
    """How fast."""
    words = "a number of messages a second above 0, such as 100 or 0.5"
    return _above_zero(typed, float, words)


def _above_zero(typed: object, read: Callable[[str], float], words: str) -> float:
    try:
        number = read(str(typed))
    except ValueError:
        number = 0
    if not 0 < number < math.inf:
        raise click.BadParameter(f"{str(typed)!r} is not {words}")
    return number
