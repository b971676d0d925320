"""The pace of a run, on a stopwatch that the test turns."""

from core.publishing import Outcome, Publish
from core.sources.publish_run import WINDOW, WINDOW_BYTES, Pace, Run


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 50.0

    def __call__(self) -> float:
        return self.seconds


def run(body: bytes = b"", count: int = 10) -> Run:
    return Run(Publish(body=body), count, None, lambda: 0.0)


def test_that_without_a_rate_everything_is_due_at_once() -> None:
    pace = Pace(None)

    assert pace.due(0, 1000) == 1000
    assert pace.wait(3) == 0.0


def test_that_messages_become_due_one_by_one() -> None:
    watch = Stopwatch()
    pace = Pace(10.0, watch)

    assert pace.due(0, 100) == 1
    watch.seconds += 0.25
    assert pace.due(1, 100) == 3
    assert 0.04 < pace.wait(3) < 0.06


def test_that_no_more_than_the_count_is_due() -> None:
    watch = Stopwatch()
    pace = Pace(10.0, watch)
    watch.seconds += 0.4

    assert pace.due(0, 2) == 2


def test_that_a_stall_is_not_made_up_for() -> None:
    watch = Stopwatch()
    pace = Pace(100.0, watch)
    watch.seconds += 60

    assert pace.due(5, 10_000) == 6
    watch.seconds += 0.1
    assert pace.due(6, 10_000) in (15, 16)


def test_that_a_slow_rate_is_no_stall() -> None:
    watch = Stopwatch()
    pace = Pace(0.1, watch)

    assert pace.due(0, 5) == 1
    watch.seconds += 9
    assert pace.due(1, 5) == 1
    watch.seconds += 1.5
    assert pace.due(1, 5) == 2


def test_that_a_restart_makes_the_next_message_due() -> None:
    watch = Stopwatch()
    pace = Pace(1.0, watch)
    watch.seconds += 0.5
    pace.restart(7)

    assert pace.due(7, 100) == 8
    assert pace.due(8, 100) == 8


def test_that_large_bodies_make_the_window_small() -> None:
    assert run().window == WINDOW
    assert run(b"x" * (WINDOW_BYTES // 4)).window == 4
    assert run(b"x" * (WINDOW_BYTES + 1)).window == 1


def test_that_there_is_no_room_while_the_broker_blocks() -> None:
    made = run()
    made.confirms.sent(1, 1, "")
    assert made.room == WINDOW - 1

    made.blocked = "low on memory"

    assert made.room == 0
    assert made.progress.blocked == "low on memory"


def test_that_progress_counts_outcomes() -> None:
    made = run(count=2)
    outcomes: list[Outcome] = []
    for number in (1, 2):
        made.confirms.sent(number, number, "")
        outcomes += made.confirms.acked(number, multiple=False)

    made.count_in(outcomes)

    assert (made.progress.wanted, made.progress.confirmed, made.done) == (2, 2, False)
    made.finish()
    assert made.wait(0)
