import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.find.fuzzy import FuzzyNames, lowered, marks_of

WORDS = st.text("aAbBcC.- ßİſ", max_size=12)


def first(names: list[str], typed: str) -> str:
    return names[FuzzyNames(names).search(typed)[0]]


@pytest.mark.parametrize(
    ("typed", "names", "best"),
    [
        ("pay", ["repay", "shop.pay", "payments"], "payments"),
        ("pay", ["repay", "shop.pay"], "shop.pay"),
        ("so", ["stock.old", "also", "shop.orders"], "also"),
        ("so", ["disorder", "shop.orders"], "disorder"),
        ("sor", ["xsxoxr", "shop.orders.returned"], "shop.orders.returned"),
        ("orders", ["orders.q", "orders"], "orders"),
        ("ord pay", ["order", "payments of orders"], "payments of orders"),
        ("ORD", ["xord", "order"], "order"),
        ("q", ["aqueue", "a queue"], "a queue"),
    ],
)
def test_that_what_was_meant_comes_first(typed: str, names: list[str], best: str) -> None:
    assert first(names, typed) == best


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("pay", "repay pay", [6, 7, 8]),
        ("so", "shop.orders", [0, 5]),
        ("shord", "shop.orders", [0, 1, 5, 6, 7]),
        ("ers s", "shop.orders", [0, 8, 9, 10]),
        ("xyz", "shop.orders", []),
        ("", "shop", []),
    ],
)
def test_that_the_letters_are_marked_by_which_it_was_found(
    typed: str, name: str, marked: list[int]
) -> None:
    assert list(marks_of(name, typed.split())) == marked


def test_that_a_name_fits_by_what_explains_it_but_less() -> None:
    names = FuzzyNames(["crash loop  queue", "queue of orders  exchange"], [10, 15])

    assert names.search("queue") == [1, 0]


def test_that_recent_names_come_before_like_ones() -> None:
    names = FuzzyNames([f"shop.{word}" for word in ("a", "b", "c")])

    assert names.search("shop", recent=[2]) == [2, 0, 1]


def test_that_all_fitting_names_are_counted_but_only_the_best_are_given() -> None:
    names = FuzzyNames([f"queue.{number}" for number in range(500)])

    assert len(names.search("queue", most=20)) == 20
    assert names.count() == 500


def test_that_letters_stand_where_they_stood_before() -> None:
    assert len(lowered("İstanbul ẞ")) == len("İstanbul ẞ")


@given(st.lists(WORDS, max_size=8), WORDS)
def test_that_every_name_with_all_letters_is_found_and_marked(names: list[str], typed: str) -> None:
    terms = lowered(typed).split()
    searched = FuzzyNames(names)
    found = searched.search(typed)

    for number, name in enumerate(names):
        fits = all(_in_order(term, lowered(name)) for term in terms)
        assert (number in found) == fits
        if fits:
            marked = {lowered(name)[mark] for mark in searched.marks(number)}
            assert marked == set("".join(terms))


@given(st.lists(WORDS, max_size=8), WORDS, WORDS)
def test_that_going_on_typing_finds_what_typing_at_once_finds(
    names: list[str], typed: str, more: str
) -> None:
    step_by_step = FuzzyNames(names)
    for text in (typed, typed + more, more):
        assert step_by_step.search(text) == FuzzyNames(names).search(text)


def _in_order(term: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in term)
