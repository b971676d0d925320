from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import numbers
from core.backlog import Backlogs
from core.counters import HISTORY_SECONDS
from core.facts import PastRead, Samples
from core.graph import EdgeKey, FlowGraph
from core.past import Past, Whose
from core.topology_log import Entry, TopologyLog
from core.troubles import Trouble

AT = 1_700_000_000.0
HERE = Trouble("queue:bills", "no_consumer", "warning", "no consumer")


class Recorded:
    """A queue and what was recorded of it until `AT`."""

    def __init__(self) -> None:
        self.graph = FlowGraph()
        self.node = self.graph.node("queue", "bills")
        self.node.gauges["ready"] = self.graph.gauges.allocate()
        self.log = TopologyLog()
        self.asked: list[Whose] = []
        self.past = Past(self.asked.append)
        self.backlogs = Backlogs(self.graph, self.log, self.past)

    def pass_time(self, depth: Callable[[int], int | None], seconds: int, end: float = AT) -> None:
        """What was ready in each second, the last one 0; None where nobody told."""
        ring = np.array([self.node.gauges["ready"]])
        for second in range(1 - seconds, 1):
            ready = depth(second)
            if ready is not None:
                at = end + second
                self.graph.gauges.put(ring, np.array([float(ready)]), at - 1, at)
                self.node.ready = ready

    def tell(self, depth: Callable[[float], float], step: float, apart: float) -> None:
        """What the broker has sampled, of the hour before now or as much as has a depth."""
        times = np.arange(AT - 3600, AT, step)
        values = np.array([depth(time - AT) for time in times])
        known = ~np.isnan(values)
        samples = Samples(times=times[known], values=values[known], within=step, apart=apart)
        self.past.take(PastRead(at=AT, queue="bills", samples={"ready": (samples,)}))

    def judged(self, *troubles: Trouble, at: float = AT) -> list[Trouble]:
        """The troubles with when their backlogs began."""
        return self._dated(troubles or (HERE,), at)

    def quiet(self, at: float) -> list[Trouble]:
        """A look while nothing is in trouble."""
        return self._dated((), at)

    def _dated(self, troubles: tuple[Trouble, ...], at: float) -> list[Trouble]:
        steps = self.backlogs.dating(troubles, at)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: list[Trouble] = end.value
                return found

    def since(self, at: float = AT) -> str:
        return self.judged(at=at)[0].since


def rising(since: int) -> Callable[[int], int]:
    return lambda second: max(0, 10 * (second - since))


def test_that_a_backlog_that_was_seen_to_begin_tells_when() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-720), 900)
    (trouble,) = recorded.judged()

    assert trouble.since == f"backlog since about {numbers.clock(AT - 719)}, 11 min ago"
    assert trouble.told == f"no consumer; {trouble.since}"
    assert trouble.as_json()["backlog"] == {
        "since": AT - 719,
        "at_least_since": AT - 719,
        "changes": [],
    }


def test_that_a_few_messages_are_no_backlog_that_hides_the_begin_of_one() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda second: 3 if second < -100 else 5_000, 900)

    assert recorded.since() == f"backlog since about {numbers.clock(AT - 100)}, 1 min 40 s ago"


def test_that_a_backlog_that_was_there_before_says_so() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)

    assert recorded.since() == "backlog since before watching began, 3 min 59 s ago"
    assert recorded.judged()[0].as_json()["backlog"] == {
        "since": None,
        "at_least_since": AT - 239,
        "changes": [],
    }


def test_that_one_of_more_than_an_hour_is_a_lower_bound() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, HISTORY_SECONDS + 60)

    assert recorded.since() == "backlog for at least 59 min"


def test_that_before_a_gap_nobody_knows() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda second: None if -200 < second < -150 else 95, 600)

    assert recorded.since() == "backlog for at least 2 min 30 s"


def test_that_a_short_gap_is_none() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda second: None if second % 5 else 10 * (second > -100), 600)

    assert recorded.since() == f"backlog since about {numbers.clock(AT - 99)}, 1 min 39 s ago"


def test_that_when_it_began_stays_as_it_grows() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-200), 300)
    before = recorded.judged()[0].backlog
    recorded.pass_time(lambda _: 1_000_000, 10, AT + 10)

    assert recorded.judged(at=AT + 10)[0].backlog == before


