import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.find.completion import Names, candidates
from core.find.parser import parse
from core.find.tokens import FindError
from tests.core.find.test_parser import TEXTS

NAMES: Names = {
    "service": ["orders", "payments"],
    "exchange": ["shop"],
    "queue": ["orders.q", "pay q", "x.orders"],
    "connection": [],
    "type": ["quorum", "topic"],
}


def offered(text: str) -> list[str]:
    """The whole text after each of the candidates."""
    return [text[: c.start] + c.text + text[c.end :] for c in candidates(text, len(text), NAMES)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "service:"),
        ("ra", "rate "),
        ("un", "unacked "),
        ("rate ", "rate > "),
        ("rate >", "rate >0 "),
        ("rate > 1", "rate > 1/s "),
        ("ready > 1", "ready > 10 "),
        ("q", "queue:"),
        ("queue:", "queue:orders.q"),
        ("queue:X", "queue:x.orders"),
        ('queue:"pa', 'queue:"pay q"'),
        ("pay", "service:payments"),
        ("type:q", "type:quorum"),
        ("edge:s", "edge:shop"),
        ("orders ", "orders and "),
        ("orders a", "orders ack "),
        ("not id", "not idle"),
        ("(", "(service:"),
    ],
)
def test_that_the_likeliest_word_comes_first(text: str, first: str) -> None:
    assert offered(text)[0] == first


@pytest.mark.parametrize("text", ["idle", "rate > 100/s", "service:orders"])
def test_that_what_stands_there_is_not_offered_again(text: str) -> None:
    assert text not in offered(text)


def test_that_connections_are_offered_only_where_they_are_sought() -> None:
    without: Names = {kind: names for kind, names in NAMES.items() if kind != "connection"}

    assert "connection:" in offered("con")
    assert "connection:" not in [one.text for one in candidates("con", 3, without)]


def test_that_all_of_a_name_comes_before_a_part_of_it() -> None:
    assert offered("queue:o") == ["queue:orders.q", "queue:x.orders"]


def test_that_it_is_the_word_at_the_cursor_that_is_completed() -> None:
    text = "queue:pa and idle"
    first = candidates(text, len("queue:pa"), NAMES)[0]

    assert text[: first.start] + first.text + text[first.end :] == 'queue:"pay q" and idle'


@given(TEXTS, st.data())
def test_that_every_text_can_be_completed(text: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(text)))
    for candidate in candidates(text, cursor, NAMES):
        assert 0 <= candidate.start <= candidate.end <= cursor


@given(st.text(min_size=1))
def test_that_any_name_can_be_taken_over(name: str) -> None:
    found = candidates("queue:", 6, {"queue": [name]})

    try:
        assert [parse("queue:" + one.text) for one in found] != [None]
    except FindError:
        pytest.fail("a name that is offered is refused")
