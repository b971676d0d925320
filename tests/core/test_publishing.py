"""A message to publish: what travels, and what cannot even be written to the line."""

import pytest

from core.amqp.fields import Field
from core.publishing import FRAME_MAX, Outcome, Progress, Publish


def test_that_properties_and_headers_travel_together() -> None:
    publish = Publish(properties={"priority": 3}, headers={"n": Field("b", 1)})

    wire = publish.wire()

    assert wire.priority == 3
    assert wire.headers == {"n": Field("b", 1)}
    assert publish.unsendable() == ""


def test_that_no_headers_means_no_header_table() -> None:
    assert Publish().wire().headers is None


@pytest.mark.parametrize(
    ("publish", "reason"),
    [
        (Publish(routing_key="k" * 256), "the routing key has 256 bytes, AMQP allows 255"),
        (Publish(exchange="ä" * 128), "the exchange's name has 256 bytes, AMQP allows 255"),
        (Publish(properties={"type": "t" * 256}), "type has 256 bytes, AMQP allows 255"),
        (Publish(headers={"k" * 256: 1}), "a name has 256 bytes, AMQP allows 255"),
        (Publish(headers={"k": object()}), "AMQP has no field type for object"),
    ],
)
def test_that_what_cannot_be_written_says_why(publish: Publish, reason: str) -> None:
    assert publish.unsendable() == reason


def test_that_headers_must_fit_into_one_frame() -> None:
    overhead = len(b"".join(Publish(headers={"k": ""}).wire().encode())) + 20
    fits = Publish(headers={"k": "x" * (FRAME_MAX - overhead)})
    too_much = Publish(headers={"k": "x" * (FRAME_MAX - overhead + 1)})

    assert fits.unsendable() == ""
    assert "131073 bytes" in too_much.unsendable()


def test_that_an_outcome_is_one_flat_line() -> None:
    outcome = Outcome(
        number=1,
        at=12.5,
        outcome="returned",
        latency_ms=0.4,
        reply_code=312,
        reply_text="NO_ROUTE",
        exchange="shop",
        routing_key="order.new",
    )

    assert outcome.as_json() == {
        "number": 1,
        "at": 12.5,
        "outcome": "returned",
        "latency_ms": 0.4,
        "reply_code": 312,
        "reply_text": "NO_ROUTE",
        "exchange": "shop",
        "routing_key": "order.new",
    }


def test_that_progress_counts_every_kind_of_answer() -> None:
    assert Progress(wanted=9, confirmed=1, returned=2, nacked=3, failed=1).answered == 7
