from typing import Any

import numpy as np
import pytest

from core.sources.queue_samples import COARSE, FINE, Grid, samples_of

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
    assert COARSE.query() == {
        "lengths_age": "3600",
        "lengths_incr": "10",
        "data_rates_age": "3600",
        "data_rates_incr": "10",
        "columns": "messages_ready_details.samples,messages_unacknowledged_details.samples,"
        "reductions_details.samples",
    }


def test_that_the_broker_gives_no_more_points_than_it_may() -> None:
    assert all(grid.age / grid.step <= 500 for grid in (COARSE, FINE))