@pytest.mark.parametrize(
    ("look_every", "in_trouble", "pace"),
    [
        (5, lambda _: True, 1.15),
        (5, lambda look: look % 3 == 0, 1.15),
        (5, lambda look: not 100 < look < 600, 40.0),
        (30, lambda look: look % 2 == 0, 0.3),
    ],
)
def test_that_a_backlog_that_grows_for_an_hour_keeps_its_begin_and_its_cause(
    look_every: int, in_trouble: Callable[[int], bool], pace: float
) -> None:
    recorded = Recorded()
    recorded.log.add(Entry(AT, "vanished", "consumer", "c1 of bills", "service billing"))
    seen = set()
    for second in range(-120, HISTORY_SECONDS + 200):
        depth = max(0, int(pace * second))
        recorded.pass_time(lambda _, depth=depth: depth, 1, AT + second)  # type: ignore[misc]
        if second > 45 and second % look_every == 0:
            at, hurts = AT + second, in_trouble(second // look_every)
            told = recorded.judged(at=at) if hurts else recorded.quiet(at)
            seen |= {(one.backlog.at, one.backlog.changes) for one in told if one.backlog}

    ((began, changes),) = seen
    assert AT <= began <= AT + 1 + 1 / pace
    assert [change.name for change in changes] == ["c1 of bills"]


@given(
    jumps=st.lists(st.integers(0, 300), min_size=1, max_size=60),
    lost=st.lists(st.booleans(), min_size=60, max_size=60),
)
@settings(max_examples=60, deadline=None)
def test_that_the_begin_of_one_that_grows_never_moves(jumps: list[int], lost: list[bool]) -> None:
    recorded = Recorded()
    recorded.log.add(Entry(AT - 2, "vanished", "consumer", "c1 of bills", "service billing"))
    recorded.pass_time(lambda second: 0 if second < -8 else 60 + 5 * second, 60)
    first = recorded.judged()[0].backlog
    assert first is not None
    at = AT
    for jump, is_lost in zip(jumps, lost, strict=False):
        at += 60
        recorded.node.ready = (recorded.node.ready or 0) + jump
        if not is_lost:
            recorded.pass_time(lambda _: recorded.node.ready, 50, at)
        assert recorded.judged(at=at)[0].backlog == first


def test_that_after_a_gap_one_that_is_much_smaller_is_another() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-200), 300)
    recorded.judged()
    recorded.pass_time(lambda _: 300, 60, AT + 400)

    assert recorded.since(AT + 400) == "backlog for at least 59 s"


def test_that_a_begin_stays_where_nobody_tells_the_depth_for_a_while() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-200), 300)
    before = recorded.judged()[0].backlog
    recorded.node.ready = None
    assert recorded.judged(at=AT + 30)[0].backlog == before
    recorded.node.ready = 2_500
    assert recorded.judged(at=AT + 60)[0].backlog == before


def test_that_what_was_drained_to_next_to_nothing_has_ended() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-200), 300)
    recorded.judged()
    recorded.pass_time(lambda _: 100_000, 10, AT + 10)
    recorded.judged(at=AT + 10)
    recorded.pass_time(lambda _: 1_500, 10, AT + 20)
    recorded.quiet(AT + 20)
    recorded.pass_time(lambda _: 90_000, 10, AT + 30)

    assert recorded.since(AT + 30) == f"backlog since about {numbers.clock(AT + 21)}, 9 s ago"


def test_that_what_changed_is_known_after_the_log_has_forgotten_it() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-30), 90)
    recorded.log.add(Entry(AT - 31, "vanished", "consumer", "c1 of bills"))
    before = recorded.judged()[0].backlog
    recorded.log.entries.clear()
    recorded.log.add(Entry(AT, "vanished", "consumer", "c9 of others"))

    assert recorded.judged()[0].backlog == before


def test_that_it_is_another_one_after_it_was_drained() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-200), 300)
    recorded.judged()
    recorded.pass_time(lambda second: 0 if second < -20 else 50, 60, AT + 60)
    recorded.judged()  # as it is without trouble
    recorded.node.ready = 0
    recorded.judged(at=AT + 60)
    recorded.node.ready = 50

    assert recorded.since(AT + 60) == f"backlog since about {numbers.clock(AT + 40)}, 20 s ago"


@pytest.mark.parametrize(
    ("verb", "kind", "name", "words"),
    [
        ("vanished", "consumer", "c1 of bills", "a consumer left (c1 of bills)"),
        ("appeared", "binding", "x -> bills [k]", "a binding came (x -> bills [k])"),
        ("appeared", "queue", "bills", "the queue was declared"),
    ],
)
def test_that_what_changed_when_it_began_is_told(
    verb: str, kind: str, name: str, words: str
) -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-30), 90)
    recorded.log.add(Entry(AT - 31, verb, kind, name))

    assert recorded.judged()[0].told.endswith(f" ago: {words}")


def test_that_what_explains_it_best_comes_first() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-30), 90)
    recorded.log.add(Entry(AT - 32, "appeared", "binding", "x -> bills [k]"))
    recorded.log.add(Entry(AT - 31, "vanished", "consumer", "c1 of bills", "service billing"))

    assert recorded.judged()[0].told.endswith("a consumer left (service billing) and 1 change more")


