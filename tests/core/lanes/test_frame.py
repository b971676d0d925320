from collections.abc import Sequence

import numpy as np
import pytest

from core.lanes.frame import STAYING, Frame, age_at, frame, place_of
from core.lanes.settled import UNKNOWN, Fate, SettledMessages
from core.lanes.waiting import WaitingMessages
from tests.core.lanes.lane_facts import NOW, delivered
from tests.core.seen_facts import lives_of


def frame_of(
    held: Sequence[tuple[int, float]],
    gone: Sequence[tuple[int, float, float, Fate]] = (),
    shown: int = 2,
) -> Frame:
    """Held: holder and age; gone: holder, how long ago, age, fate."""
    waiting, settled = WaitingMessages(), SettledMessages(100)
    for number, (holder, age) in enumerate(held):
        (message,) = lives_of(delivered(number + 1))
        waiting.add(message, holder, NOW - age)
    for holder, ago, age, fate in gone:
        settled.add(lives_of(delivered(1))[0], NOW - ago, age, holder, fate, 0)
    settled.settle()
    return frame(waiting, settled, list(range(shown)), 3, slots=10, few=2, now=NOW)


@pytest.mark.parametrize(
    ("age", "place"), [(0.0, 0.0), (0.001, 0.0), (1.0, 0.4576), (3600.0, 1.0), (86_400.0, 1.0)]
)
def test_that_a_message_stands_at_its_age(age: float, place: float) -> None:
    assert place_of(age) == pytest.approx(place, abs=1e-3)
    assert place_of(age_at(place)) == pytest.approx(place, abs=1e-3)


def test_that_few_are_told_and_many_are_a_number() -> None:
    told = frame_of([(0, 1.0), (0, 1.01), (1, 60.0), (1, 60.1), (1, 60.2)])

    assert told.held.counts.sum(axis=1).tolist() == [2, 3]
    assert told.held.rows.tolist() == [0, 1]
    assert told.held.rank.tolist() == [0, 1]
    assert told.held.lane.tolist() == [0, 0]


def test_that_lanes_out_of_sight_are_not_counted() -> None:
    assert frame_of([(0, 1.0), (2, 1.0)]).held.counts.sum() == 1


def test_that_what_went_wrong_is_told_also_in_a_crowd() -> None:
    acks = [(0, 1.0, 0.01, Fate.ACK)] * 5
    rejects = [(0, 1.0, 0.01, Fate.REJECT)] * 5

    told = frame_of([], acks + rejects)

    assert told.settled.counts.sum() == 5
    assert told.settled.rows.tolist() == [5, 6]


def test_that_only_what_was_just_settled_at_a_known_age_is_shown() -> None:
    gone = [
        (0, 1.0, 0.5, Fate.ACK),
        (0, 3.5, 0.5, Fate.ACK),
        (0, 1.0, UNKNOWN, Fate.ACK),
    ]

    told = frame_of([], gone)

    assert told.settled.rows.tolist() == [0]
    assert told.ago.tolist() == [1.0]


def test_that_the_ring_keeps_the_newest() -> None:
    settled = SettledMessages(4)
    (message,) = lives_of(delivered(1))
    for at in range(1, 11):
        settled.add(message, float(at), 0.0, 0, Fate.ACK, 0)
    settled.settle()

    assert np.sort(settled.at).tolist() == [7.0, 8.0, 9.0, 10.0]
    assert settled.reaches_back_to == 7.0


def staying(gone: Sequence[tuple[int, float, float, Fate]], stays: int | None) -> Frame:
    settled = SettledMessages(100)
    for holder, ago, age, fate in gone:
        settled.add(lives_of(delivered(1))[0], NOW - ago, age, holder, fate, 0)
    settled.settle()
    return frame(WaitingMessages(), settled, [0, 1], 3, slots=10, few=2, now=NOW, stays=stays)


def test_that_what_is_pointed_at_stays_and_does_not_fade() -> None:
    long_ago = [(0, 60.0, 0.01, Fate.ACK), (1, 60.0, 0.01, Fate.ACK), (1, 1.0, 0.01, Fate.ACK)]

    assert staying(long_ago, None).settled.rows.tolist() == [2]
    told = staying(long_ago, 0)
    assert told.settled.rows.tolist() == [0, 2]
    assert told.settled.lane.tolist() == [0, 1]
    assert told.ago.tolist() == [STAYING, pytest.approx(1.0)]


def test_that_it_stays_told_by_itself_in_a_crowd() -> None:
    told = staying([(0, 1.0, 0.01, Fate.ACK)] * 5, 3)

    assert told.settled.rows.tolist() == [3]
    assert told.settled.counts.sum() == 4
