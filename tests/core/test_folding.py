from collections.abc import Iterator

from hypothesis import given, settings

from core.facts import DeclarationChanged, Item
from core.folding import Folding
from core.graph import FlowGraph
from core.inbox import Inbox
from tests.core.driven_session import DrivenSession
from tests.core.test_judging import MOVES, QUEUES, Move, happen


def item(name: str) -> Item:
    return DeclarationChanged(at=0.0, what="queue.created", name=name, by="guest")


class Steps:
    """Folds each item in three steps, and notes them."""

    def __init__(self, *names: str) -> None:
        self.done: list[str] = []
        self.inbox: Inbox[Item] = Inbox()
        self.folding = Folding(self.inbox, self._fold)
        for name in names:
            self.inbox.put(item(name))

    def _fold(self, item: Item) -> Iterator[None]:
        assert isinstance(item, DeclarationChanged)
        for step in (1, 2, 3):
            self.done.append(f"{item.name}{step}")
            yield


def test_that_all_that_waits_is_folded_where_there_is_time() -> None:
    steps = Steps("a", "b")
    assert steps.folding.go_on()
    assert steps.done == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert not steps.folding.has_more
    assert not steps.folding.go_on()


def test_that_an_item_goes_on_where_it_was_left_and_nothing_else_begins_meanwhile() -> None:
    steps = Steps("a", "b")
    steps.folding.go_on(0.0)
    assert steps.done == ["a1"]
    assert steps.folding.is_under_way
    steps.folding.go_on(0.0)
    steps.folding.go_on(0.0)
    assert steps.done == ["a1", "a2", "a3"]


def test_that_whoever_waits_for_everything_to_be_whole_gets_a_turn() -> None:
    steps = Steps("a", "b")
    steps.folding.go_on(0.0)
    assert steps.folding.go_on()
    assert steps.done == ["a1", "a2", "a3"]
    assert not steps.folding.is_under_way
    assert steps.folding.has_more


def lived(moves: list[Move], seconds: float) -> DrivenSession:
    """A session that has folded all of this, so many seconds at a time."""
    session = DrivenSession()
    node = session.node
    lines = [node.client(name) for name in ("billing", "billing", "stock", "mail")]
    for number, queue, counter, amount in moves:
        happen(session, lines[number], queue, counter, amount)
        session.wait(1.0)
        while session.has_more:
            session.drain(seconds)
    return session


def told(graph: FlowGraph) -> list[object]:
    """All that can be read of a graph."""
    edges = [
        (key, graph.counts(edge), graph.passing(edge), edge.at_least, edge.provenance)
        for key, edge in graph.edges.items()
    ]
    return [*graph.nodes.values(), *edges]


@settings(max_examples=30, deadline=None)
@given(MOVES)
def test_that_what_is_folded_step_by_step_is_what_is_folded_at_once(moves: list[Move]) -> None:
    at_once, by_and_by = lived(moves, float("inf")), lived(moves, 0.0)

    assert told(by_and_by.graph) == told(at_once.graph)
    for queue in QUEUES:
        ids = [list(one.graph.depths(f"queue:{queue}").values()) for one in (at_once, by_and_by)]
        assert len(ids[0]) == len(ids[1])
