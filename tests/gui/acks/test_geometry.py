import pytest

from gui.acks.geometry import AXIS, SHORT, TALL, geometry_for


def test_that_lanes_are_low_where_high_ones_would_not_all_be_seen() -> None:
    assert geometry_for(800, 600, 5).lane_height == TALL
    assert geometry_for(800, 600, 50).lane_height == SHORT
    assert geometry_for(800, 100, 3).lane_height == TALL


@pytest.mark.parametrize("lanes", [2, 40])
def test_that_larger_letters_get_higher_lanes_and_more_room_for_names(lanes: int) -> None:
    usual, large = (geometry_for(800, 500, lanes, wanted) for wanted in (1.0, 1.4))

    assert large.letters == 1.4
    assert large.is_tall == usual.is_tall
    assert large.lane_height == pytest.approx(1.4 * usual.lane_height, abs=1)
    assert large.axis == pytest.approx(1.4 * AXIS, abs=1)
    assert large.figures_width > usual.figures_width


def test_that_letters_stay_as_they_are_where_there_is_no_room() -> None:
    assert geometry_for(320, 300, 4, 1.4) == geometry_for(320, 300, 4)
    assert geometry_for(900, 120, 4, 1.4) == geometry_for(900, 120, 4)