def test_that_what_changed_elsewhere_or_long_before_is_none_of_it() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-30), 90)
    recorded.log.add(Entry(AT - 60, "vanished", "consumer", "c0 of bills"))
    recorded.log.add(Entry(AT - 31, "vanished", "consumer", "c1 of orders"))
    recorded.log.add(Entry(AT - 5, "vanished", "consumer", "c2 of bills"))

    assert recorded.judged()[0].backlog is not None
    assert recorded.judged()[0].told.endswith(" ago")


def test_that_a_change_that_is_logged_late_is_found() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-30), 90)
    assert recorded.judged()[0].told.endswith(" ago")
    recorded.log.add(Entry(AT - 25, "vanished", "consumer", "c1 of bills"))

    assert "a consumer left" in recorded.judged()[0].told


def test_that_only_what_waits_has_a_backlog() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-30), 90)
    edge: EdgeKey = ("deliver", "queue:bills", "service:billing")
    stuck = Trouble(edge, "stuck", "warning", "stuck")
    others = (
        Trouble(edge, "loop", "warning", "loop"),
        Trouble("service:x", "blocked", "warning", ""),
    )
    told = recorded.judged(stuck, *others)

    assert [trouble.backlog is not None for trouble in told] == [True, False, False]
    recorded.node.ready = 0
    assert recorded.judged(stuck)[0].backlog is None


def test_that_the_past_of_what_was_there_before_is_asked_for_once() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)
    recorded.judged()
    recorded.judged()

    assert recorded.asked == ["bills"]


def test_that_nobody_asks_for_the_past_of_what_was_seen_to_begin() -> None:
    recorded = Recorded()
    recorded.pass_time(rising(-100), 240)
    recorded.judged()

    assert recorded.asked == []


def test_that_the_samples_of_the_broker_say_between_which_two_it_began() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)
    assert recorded.since() == "backlog since before watching began, 3 min 59 s ago"
    recorded.tell(lambda age: 95 if age >= -1200 else 1, step=10, apart=70)

    first, last = numbers.clock(AT - 1280), numbers.clock(AT - 1200)
    assert recorded.since() == (
        f"backlog since between {first} and {last}, 20 min ago, by the broker's samples"
    )
    assert recorded.judged()[0].as_json()["backlog"] == {
        "since": None,
        "at_least_since": AT - 1200,
        "not_before": AT - 1280,
        "by": "the broker's samples",
        "changes": [],
    }


def test_that_samples_that_are_close_to_each_other_say_about_when() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)
    recorded.tell(lambda age: 95 if age >= -400 else 1, step=5, apart=10)

    assert recorded.since() == (
        f"backlog since about {numbers.clock(AT - 400)}, 6 min 40 s ago, by the broker's samples"
    )


def test_that_it_is_older_than_the_oldest_sample_where_that_has_it_already() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)
    recorded.tell(lambda age: 95 if age >= -3000 else float("nan"), step=10, apart=70)

    assert recorded.since() == "backlog for at least 50 min, by the broker's samples"


def test_that_it_stays_unknown_where_the_broker_has_no_sample_of_before() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)
    recorded.tell(lambda age: 95 if age >= -100 else float("nan"), step=10, apart=70)

    assert recorded.since() == "backlog since before watching began, 3 min 59 s ago"


def test_that_what_began_within_the_first_seconds_of_watching_is_bounded_by_these() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda _: 95, 240)
    recorded.tell(lambda _: 1, step=10, apart=70)
    first, last = numbers.clock(AT - 240 - 70), numbers.clock(AT - 239)

    assert recorded.since() == (
        f"backlog since between {first} and {last}, 3 min 59 s ago, by the broker's samples"
    )


def test_that_a_gap_is_bridged_by_samples() -> None:
    recorded = Recorded()
    recorded.pass_time(lambda second: None if -200 < second < -150 else 95, 600)
    recorded.tell(lambda age: 95 if age >= -1200 else 1, step=10, apart=70)

    assert "20 min ago, by the broker's samples" in recorded.since()


def test_that_only_the_largest_of_very_many_are_asked_for() -> None:
    recorded = Recorded()
    troubles = []
    for number in range(130):
        node = recorded.graph.node("queue", f"q{number}")
        ring = node.gauges["ready"] = recorded.graph.gauges.allocate()
        node.ready = 50 + number
        recorded.graph.gauges.put(np.array([ring]), np.array([50.0 + number]), AT - 30, AT)
        troubles.append(Trouble(node.id, "no_consumer", "warning", "no consumer"))
    recorded.judged(*troubles)

    assert set(recorded.asked) == {f"q{number}" for number in range(30, 130)}
