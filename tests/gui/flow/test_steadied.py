"""Rates as they are on the whole."""

import numpy as np
import pytest

from gui.flow.steadied import Steadied


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def after(clock: Clock, steadied: Steadied, *rates: float) -> float:
    """The mean after these rates, a second each."""
    for rate in rates:
        clock.at += 1.0
        mean = float(steadied.take(np.array([rate]))[0])
    return mean


def test_that_what_evens_out_is_nothing_and_what_stays_is_all() -> None:
    clock = Clock()
    to_and_fro, constant = Steadied(clock), Steadied(clock)

    assert abs(after(clock, to_and_fro, *[10.0, -10.0] * 20)) < 1.0
    assert after(clock, constant, *[10.0] * 40) == pytest.approx(10.0)


def test_that_what_begins_is_seen_within_seconds() -> None:
    clock = Clock()
    steadied = Steadied(clock)
    after(clock, steadied, *[0.0] * 10)

    assert after(clock, steadied, *[10.0] * 8) > 6.0


def test_that_unknown_is_unknown_and_begins_anew() -> None:
    clock = Clock()
    steadied = Steadied(clock)
    after(clock, steadied, 10.0)

    assert np.isnan(after(clock, steadied, float("nan")))
    assert after(clock, steadied, 4.0) == 4.0


def test_that_it_goes_on_where_another_was() -> None:
    clock = Clock()
    before = Steadied(clock)
    before.take(np.array([1.0, 2.0, 3.0]))
    steadied = before.of(np.array([2, -1, 0]))

    assert steadied.take(np.array([3.0, 7.0, 1.0])).tolist() == [3.0, 7.0, 1.0]
    clock.at += 1.0
    assert steadied.take(np.array([3.0, 7.0, 9.0]))[2] < 3.0
