from math import nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.broker_samples import (
    COARSE,
    FINE,
    OF_QUEUE,
    OF_VHOST,
    Grid,
    rates,
    samples_of,
)

AT = 1_700_000_000.0
"""On every grid."""


def told(grid: Grid, ahead: float = 0.0, **numbers: list[float]) -> dict[str, Any]:
    """A reply at `AT`: newest first; depths have the next point of the grid, too."""
    reply = {}
    for name, values in numbers.items():
        newest = AT + ahead - (grid.step if name == "reductions" else 0) + grid.step
        points = [
            {"timestamp": int(1000 * (newest - n * grid.step)), "sample": value}
            for n, value in enumerate(reversed(values))
        ]
        reply[f"{name}_details"] = {"samples": points}
    return reply


def test_that_they_are_told_oldest_first_until_now() -> None:
    reply = told(FINE, messages_ready=[1, 2, 3, 4], reductions=[7, 7, 8])
    found = samples_of(reply, FINE, AT + 1)

    assert list(found) == ["ready"]
    assert found["ready"].times.tolist() == [AT - 10, AT - 5, AT]
    assert found["ready"].values.tolist() == [1, 2, 3]
    assert (found["ready"].within, found["ready"].apart) == (5, 10)


def test_that_zeros_of_before_it_was_there_are_left_out() -> None:
    reply = told(
        COARSE,
        messages_ready=[0, 0, 0, 9, 9],
        messages_unacknowledged=[0, 0, 0, 0, 0],
        reductions=[0, 0, 55, 60],
    )
    found = samples_of(reply, COARSE, AT + 1)

    assert found["ready"].values.tolist() == [0, 9]
    assert found["unacked"].values.tolist() == [0, 0]


def test_that_nothing_is_known_of_a_queue_that_never_worked() -> None:
    reply = told(COARSE, messages_ready=[0, 0, 0], reductions=[0, 0])

    assert samples_of(reply, COARSE, AT + 1) == {}


def test_that_without_its_work_it_is_known_since_its_first_message() -> None:
    reply = told(COARSE, messages_ready=[0, 0, 9, 0, 9], messages_unacknowledged=[0, 3, 0, 0, 0])

    assert samples_of(reply, COARSE, AT + 1)["ready"].values.tolist() == [0, 9, 0]


@pytest.mark.parametrize("ahead", [-3600.0, -60.0, 40.0])
def test_that_they_are_told_by_our_clock(ahead: float) -> None:
    reply = told(FINE, ahead, messages_ready=[1, 2, 3, 4], reductions=[7, 7, 8])
    found = samples_of(reply, FINE, AT + 2.5)

    assert np.allclose(found["ready"].times, [AT - 10, AT - 5, AT])


@pytest.mark.parametrize("late", [-1.5, 0.0, 2.0, 4.9, 6.5])
def test_that_clocks_that_may_agree_do(late: float) -> None:
    reply = told(FINE, messages_ready=[1, 2, 3, 4], reductions=[7, 7, 8])

    assert samples_of(reply, FINE, AT + late)["ready"].times[0] == AT - 10


@pytest.mark.parametrize(
    "reply",
    [
        [],
        {},
        {"messages_ready_details": []},
        {"messages_ready_details": {"rate": 0.0}},
        {"messages_ready_details": {"samples": []}},
        {"messages_ready_details": {"samples": [{"sample": "1", "timestamp": 5}, 7]}},
        None,
    ],
)
def test_that_a_broker_without_samples_tells_nothing(reply: object) -> None:
    assert samples_of(reply, FINE, AT) == {}


def test_what_is_asked_for() -> None:
    query = COARSE.query(OF_QUEUE)
    columns = query.pop("columns").split(",")

    assert columns[:3] == [
        "name",
        "messages_ready_details.samples",
        "messages_unacknowledged_details.samples",
    ]
    assert "message_stats.deliver_get_details.samples" in columns
    assert query == {
        "lengths_age": "3600",
        "lengths_incr": "10",
        "msg_rates_age": "3600",
        "msg_rates_incr": "10",
        "data_rates_age": "3600",
        "data_rates_incr": "10",
    }


def test_that_the_broker_gives_no_more_points_than_it_may() -> None:
    assert all(grid.age / grid.step <= 500 for grid in (COARSE, FINE))


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        pytest.param([0] * 20, [nan] + [0] * 12 + [nan] * 7, id="nothing has passed"),
        pytest.param(
            [0] * 7 + [60] * 6 + [120] * 6,
            [nan, 0] + [1] * 12 + [nan] * 5,
            id="one a second, whenever the broker has looked",
        ),
        pytest.param(
            [0] * 20 + [60] + [60] * 13,
            [nan] + [0] * 14 + [1] * 6 + [0] * 6 + [nan] * 7,
            id="none, some in the minute before it was seen, none",
        ),
        pytest.param(
            [90] * 7 + [10] * 6 + [70] * 6,
            [nan, 0] + [nan] * 6 + [1] * 6 + [nan] * 5,
            id="who counts anew says nothing of the time before",
        ),
        pytest.param(
            [0] * 3 + [60] * 6 + [120] * 6,
            [nan] * 4 + [1] * 6 + [nan] * 5,
            id="some of what was counted first was before",
        ),
        pytest.param([5], [nan], id="one sample is no rate"),
        pytest.param([], [], id="none is none"),
    ],
)
def test_how_fast_it_went_on(totals: list[float], expected: list[float]) -> None:
    found = rates(np.array(totals, float), COARSE)

    assert np.array_equal(found, expected, equal_nan=True), found.tolist()


def test_that_counters_are_told_as_rates() -> None:
    reply = told(FINE, messages_ready=[0] * 9, reductions=[7] * 8)
    reply["message_stats"] = told(FINE, publish=[0, 0, 10, 20, 30, 40, 50, 60])
    found = samples_of(reply, FINE, AT + 1)

    assert found["route"].values[2:6].tolist() == [2, 2, 2, 2]
    assert "ack" not in found


@given(st.lists(st.integers(0, 300), min_size=30, max_size=60), st.integers(0, 5))
def test_that_as_many_have_passed_as_were_counted(passed: list[int], phase: int) -> None:
    """However fast it went: no message is invented, none is lost between two samples."""
    taken = np.cumsum(passed)
    beats = [phase + 6 * n + (1 if n % 3 == 0 else 0) for n in range(len(passed))]
    totals = np.zeros(beats[-1] + 1)
    for beat, total in zip(beats, taken, strict=True):
        totals[beat:] = total
    found = rates(totals, COARSE)
    first, last = beats[1], len(totals) - 8
    known = found[first + 1 : last + 1]

    assert not np.isnan(known).any()
    assert abs(10 * known.sum() - (totals[last] - totals[first])) <= 2 * max(passed) + 1


@pytest.mark.parametrize("late", [0.0, 2.0, 4.9, 6.5])
def test_that_the_newest_point_of_a_vhost_has_been(late: float) -> None:
    reply = told(FINE, ahead=-5, messages_ready=[1, 2, 3, 4])
    reply["message_stats"] = told(FINE, ahead=-5, confirm=[0, 0, 10, 20])
    found = samples_of(reply, FINE, AT + late, OF_VHOST)

    assert found["ready"].times.tolist() == [AT - 15, AT - 10, AT - 5, AT]
    assert found["confirm"].values[2] == 2
