import pytest

from core.ack_flow import AckFlow, ConsumerKey, PublisherKey
from core.fact_log import logged
from core.message_facts import Flag, Kind, MessageFact, Party
from tests.core.seen_facts import BILLING, answered, published, seen

CONSUMER = ConsumerKey("/", "billing.q", "billing", BILLING.connection, 1, "c1")


def flow_of(*facts: MessageFact) -> AckFlow:
    flow = AckFlow()
    flow.fold(logged(*facts))
    return flow


def test_that_each_event_counts_for_its_consumer() -> None:
    flow = flow_of(
        *(seen(Kind.DELIVERED, tag) for tag in range(1, 6)),
        seen(Kind.ACKED, 1),
        seen(Kind.NACKED, 2),
        seen(Kind.REJECTED, 3, flags=Flag.REQUEUE),
        seen(Kind.DELIVERED, 6, flags=Flag.REDELIVERED),
    )

    assert flow.consumers[CONSUMER].counts == {
        "deliver": 6,
        "ack": 1,
        "nack": 1,
        "reject_requeue": 1,
        "redeliver": 1,
    }
    assert flow.consumers[CONSUMER].handed == 6


def test_that_acks_together_are_one_answer() -> None:
    delivered = [seen(Kind.DELIVERED, tag) for tag in range(1, 8)]
    together = [seen(Kind.ACKED, tag, batch=9, flags=Flag.MULTIPLE) for tag in range(1, 6)]
    acks = flow_of(*delivered, *together, seen(Kind.ACKED, 6), seen(Kind.ACKED, 7)).consumers

    assert (acks[CONSUMER].answers, acks[CONSUMER].multiple) == (3, 5)


def test_that_handling_lasts_from_delivery_to_answer() -> None:
    flow = flow_of(seen(Kind.DELIVERED, 1, 1000.0), seen(Kind.ACKED, 1, 1002.0))

    assert flow.consumers[CONSUMER].handling.percentiles() == pytest.approx([2.0] * 3, rel=0.01)


def test_that_a_message_waits_from_publish_to_its_first_delivery() -> None:
    about = {"exchange": "orders", "routing_key": "new", "message_id": "m"}
    flow = flow_of(
        published(1, 999.0, **about),
        seen(Kind.DELIVERED, 1, 1000.0, **about),
        seen(Kind.NACKED, 1, 1001.0, flags=Flag.REQUEUE),
        seen(Kind.DELIVERED, 2, 1009.0, flags=Flag.REDELIVERED, **about),
    )

    assert flow.consumers[CONSUMER].waiting.percentiles() == pytest.approx([1.0] * 3, rel=0.01)


def test_that_confirms_count_for_who_published() -> None:
    flow = flow_of(
        published(1, 1000.0),
        published(2, 1000.0),
        answered(Kind.RETURNED, 2),
        answered(Kind.CONFIRMED, 1, 1000.25),
        answered(Kind.CONFIRMED, 2, 1000.25),
    )

    publisher = flow.publishers[PublisherKey("/", "shop", "orders")]
    assert publisher.counts == {"publish": 2, "return_unroutable": 1, "confirm": 2}
    assert publisher.confirming.percentiles() == pytest.approx([0.25] * 3, rel=0.01)


@pytest.mark.parametrize(
    ("facts", "limit"),
    [
        ([seen(Kind.CONSUMING, amount=5)], 5),
        ([seen(Kind.CONSUMING)], 0),
        ([seen(Kind.CONSUMING, amount=5), seen(Kind.QOS, amount=3)], 3),
        ([seen(Kind.CONSUMING, flags=Flag.NO_ACK)], None),
        ([], None),
    ],
)
def test_that_the_prefetch_is_what_was_asked_for(
    facts: list[MessageFact], limit: int | None
) -> None:
    assert flow_of(*facts).prefetch(CONSUMER) == limit


def test_that_holders_are_told_with_what_they_hold() -> None:
    flow = flow_of(
        seen(Kind.DELIVERED, 1), seen(Kind.DELIVERED, 2), seen(Kind.GOT, 3, consumer_tag="")
    )

    held = {key.consumer_tag: [m.tag for m in messages] for key, messages in flow.holders()}
    assert held == {"c1": [1, 2], "": [3]}


def test_that_consumers_that_are_gone_count_together() -> None:
    flow = AckFlow()
    for number in range(2_500):
        party = Party(f"10.0.0.3:{number} -> 10.0.0.9:5672", "crasher")
        delivered = seen(Kind.DELIVERED, 1, party=party)
        flow.fold(logged(delivered, seen(Kind.CONNECTION_CLOSED, party=party)))

    assert len(flow.consumers) <= 2_000
    assert sum(consumer.handed for consumer in flow.consumers.values()) == 2_500


def short_lived(number: int, queue: str = "") -> list[MessageFact]:
    """A client that takes one message, acks it and goes."""
    party = Party(f"client {number}", "rpc", "guest", "/")
    about = {"party": party, "queue": queue or f"reply-{number}"}
    return [
        seen(Kind.DELIVERED, 1, 1000.0, **about),
        seen(Kind.ACKED, 1, 1001.0, **about),
        seen(Kind.CHANNEL_CLOSED, 0, 1002.0, party=party),
    ]


def test_that_queues_that_come_and_go_take_no_more_and_more_room() -> None:
    flow, many = AckFlow(), 7_000
    for first in range(0, many, 500):
        flow.fold(logged(*(f for n in range(first, first + 500) for f in short_lived(n))))

    assert len(flow.consumers) < 4_500
    assert sum(acks.counts["ack"] for acks in flow.consumers.values()) == many


def test_that_what_ended_stays_apart_where_its_service_still_consumes() -> None:
    stays = Party("stays", "rpc", "guest", "/")
    flow = flow_of(*short_lived(0, "orders"), seen(Kind.DELIVERED, 1, queue="orders", party=stays))
    for first in range(1, 7_000, 500):
        flow.fold(logged(*(f for n in range(first, first + 500) for f in short_lived(n))))

    assert flow.consumers[ConsumerKey("/", "orders", "rpc", "", 0, "")].counts["ack"] == 1


def test_that_many_live_consumers_are_not_looked_through_at_each_batch() -> None:
    parties = [Party(f"client {n}", "shop", "guest", "/") for n in range(2_500)]
    flow = flow_of(*(seen(Kind.DELIVERED, 1, party=party, queue="q") for party in parties))
    flow.fold(logged(*short_lived(0)))

    assert [key.connection for key in flow.consumers if key.service == "rpc"] == ["client 0"]


def test_that_counts_of_queues_without_end_are_kept_together() -> None:
    flow = AckFlow()
    for first in range(0, 12_000, 1_000):
        names = (f"reply-{n}" for n in range(first, first + 1_000))
        flow.fold(logged(*(seen(Kind.ROUTED, queue=name, message_id=name) for name in names)))

    assert len(flow.queues) <= 10_000
    assert sum(counts["route"] for counts in flow.queues.values()) == 12_000
