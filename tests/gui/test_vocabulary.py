import pytest

from core.graph import COUNTERS
from gui.charts.looks import meaning
from gui.vocabulary import WORDS, spelling, word


def test_that_every_counter_and_every_kind_of_edge_has_a_word() -> None:
    names = set(COUNTERS) | {name for counters in COUNTERS.values() for name in counters}

    assert names <= set(WORDS)
    assert not [name for name in names if "_" in word(name)]


@pytest.mark.parametrize("name", ["return_unroutable", "drop_unroutable", "dead_letter"])
def test_that_the_spelling_of_the_broker_is_told_where_it_differs(name: str) -> None:
    assert name in spelling(name)
    assert meaning(name)


def test_that_a_word_that_is_the_broker_s_own_needs_no_explanation() -> None:
    assert spelling("publish") == ""
    assert word("something_new") == "something_new"
