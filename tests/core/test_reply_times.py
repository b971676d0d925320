from typing import Any

import pytest

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.message_facts import Kind, MessageFact, Party
from core.reply_times import Replies, ReplyTimes
from tests.core.seen_facts import steps_of

WEB, PRICES = Party("web-1", "web"), Party("prices-1", "prices")
AT = 1000.0


def request(at: float = AT, correlation: str = "c1", **more: Any) -> MessageFact:
    """Web asks for a price, and wants the reply in its queue."""
    about: dict[str, Any] = {
        "party": WEB,
        "exchange": "ask",
        "routing_key": "price",
        "reply_to": "web.replies",
    }
    about |= {"correlation_id": correlation, "message_id": f"m{at}", **more}
    return MessageFact(kind=Kind.PUBLISHED, at=at, channel=1, tag=1, **about)


def reply(at: float, correlation: str = "c1", **more: Any) -> MessageFact:
    about: dict[str, Any] = {"party": PRICES, "exchange": "", "routing_key": "web.replies"}
    about |= {"correlation_id": correlation, "message_id": f"r{at}", **more}
    return MessageFact(kind=Kind.PUBLISHED, at=at, channel=1, tag=1, **about)


def delivery(at: float, **more: Any) -> MessageFact:
    """The request comes to the service of prices."""
    about: dict[str, Any] = {
        "party": PRICES,
        "exchange": "ask",
        "routing_key": "price",
        "queue": "prices.q",
    }
    return MessageFact(kind=Kind.DELIVERED, at=at, channel=1, tag=1, **{**about, **more})


def seen(*facts: MessageFact, most: int = 100) -> list[Replies]:
    found = ReplyTimes(most)
    found.take(steps_of(*facts))
    return list(found)


def times(*facts: MessageFact) -> list[float]:
    """The median of what was seen of each pair."""
    return [one.times.percentiles((50.0,))[0] for one in seen(*facts)]  # type: ignore[index]


def test_that_a_reply_ends_the_wait_of_its_request() -> None:
    (one,) = seen(request(), request(AT + 1, "c2"), reply(AT + 0.25), reply(AT + 1.75, "c2"))
    assert (one.asker, one.answerer, one.exchange) == (WEB, PRICES, "ask")
    assert len(one.times) == 2
    assert one.times.percentiles((50.0, 95.0)) == pytest.approx([0.25, 0.75], rel=0.02)


def test_that_only_the_first_reply_counts() -> None:
    assert len(seen(request(), reply(AT + 1), reply(AT + 5))[0].times) == 1


def test_that_who_asks_and_who_answers_are_told_apart() -> None:
    other = Party("stock-1", "stock")
    found = seen(request(), request(AT, "c2"), reply(AT + 1), reply(AT + 2, "c2", party=other))
    assert {(one.answerer.service, len(one.times)) for one in found} == {
        ("prices", 1),
        ("stock", 1),
    }


def test_that_a_reply_elsewhere_or_with_another_id_is_none() -> None:
    assert not seen(request(), reply(AT + 1, routing_key="other"))
    assert not seen(request(), reply(AT + 1, "c2"))
    assert not seen(request(), reply(AT + 1, exchange="events"))
    assert not seen(request(), reply(AT + 1, party=Party("p", "prices", vhost="other")))


def test_that_the_message_id_stands_for_a_correlation_id_that_is_missing() -> None:
    assert times(request(correlation="", message_id="m7"), reply(AT + 2, "m7")) == pytest.approx(
        [2.0], rel=0.02
    )


def test_that_two_requests_that_look_alike_tell_nothing() -> None:
    assert not seen(request(), request(AT + 5), reply(AT + 6))


def test_that_an_id_may_be_used_again_after_it_was_answered() -> None:
    (one,) = seen(request(), reply(AT + 1), request(AT + 10), reply(AT + 11))
    assert len(one.times) == 2


def test_that_a_direct_reply_is_known_by_the_address_that_the_request_was_given() -> None:
    token = "amq.rabbitmq.reply-to.g2dk"
    asked = request(reply_to="amq.rabbitmq.reply-to", message_id="m1")
    came = delivery(AT + 1, reply_to=token, correlation_id="c1", message_id="m1")
    assert times(asked, came, reply(AT + 3, routing_key=token)) == pytest.approx([3.0], rel=0.02)


def test_that_a_request_of_which_nobody_saw_the_publish_has_no_time() -> None:
    came = delivery(AT + 1, reply_to="web.replies", correlation_id="c1", message_id="m1")
    assert not seen(came, reply(AT + 3))


def test_that_the_oldest_requests_are_forgotten_when_they_are_too_many() -> None:
    asked = [request(AT + n, f"c{n}") for n in range(4)]
    found = seen(*asked, reply(AT + 9, "c0"), reply(AT + 9, "c3"), most=3)
    assert [len(one.times) for one in found] == [1]


def test_that_who_asks_least_is_forgotten_when_there_are_too_many() -> None:
    found = ReplyTimes()
    often = [f for n in range(3) for f in (request(AT + n, f"o{n}"), reply(AT + n + 0.5, f"o{n}"))]
    found.take(steps_of(*often))
    for n in range(1500):
        asker = Party(f"tool-{n}", f"tool-{n}")
        found.take(steps_of(request(AT, f"c{n}", party=asker), reply(AT + 1, f"c{n}")))
    assert len(list(found)) <= 1000
    assert next(iter(found)).asker == WEB
    assert any(one.asker.service == "tool-1499" for one in found)


def test_that_the_flow_of_acks_keeps_them() -> None:
    flow = AckFlow()
    flow.fold(logged(request(), reply(AT + 1)))
    assert [len(one.times) for one in flow.replies] == [1]
