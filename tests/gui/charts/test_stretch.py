import pytest

from gui.charts.stretch import Stretch


def test_that_what_ends_now_goes_with_now() -> None:
    assert Stretch(-300, 0).later(5) == Stretch(-300, 0)


def test_that_what_ended_before_now_is_longer_ago_later() -> None:
    assert Stretch(-300, -100).later(5) == Stretch(-305, -105)


def test_that_the_end_of_the_hour_is_the_end() -> None:
    assert Stretch(-3600, -3300).later(60) == Stretch(-3600, -3300)
    assert Stretch(-300, 0).moved(-9000) == Stretch(-3600, -3300)


def test_that_moving_forward_ends_at_now() -> None:
    assert Stretch(-400, -100).moved(500) == Stretch(-300, 0)


def test_that_zooming_while_live_stays_live() -> None:
    assert Stretch(-300, 0).zoomed(0.5, None) == Stretch(-150, 0)


def test_that_zooming_keeps_the_time_under_the_cursor_where_it_is() -> None:
    before = Stretch(-300, 0)
    after = before.zoomed(0.5, -200)
    assert (-200 - after.oldest) / after.span == pytest.approx((-200 - -300) / 300)


def test_that_zooming_has_a_narrowest_and_a_widest() -> None:
    assert Stretch(-12, 0).zoomed(0.1, None).span == 10
    assert Stretch(-3000, 0).zoomed(9, None) == Stretch(-3600, 0)
