import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.find.expression import (
    Both,
    Compared,
    Either,
    Expression,
    Flagged,
    Named,
    Not,
    Pattern,
)
from core.find.parser import parse
from core.find.tokens import FindError
from core.find.vocabulary import FIELDS, FLAGS, OPERATORS, PREFIXES

SIGNS = ["and", "or", "not", "!", "(", ")", '"', "pay*", "a b", "10", "1k", "5/s", "\\", "é", "=="]
WORDS = st.sampled_from([*FIELDS, *FLAGS, *OPERATORS, *(f"{p}:" for p in PREFIXES), *SIGNS])
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=25).map(" ".join),
    st.lists(WORDS, max_size=25).map("".join),
)
NAMES = st.builds(Named, st.sampled_from([None, *PREFIXES]), st.builds(Pattern, st.text()))
TERMS: st.SearchStrategy[Expression] = st.one_of(
    NAMES,
    st.sampled_from(list(FLAGS)).map(Flagged),
    st.builds(
        Compared,
        st.sampled_from(list(FIELDS)),
        st.sampled_from(list(OPERATORS)),
        st.integers(0, 10**9 * 10**6).map(lambda n: round(n / 10**6, 6)),
    ),
)


def flat(kind: type[Both | Either], parts: list[Expression]) -> Expression:
    found: list[Expression] = []
    for part in parts:
        found.extend(part.parts if isinstance(part, kind) else [part])
    return kind(tuple(found))


TREES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Both, parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Either, parts)),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("queue:pay*", "queue:pay*"),
        ("QUEUE:Pay*", "queue:Pay*"),
        ("service:", "service:*"),
        ("orders", "orders"),
        ("rate > 10", "rate > 10"),
        ("rate>=1.5k/s", "rate >= 1500"),
        ("rate > 30/min", "rate > 0.5"),
        ("ready \N{GREATER-THAN OR EQUAL TO} 2M", "ready >= 2000000"),
        ("consumers == 0", "consumers = 0"),
        ("unacked", "unacked > 0"),
        ("!consumers", "not consumers > 0"),
        ("not idle", "not idle"),
        ("HURTS", "hurts"),
        ("web orders", "web and orders"),
        ("a b or c and not (d or e)", "a and b or c and not (d or e)"),
        ("(a and b) and c", "a and b and c"),
        ('"my queue"', '"my queue"'),
        ('queue:"a*b"', 'queue:"a*b"'),
        ('"idle"', '"idle"'),
        (r'"say \"hi\" \\"', r'"say \"hi\" \\"'),
        ("amq:gen!x", "amq:gen!x"),
        ("unacked!=0", "unacked != 0"),
        ("queue:and", 'queue:"and"'),
    ],
)
def test_that_an_expression_is_understood(text: str, printed: str) -> None:
    assert str(parse(text)) == printed


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_that_an_empty_text_is_no_expression(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("rate >", "expected a number after `rate >`", ""),
        ("rate > x", "expected a number after `rate >`", "x"),
        ("rate > 1e5", "expected a number after `rate >`", "1e5"),
        ("rate < 9999G", "this number is too large: at most 1G", "9999G"),
        ("ready > 5/s", "`ready` is a number, not a rate: leave out /s", "5/s"),
        ("a or", "expected something after `or`", ""),
        ("and a", "expected something before `and`", "and"),
        ("not", "expected something after `not`", ""),
        ("()", "expected something after `(`", ")"),
        ("(a or b", "this bracket is not closed", "("),
        ("a) b", "this bracket was never opened", ")"),
        ("> 5", "expected what to compare before `>`: rate, ready, unacked …", ">"),
        (
            "a > 5",
            "`a` is nothing that can be compared: rate, ready, unacked, consumers … can",
            "a",
        ),
        ("idle = 1", "`idle` is so or not, it has no number", "idle"),
        ("queue = pay", "`queue` has no number: write queue:name for its name", "queue"),
        ("queue:!x", "expected a name after `queue:`; put ! before queue", "!"),
        ('a "b', "this quote is not closed", '"b'),
        ("(" * 50 + "a", "this goes too deep: leave out some brackets", "("),
        ("!" * 3000 + "a", "this goes too deep: leave out some brackets", "!"),
    ],
)
def test_that_a_mistake_is_told_with_its_place(text: str, message: str, place: str) -> None:
    with pytest.raises(FindError) as caught:
        parse(text)

    assert str(caught.value) == message
    assert text[caught.value.start : caught.value.end] == place


@given(TEXTS)
def test_that_any_text_is_read_or_refused(text: str) -> None:
    place = (0, 0)
    try:
        found = parse(text)
    except FindError as error:
        place = (error.start, error.end)
    else:
        assert parse(str(found or "")) == found
    assert 0 <= place[0] <= place[1] <= len(text)


@given(TREES)
def test_that_what_is_printed_reads_back_as_the_same(tree: Expression) -> None:
    assert parse(str(tree)) == tree
