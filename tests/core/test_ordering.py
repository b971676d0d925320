import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core import ordering
from core.graph import EdgeKey
from core.making import made
from core.ordering import COLUMNS, Indices, Net, Slot, ordered_in_steps

Pairs = list[tuple[int, int]]
some_pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), unique=True, max_size=30)


def net(routes: Pairs) -> Net:
    """Exchanges and queues, named in order of their numbers."""
    edges: dict[EdgeKey, tuple[Slot, Slot]] = {
        ("route", f"e{a}", f"q{b}"): ((f"e{a}", 1), (f"q{b}", 2)) for a, b in routes
    }
    slots = {slot for ends in edges.values() for slot in ends}
    return Net(sorted(slots, key=lambda slot: (slot[1], slot[0])), edges)


def by_name(of: Net) -> list[Indices]:
    return [of.members(column) for column in range(COLUMNS)]


def counted_one_by_one(of: Net, columns: list[Indices]) -> int:
    rank = {int(slot): i for column in columns for i, slot in enumerate(column)}
    half = len(of.me) // 2
    lines = [
        (rank[a], rank[b])
        for a, b in zip(of.me[:half].tolist(), of.other[:half].tolist(), strict=True)
    ]
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for i, a in enumerate(lines) for b in lines[:i])


@given(some_pairs)
def test_that_crossings_are_counted_as_one_would_by_hand(routes: Pairs) -> None:
    of = net(routes)

    assert ordering._crossings(of, by_name(of)) == counted_one_by_one(of, by_name(of))


@given(some_pairs)
def test_that_ordering_never_adds_crossings_between_connected_nodes(routes: Pairs) -> None:
    of = net(routes)
    grouped = [ordering._by(of, slots, np.zeros(of.size)) for slots in by_name(of)]

    assert ordering._crossings(of, made(ordered_in_steps(of))) <= ordering._crossings(of, grouped)


@given(some_pairs)
def test_that_ordering_keeps_every_node_in_its_column(routes: Pairs) -> None:
    of = net(routes)

    for column, slots in enumerate(made(ordered_in_steps(of))):
        assert sorted(slots.tolist()) == of.members(column).tolist()


def test_that_a_shuffled_ladder_is_untangled() -> None:
    numbers = list(range(8))
    random.Random(3).shuffle(numbers)
    of = net([(i, n) for i, n in enumerate(numbers)] + [(i, numbers[i - 1]) for i in range(1, 8)])

    assert ordering._crossings(of, made(ordered_in_steps(of))) == 0


def test_that_larger_groups_come_first() -> None:
    of = net([(0, 0), (1, 1), (1, 2), (1, 3)])
    columns = made(ordered_in_steps(of))

    assert [of.slots[i][0] for i in columns[1].tolist()] == ["e1", "e0"]
