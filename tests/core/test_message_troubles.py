from typing import Any

import pytest

from core import numbers
from core.message_facts import Flag, Kind, MessageFact
from tests.core.seen_facts import answered, published, seen
from tests.core.seen_troubles import troubles


def loop(times: int) -> list[MessageFact]:
    """A message that is rejected and redelivered so many times, and held at last."""
    facts = [seen(Kind.DELIVERED, 1, message_id="poison")]
    for tag in range(1, times + 1):
        again = seen(Kind.DELIVERED, tag + 1, message_id="poison", flags=Flag.REDELIVERED)
        facts += [seen(Kind.REJECTED, tag, flags=Flag.REQUEUE), again]
    return facts


def test_that_a_message_that_goes_round_is_named() -> None:
    (trouble,) = troubles(*loop(7))

    assert trouble.at == ("deliver", "queue:billing.q", "service:billing")
    assert trouble.messages == ("poison",)
    assert trouble.text == "poison comes back again and again: redelivered at least 7 times"


@pytest.mark.parametrize("end", [seen(Kind.ACKED, 8), seen(Kind.REJECTED, 8), seen(Kind.NACKED, 8)])
def test_that_a_loop_is_over_when_the_message_is_settled(end: MessageFact) -> None:
    assert troubles(*loop(7), end) == []


def test_that_a_loop_is_over_when_it_comes_back_no_more() -> None:
    back = seen(Kind.REJECTED, 8, flags=Flag.REQUEUE)

    assert troubles(*loop(7), back, at=1059.0) != []
    assert troubles(*loop(7), back, at=1061.0) == []


def test_that_a_loop_that_is_not_seen_any_more_is_told_with_the_time_until_which_it_was() -> None:
    told = "poison comes back again and again: redelivered at least 6 times"
    unseen: dict[str, Any] = {"message_id": "poison", "flags": Flag.REDELIVERED | Flag.ACKS_UNSEEN}
    heard = [seen(Kind.DELIVERED, **unseen) for _ in range(6)]

    assert [one.text for one in troubles(*heard, at=1009.0)] == [told]
    assert [one.text for one in troubles(*heard, at=1030.0)] == [
        f"{told}; seen until {numbers.clock(1000.0)}"
    ]


def test_that_a_few_redeliveries_are_no_loop() -> None:
    assert troubles(*loop(4)) == []


def test_that_a_publisher_that_waits_is_told_with_its_oldest_message() -> None:
    sent = [published(1, 1000.0, message_id="m-1"), published(2, 1001.0)]
    (trouble,) = troubles(*sent, at=1008.0)

    assert trouble.at == ("publish", "service:shop", "exchange:orders")
    assert trouble.text == "2 unconfirmed, the oldest for at least 8 s"
    assert trouble.messages == ("m-1",)
    assert troubles(*sent, at=1004.0) == []
    confirms = [answered(Kind.CONFIRMED, tag, 1007.0) for tag in (1, 2)]
    assert troubles(*sent, *confirms, at=1008.0) == []


def round_trip(deaths: int) -> list[MessageFact]:
    """A message that was rejected, delayed and delivered so many times."""
    facts = []
    for times in range(1, deaths + 1):
        dead = seen(Kind.DELIVERED, times, message_id="poison", death_queue="retry.q", deaths=times)
        facts += [dead, seen(Kind.REJECTED, times)]
    return facts


def test_that_a_message_that_goes_round_by_dead_lettering_is_named() -> None:
    (trouble,) = troubles(*round_trip(12))

    assert trouble.at == ("deliver", "queue:billing.q", "service:billing")
    assert trouble.messages == ("poison",)
    assert trouble.text == "poison goes round by way of dead-lettering: 12 times from retry.q"
    assert trouble.source == "single facts"


def test_that_a_few_retries_are_no_loop() -> None:
    assert troubles(*round_trip(9)) == []


def test_that_such_a_loop_is_over_when_it_is_acked_or_comes_no_more() -> None:
    last = seen(Kind.DELIVERED, 13, message_id="poison", death_queue="retry.q", deaths=13)

    assert troubles(*round_trip(12), last, seen(Kind.ACKED, 13)) == []
    assert troubles(*round_trip(12), at=1061.0) == []


def test_that_a_healthy_flow_is_silent() -> None:
    facts = published(1), answered(Kind.CONFIRMED, 1), seen(Kind.DELIVERED, 1), seen(Kind.ACKED, 1)

    assert troubles(*facts, at=2000.0) == []


def test_that_a_message_that_goes_round_leads_to_its_life() -> None:
    (trouble,) = troubles(*loop(7))

    assert [message.message_id for message in trouble.lives] == ["poison"]
