"""Which message the broker's answers belong to, as a list of what came and what it means."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as some

from core.confirms import Confirms, Reply
from core.publishing import Outcome, Publish


def confirms(messages: int = 0) -> Confirms:
    """Messages in flight, numbered from 1, with tags from 11; the stopwatch counts its reads."""
    seconds = count()
    made = Confirms(Publish(exchange="x", routing_key="k"), lambda: 100.0, lambda: next(seconds))
    for number in range(1, messages + 1):
        made.sent(number, number + 10, "k")
    return made


def seen(outcomes: list[Outcome]) -> list[tuple[int, str]]:
    return [(outcome.number, outcome.outcome) for outcome in outcomes]


def test_that_one_ack_confirms_one_message() -> None:
    flying = confirms(3)

    assert seen(flying.acked(12, multiple=False)) == [(2, "confirmed")]
    assert len(flying) == 2


def test_that_multiple_means_all_up_to_this_one() -> None:
    flying = confirms(4)

    assert seen(flying.acked(13, multiple=True)) == [(n, "confirmed") for n in (1, 2, 3)]
    assert seen(flying.nacked(0, multiple=True)) == [(4, "nacked")]


def test_that_an_answer_to_no_message_is_nothing() -> None:
    flying = confirms(1)

    assert flying.acked(99, multiple=False) == []
    assert flying.acked(10, multiple=True) == []
    assert len(flying) == 1


def test_that_a_return_belongs_to_the_confirm_that_follows() -> None:
    flying = confirms(3)
    flying.returned(312, "NO_ROUTE", "k")

    returned, confirmed = flying.acked(12, multiple=True)

    assert (returned.outcome, returned.reply_code, returned.reply_text) == (
        "returned",
        312,
        "NO_ROUTE",
    )
    assert confirmed.outcome == "confirmed"


def test_that_a_slow_confirm_leaves_the_return_to_the_one_that_came_with_it() -> None:
    flying = confirms(2)
    flying.returned(312, "NO_ROUTE", "k")

    assert seen(flying.acked(12, multiple=False)) == [(2, "returned")]
    assert seen(flying.acked(11, multiple=False)) == [(1, "confirmed")]


def test_that_a_nacked_message_takes_no_return() -> None:
    flying = confirms(2)
    flying.returned(312, "NO_ROUTE", "k")

    assert seen(flying.nacked(11, multiple=False)) == [(1, "nacked")]
    assert seen(flying.acked(12, multiple=False)) == [(2, "returned")]


def test_that_what_gets_no_answer_fails_with_the_reason() -> None:
    flying = confirms(2)
    flying.returned(312, "NO_ROUTE", "k")

    failed = flying.failed(Reply(404, "NOT_FOUND"))

    assert [(o.number, o.outcome, o.latency_ms, o.reply_code) for o in failed] == [
        (1, "failed", None, 404),
        (2, "failed", None, 404),
    ]
    assert len(flying) == 0


def test_that_a_forgotten_return_is_not_taken_by_a_later_message() -> None:
    flying = confirms(1)
    flying.returned(312, "NO_ROUTE", "k")
    flying.failed(Reply(None, "lost"))
    flying.sent(2, 1, "k")

    assert seen(flying.acked(1, multiple=False)) == [(2, "confirmed")]


def test_that_latency_is_the_time_from_sending_to_the_answer() -> None:
    flying = confirms(1)

    (outcome,) = flying.acked(11, multiple=False)

    assert outcome.latency_ms == 1000.0
    assert outcome.at == 100.0
    assert (outcome.exchange, outcome.routing_key) == ("x", "k")


@given(
    some.integers(1, 30),
    some.lists(some.tuples(some.integers(0, 45), some.booleans(), some.booleans()), max_size=30),
)
def test_that_every_message_gets_exactly_one_outcome(
    messages: int, answers: list[tuple[int, bool, bool]]
) -> None:
    flying = confirms(messages)
    outcomes: list[Outcome] = []
    for tag, multiple, ack in answers:
        answer = flying.acked if ack else flying.nacked
        outcomes += answer(tag, multiple)
    outcomes += flying.failed(Reply(None, "lost"))

    assert sorted(outcome.number for outcome in outcomes) == list(range(1, messages + 1))


def test_that_a_return_belongs_to_a_message_with_its_key() -> None:
    flying = Confirms(Publish(exchange="x"), lambda: 100.0, lambda: 1.0)
    for number, key in enumerate(("bound", "lost", "bound", "lost"), start=1):
        flying.sent(number, number, key)
    flying.returned(312, "NO_ROUTE", "lost")
    flying.returned(312, "NO_ROUTE", "lost")

    outcomes = flying.acked(4, multiple=True)

    assert [(one.routing_key, one.outcome) for one in outcomes] == [
        ("bound", "confirmed"),
        ("lost", "returned"),
    ] * 2
