"""Whose message a delivery is, and when nobody can tell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fact_log import logged
from core.lifecycle import Lifecycle
from core.message_facts import Flag, Kind, MessageFact, Party
from tests.core.seen_facts import SHOP, published, seen

WEB = Party("10.0.0.3:3 -> 10.0.0.9:5672", "web")
SHOP_2 = Party("10.0.0.4:4 -> 10.0.0.9:5672", "shop")
ORDER: dict[str, Any] = {"exchange": "orders", "routing_key": "new", "message_id": "m"}
DELIVERED = seen(Kind.DELIVERED, 1, **ORDER)
DEAD: dict[str, Any] = {"exchange": "dead", "routing_key": "new", "message_id": "m"}
BURIED = seen(Kind.DELIVERED, 2, queue="dead.q", death_queue="billing.q", deaths=1, **DEAD)


def publisher(*facts: MessageFact, most: int = 100_000) -> Party | None:
    """Who published the message of the last fact."""
    origin = Lifecycle(most).fold(logged(*facts))[-1].message.origin
    return None if origin is None else origin.party


def test_that_a_message_is_known_by_its_id() -> None:
    assert publisher(published(1, message_id="m"), DELIVERED) == SHOP


def test_that_it_is_still_known_when_it_is_acked() -> None:
    assert publisher(published(1, message_id="m"), DELIVERED, seen(Kind.ACKED, 1)) == SHOP


def test_that_without_an_id_the_correlation_id_has_to_do() -> None:
    asked = seen(Kind.DELIVERED, 1, exchange="", routing_key="rpc", correlation_id="c")
    asking = published(1, exchange="", routing_key="rpc", correlation_id="c")
    answer = published(2, exchange="", routing_key="reply", correlation_id="c", party=WEB)

    assert publisher(asking, answer, asked) == SHOP


@pytest.mark.parametrize(
    "other", [{"exchange": "news"}, {"routing_key": "old"}, {"message_id": "n"}]
)
def test_that_everything_has_to_fit(other: dict[str, Any]) -> None:
    assert (
        publisher(published(1, message_id="m"), seen(Kind.DELIVERED, 1, **{**ORDER, **other}))
        is None
    )


def test_that_what_has_no_id_is_nobodys() -> None:
    nameless = seen(Kind.DELIVERED, 1, exchange="orders", routing_key="new")
    assert publisher(published(1), nameless) is None


def test_that_two_services_with_one_id_leave_it_open_and_two_instances_do_not() -> None:
    mine = published(1, message_id="m")

    assert publisher(mine, published(1, message_id="m", party=WEB), DELIVERED) is None
    assert publisher(mine, published(1, message_id="m", party=SHOP_2), DELIVERED) == SHOP_2


def test_that_others_may_use_the_id_elsewhere() -> None:
    elsewhere = published(1, message_id="m", party=WEB, exchange="news")
    assert publisher(published(1, message_id="m"), elsewhere, DELIVERED) == SHOP


def test_that_an_id_that_everybody_uses_tells_nothing() -> None:
    facts = [published(1, message_id="m", exchange=f"x{n}") for n in range(10)]
    assert publisher(*facts, published(1, message_id="m"), DELIVERED) is None


def test_that_where_ids_were_used_twice_forgotten_ones_make_everything_doubtful() -> None:
    twice = [published(1, message_id="m"), published(1, message_id="m", party=WEB)]
    others = [published(n, message_id=f"m{n}") for n in range(2, 5)]
    last = seen(Kind.DELIVERED, 1, **{**ORDER, "message_id": "m4"})

    assert publisher(*twice, *others, last) == SHOP
    assert publisher(*twice, *others, last, most=3) is None


def test_that_a_redelivery_is_of_whom_the_first_was() -> None:
    back = seen(Kind.NACKED, 1, flags=Flag.REQUEUE)
    again = seen(Kind.DELIVERED, 2, flags=Flag.REDELIVERED, **ORDER)
    assert publisher(published(1, message_id="m"), DELIVERED, back, again) == SHOP


def test_that_a_dead_letter_is_followed_from_the_queue_that_it_left() -> None:
    other = published(1, message_id="m", party=WEB, exchange="news")
    facts = published(1, message_id="m"), other, DELIVERED, seen(Kind.REJECTED, 1), BURIED
    assert publisher(*facts) == SHOP


def test_that_a_dead_letter_that_nobody_had_got_is_known_by_its_id_alone() -> None:
    assert publisher(published(1, message_id="m"), BURIED) == SHOP


def test_that_a_dead_letter_whose_id_two_used_is_nobodys() -> None:
    other = published(1, message_id="m", party=WEB, exchange="news")
    assert publisher(published(1, message_id="m"), other, BURIED) is None


def test_that_a_dead_letter_without_an_id_is_nobodys() -> None:
    dead = seen(Kind.DELIVERED, 2, exchange="dead", correlation_id="c", death_queue="q", deaths=1)
    assert publisher(published(1, correlation_id="c"), dead) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 4), st.booleans())))
def test_that_nobody_is_ever_taken_for_somebody_else(
    happened: list[tuple[bool, int, int, bool]],
) -> None:
    """Services use the same few ids; a queue hands out its oldest or its newest."""
    life, queue = Lifecycle(), list[tuple[Party, int]]()
    for tag, (is_delivery, who, number, is_oldest) in enumerate(happened, start=1):
        party = Party(f"10.0.0.{who}:5 -> 10.0.0.9:5672", f"service-{who}")
        if not is_delivery:
            queue.append((party, number))
            life.fold(logged(published(tag, message_id=f"{number}", party=party)))
        elif queue:
            whose, number = queue.pop(0 if is_oldest else -1)
            got = seen(Kind.DELIVERED, tag, **{**ORDER, "message_id": f"{number}"})
            origin = life.fold(logged(got))[-1].message.origin
            assert origin is None or origin.party == whose
