from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import DeclarationChanged
from tests.core.driven_session import DrivenSession
from tests.simulated_node import Line, consumer

QUEUES = ("orders", "payments", "returns")
Move = tuple[int, str, str, int]
"""Whose line, which queue, what is counted and how often."""
MOVES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(QUEUES),
        st.sampled_from(["deliver", "ack", "redeliver"]),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=25,
)


def watched(moves: list[Move]) -> DrivenSession:
    """A session to which something has happened that was folded, but not judged."""
    session = DrivenSession()
    node = session.node
    lines = [node.client(name) for name in ("billing", "billing", "stock", "mail")]
    for line in lines:
        for queue in QUEUES:
            node.deliver(line, queue, 1)
            node.consumers.append(replace(consumer(line, queue), prefetch=20))
    session.fold(*(node.opened(line) for line in lines))
    for number, queue, counter, amount in moves:
        happen(session, lines[number], queue, counter, amount)
        session.wait(1.0)
        session.drain()
    return session


def happen(session: DrivenSession, line: Line, queue: str, counter: str, amount: int) -> None:
    session.node.deliver(line, queue, amount, counter)
    line.unacked = amount if counter == "deliver" else 0
    session.node.depths[queue] = (10 * amount, amount)
    line.reductions += 1


@settings(max_examples=30, deadline=None)
@given(MOVES)
def test_that_what_is_judged_step_by_step_is_what_is_judged_at_once(moves: list[Move]) -> None:
    at_once, by_and_by = watched(moves), watched(moves)
    at_once.judging.go_on()
    steps = 1
    by_and_by.judging.go_on(0.0)
    while by_and_by.judging.is_under_way:
        by_and_by.judging.go_on(0.0)
        steps += 1

    assert steps > len(QUEUES)
    assert by_and_by.graph.troubles == at_once.graph.troubles
    assert by_and_by.graph.answers == at_once.graph.answers


def stuck() -> DrivenSession:
    session = watched([(0, "orders", "deliver", 20)])
    for _ in range(12):
        session.wait(1.0)
        session.drain()
    return session


def test_that_what_was_judged_before_stands_until_all_is_judged() -> None:
    session = stuck()
    before = session.graph.troubles, session.graph.answers
    session.judging.go_on(0.0)
    assert session.judging.is_due
    assert (session.graph.troubles, session.graph.answers) == before
    session.judging.go_on()
    assert not session.judging.is_under_way
    assert session.graph.troubles
    assert session.graph.answers


def test_that_a_judgement_ends_before_anything_else_is_folded() -> None:
    session = stuck()
    session.judging.go_on(0.0)
    session._put(DeclarationChanged(at=session.watch(), what="queue.created", name="q", by="x"))
    session.drain()
    assert not session.judging.is_under_way
    assert session.graph.troubles
    assert session.judging.is_due
