from typing import Any

from core.lanes.kin import MOST, Kin
from core.message_facts import MessageFact
from core.watched_message import Message
from tests.core.lanes.lane_facts import Told, delivered
from tests.core.seen_facts import published

Found = list[tuple[str, str]]


def sent(name: str, at: float = 1000.0, **more: Any) -> MessageFact:
    return published(int(at), at, message_id=name, routing_key=name, **more)


def of(told: Told, name: str) -> Message:
    return next(s.message for s in told.ack_flow.recent_steps if s.message.routing_key == name)


def kin_of(told: Told, name: str) -> Kin:
    kin = Kin(of(told, name))
    kin.take(told.ack_flow.recent_steps)
    return kin


def found(kin: Kin, kind: str) -> Found:
    return [(one.message.routing_key, one.proof_words) for one in kin.of(kind)]


def test_that_a_header_tells_causes_and_effects() -> None:
    told = Told(
        sent("one", 1001),
        sent("two", 1002, cause="one", cause_header="causation-id"),
        sent("three", 1003, cause="two", cause_header="causation-id"),
        sent("other", 1004),
    )

    kin = kin_of(told, "two")

    assert found(kin, "causes") == [("one", "header causation-id: one")]
    assert found(kin, "effects") == [("three", "header causation-id: two")]
    assert not kin.of("beside")


def test_that_a_correlation_id_may_name_a_message() -> None:
    told = Told(sent("one", 1001), sent("two", 1002, correlation_id="one"))

    assert found(kin_of(told, "one"), "effects") == [
        ("two", "correlation_id one is the message_id")
    ]
    assert found(kin_of(told, "two"), "causes") == [("one", "correlation_id one is the message_id")]


def test_that_a_reply_is_known_by_where_it_went_and_its_correlation_id() -> None:
    asked = published(1, 1001, routing_key="ask", reply_to="answers", correlation_id="c")
    reply = published(2, 1002, exchange="", routing_key="answers", correlation_id="c")
    elsewhere = published(3, 1003, exchange="", routing_key="else", correlation_id="c")
    told = Told(asked, reply, elsewhere)

    kin = kin_of(told, "ask")

    assert found(kin, "effects") == [("answers", "reply to answers with correlation_id c")]
    assert found(kin, "beside") == [("else", "the same correlation_id c")]
    assert found(kin_of(told, "answers"), "causes") == [
        ("ask", "reply to answers with correlation_id c")
    ]


def test_that_a_reply_is_known_by_the_address_that_the_broker_gave() -> None:
    asked = sent("ask", 1001, reply_to="amq.rabbitmq.reply-to", correlation_id="c")
    handed = delivered(1, 1002, message_id="ask", correlation_id="c", reply_to="amq.q.g1")
    reply = published(2, 1003, exchange="", routing_key="amq.q.g1", correlation_id="c")

    assert [key for key, _ in found(kin_of(Told(asked, handed, reply), "ask"), "effects")] == [
        "amq.q.g1"
    ]


def test_that_the_same_correlation_or_trace_is_no_cause() -> None:
    told = Told(
        sent("one", 1001, correlation_id="order", trace_id="t"),
        sent("two", 1002, correlation_id="order"),
        sent("three", 1003, trace_id="t"),
    )

    kin = kin_of(told, "one")

    assert not kin.causes
    assert not kin.effects
    assert found(kin, "beside") == [
        ("two", "the same correlation_id order"),
        ("three", "the same traceparent trace t"),
    ]


def test_that_publish_and_deliveries_of_a_message_are_one() -> None:
    told = Told(
        sent("one", 1001),
        sent("two", 1002, cause="one"),
        delivered(1, 1003, message_id="two", cause="one"),
        delivered(2, 1004, message_id="one"),
    )

    assert len(kin_of(told, "one").effects) == 1


def test_that_what_comes_later_is_taken_in() -> None:
    told = Told(sent("one", 1001))
    kin = kin_of(told, "one")
    told.tell(sent("two", 1002, cause="one"))

    kin.take(told.ack_flow.recent_steps)

    assert [key for key, _ in found(kin, "effects")] == ["two"]


def test_that_messages_of_other_vhosts_are_no_kin() -> None:
    other = sent("two", 1002, cause="one")
    party = other.party._replace(vhost="other")
    told = Told(sent("one", 1001), published(2, party=party, message_id="two", cause="one"))

    assert not kin_of(told, "one").effects


def test_that_a_cause_that_was_not_seen_is_named() -> None:
    kin = kin_of(Told(sent("two", 1002, cause="one", cause_header="causation-id")), "two")

    assert kin.unseen_cause == "one"


def test_that_a_message_without_ids_has_no_kin() -> None:
    told = Told(published(1, routing_key="plain"), published(2))

    assert not kin_of(told, "plain").can_be_told


def test_that_kin_without_end_is_counted() -> None:
    told = Told(sent("one"), *(sent(f"e{n}", 1001 + n, cause="one") for n in range(MOST + 3)))
    kin = kin_of(told, "one")

    assert (len(kin.effects), kin.left_out) == (MOST, 3)
