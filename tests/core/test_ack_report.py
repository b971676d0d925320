from typing import Any

from core.ack_flow import AckFlow
from core.ack_report import AckReport, Via
from core.fact_log import logged
from core.message_facts import Flag, Kind, MessageFact
from tests.core.seen_facts import BILLING, SHOP, answered, published, seen

HANDLED = [
    seen(Kind.CONSUMING, amount=10),
    seen(Kind.DELIVERED, 1, 1000.0, message_id="m-1", routing_key="new"),
    seen(Kind.DELIVERED, 2, 1001.0),
    seen(Kind.DELIVERED, 3, 1001.0),
    seen(Kind.ACKED, 2, 1002.0, batch=4),
    seen(Kind.ACKED, 3, 1002.0, batch=4),
]


def report(*facts: MessageFact, via: Via = "proxy", listed: int = 100) -> AckReport:
    flow = AckFlow()
    flow.fold(logged(*facts))
    return AckReport(flow, via, 10.0, 1010.0, listed)


def queue_of(shown: Any) -> Any:
    (queue,) = shown["queues"]
    return queue


def test_that_a_consumer_is_told_with_all_its_counts() -> None:
    (consumer,) = queue_of(report(*HANDLED).as_json())["consumers"]

    assert consumer["counts"] == {
        "deliver": 3,
        "deliver_no_ack": 0,
        "get": 0,
        "get_no_ack": 0,
        "redeliver": 0,
        "ack": 2,
        "nack": 0,
        "nack_requeue": 0,
        "reject": 0,
        "reject_requeue": 0,
        "channel_closed": 0,
        "recover": 0,
    }
    assert consumer["connection"] == BILLING.connection
    assert (consumer["prefetch"], consumer["unacked"]) == (10, 1)
    assert (consumer["oldest_unacked_s"], consumer["answers"]) == (10.0, 1)
    assert consumer["deliver_to_ack"]["count"] == 2


def test_that_unacked_messages_are_listed_with_holder_and_age() -> None:
    queue = queue_of(report(*HANDLED).as_json())

    (message,) = queue["unacked_messages"]
    assert queue["unacked"] == 1
    assert (message["message_id"], message["service"]) == ("m-1", "billing")
    assert (message["delivery_tag"], message["age_s"]) == (1, 10.0)


def test_that_the_list_is_as_long_as_it_may_be() -> None:
    delivered = [seen(Kind.DELIVERED, tag, 1000.0 + tag) for tag in range(1, 6)]
    queue = queue_of(report(*delivered, listed=2).as_json())

    assert queue["unacked"] == 5
    assert [message["delivery_tag"] for message in queue["unacked_messages"]] == [1, 2]


def test_that_publishers_are_told_with_what_is_unconfirmed() -> None:
    shown = report(published(1), published(2), answered(Kind.CONFIRMED, 1, 1000.5)).as_json()

    (publisher,) = shown["publishers"]
    assert (publisher["service"], publisher["unconfirmed"]) == ("shop", 1)
    assert publisher["counts"]["confirm"] == 1
    assert publisher["publish_to_confirm"]["count"] == 1


def test_that_what_the_firehose_cannot_see_is_null() -> None:
    arrived = seen(Kind.DELIVERED, flags=Flag.ACKS_UNSEEN, consumer_tag="")
    sent = published(0, flags=Flag(0))
    routed = seen(Kind.ROUTED, party=SHOP, consumer_tag="")
    shown = report(sent, routed, arrived, via="firehose").as_json()

    queue = queue_of(shown)
    assert (queue["counts"]["deliver"], queue["counts"]["route"]) == (1, 1)
    assert (queue["counts"]["ack"], queue["unacked"]) == (None, None)
    assert shown["publishers"][0]["counts"]["confirm"] is None


def test_that_missing_facts_are_said() -> None:
    assert report(*HANDLED).as_json()["complete"]
    assert not report(seen(Kind.ACKED, 5)).as_json()["complete"]


def test_that_the_text_says_who_holds_what() -> None:
    lines = report(published(1), *HANDLED).as_text().splitlines()

    assert "  shop → orders: publish 1, 1 unconfirmed" in lines
    assert "billing.q: 1 unacked; deliver 3, ack 2" in lines
    assert "  billing (c1): deliver 3, ack 2; holds 1 of 10, the oldest for 10 s" in lines
    assert "    unacked for 10 s: m-1 [new]" in lines


def test_that_silence_is_said() -> None:
    assert report().as_text().endswith("No message passed.")
