from core.recent_steps import RecentSteps
from core.watched_message import Step
from tests.core.lanes.lane_facts import delivered
from tests.core.seen_facts import steps_of


def steps(count: int) -> list[Step]:
    return steps_of(*(delivered(tag) for tag in range(1, count + 1)))


def test_that_the_newest_steps_are_kept_and_numbered() -> None:
    recent = RecentSteps(most=5)
    recent.add(steps(3))
    recent.add(steps(4))

    assert (recent.first, recent.end, len(recent)) == (2, 7, 5)
    assert [step.message.tag for step in recent] == [3, 1, 2, 3, 4]
    assert [step.message.tag for step in recent.since(5)] == [3, 4]
    assert recent.since(7) == []
    assert len(recent.since(0)) == 5
