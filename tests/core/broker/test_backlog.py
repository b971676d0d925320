"""The order of ready messages, against lists that are sorted each time."""

from hypothesis import given
from hypothesis import strategies as st

from core.broker.backlog import Backlog, PriorityBacklog
from core.broker.message import Entry, Message

STEPS = st.lists(st.tuples(st.sampled_from(["append", "pop", "put back"]), st.integers(0, 6)))


def entry(seq: int, priority: int = 0) -> Entry:
    made = Entry(Message("", "q", b"\0\0", b""), seq)
    made.priority = priority
    return made


def walk(backlog: Backlog, steps: list[tuple[str, int]], highest: int) -> None:
    """Append, take and return messages, and look at the order after each step."""
    ready: list[Entry] = []
    taken: list[Entry] = []
    for seq, (step, number) in enumerate(steps):
        if step == "append":
            new = entry(seq, number)
            backlog.append(new)
            ready.append(new)
        elif step == "pop" and ready:
            ready.sort(key=lambda one: (-min(one.priority, highest), one.seq))
            assert backlog.head is ready[0]
            assert backlog.pop() is ready[0]
            taken.append(ready.pop(0))
        elif step == "put back" and taken:
            one = taken.pop(number % len(taken))
            backlog.put_back(one)
            ready.append(one)
        ready.sort(key=lambda one: (-min(one.priority, highest), one.seq))
        assert list(backlog) == ready
        assert len(backlog) == len(ready)


@given(STEPS)
def test_that_returned_messages_take_their_old_places(steps: list[tuple[str, int]]) -> None:
    walk(Backlog(), steps, 0)


@given(STEPS, st.integers(1, 4))
def test_that_priorities_come_first_and_are_capped(
    steps: list[tuple[str, int]], highest: int
) -> None:
    walk(PriorityBacklog(highest), steps, highest)


def test_that_an_empty_backlog_has_no_head() -> None:
    assert Backlog().head is None
    assert PriorityBacklog(3).head is None
