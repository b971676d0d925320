import pytest

from core.message_filter import EVERY, MessageFilter


@pytest.mark.parametrize(
    ("text", "fitting", "others"),
    [
        ("placed", ["order.placed", "PLACED.late"], ["order.paid", ""]),
        ("order.*.eu", ["order.placed.eu", "my.order.a.b.eu.1"], ["order.placed.us", "order.eu"]),
        (" placed ", ["order.placed"], ["order"]),
        ("a.b", ["a.b"], ["aXb"]),
        ("what?", ["what?"], ["whats"]),
        ("[x]", ["[x]"], ["x"]),
        ("*", ["anything", ""], []),
        ("", ["anything", ""], []),
    ],
)
def test_that_a_part_is_enough_and_a_star_is_anything(
    text: str, fitting: list[str], others: list[str]
) -> None:
    wanted = MessageFilter(text)

    assert [one for one in (*fitting, *others) if wanted.fits(one)] == fitting


def test_that_key_or_id_may_have_it_and_a_message_without_id_has_not() -> None:
    assert MessageFilter("4711").fits("order.placed", "id-4711")
    assert not MessageFilter("4711").fits("order.placed", None)


def test_that_a_filter_of_nothing_leaves_nothing_out() -> None:
    assert [bool(one) for one in (EVERY, MessageFilter(" "), MessageFilter("*"))] == [False] * 3
    assert MessageFilter("a")
