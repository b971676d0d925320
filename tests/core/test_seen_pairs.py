"""Counts by publisher and consumer."""

from typing import Any

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.message_facts import NO_FLAG, Flag, Kind, MessageFact
from core.seen_pairs import FORGOTTEN, SeenPairs
from tests.core.seen_facts import BILLING, SHOP, lives_of, published, seen

PAIR = (SHOP.connection, "orders", "billing.q", BILLING.connection)


def order(kind: Kind, tag: int, flags: Flag = NO_FLAG) -> MessageFact:
    about: dict[str, Any] = {"exchange": "orders", "routing_key": "new", "message_id": "m"}
    return seen(kind, tag, flags=flags, **about)


def test_that_deliveries_redeliveries_and_acks_are_counted() -> None:
    flow = AckFlow()
    facts = [
        published(1, message_id="m"),
        order(Kind.DELIVERED, 1),
        seen(Kind.REJECTED, 1, flags=Flag.REQUEUE),
        order(Kind.DELIVERED, 2, Flag.REDELIVERED),
        seen(Kind.ACKED, 2),
    ]
    flow.fold(logged(*facts))

    assert flow.pairs.counts == {PAIR: {"deliver": 2, "redeliver": 1, "ack": 1}}
    assert flow.pairs.parties == {SHOP.connection: SHOP, BILLING.connection: BILLING}


def test_that_what_is_nobodys_is_counted_as_such() -> None:
    flow = AckFlow()
    flow.fold(logged(seen(Kind.DELIVERED, 1), seen(Kind.GOT, 2, flags=Flag.NO_ACK)))

    nobodys = ("", "", "billing.q", BILLING.connection)
    assert flow.pairs.counts == {nobodys: {"deliver": 1, "get_no_ack": 1}}


def test_that_of_too_many_pairs_the_rarest_are_put_together() -> None:
    pairs = SeenPairs(most=4)
    queues = [seen(Kind.DELIVERED, n, queue=f"q{n}") for n in range(5)]
    for number, message in enumerate(lives_of(*queues)):
        for _ in range(number + 1):
            pairs.note("deliver", message)

    assert len(pairs.counts) <= 4
    assert pairs.counts[FORGOTTEN] == {"deliver": 1 + 2}
    assert sum(counts["deliver"] for counts in pairs.counts.values()) == 15
    assert pairs.parties.keys() == {BILLING.connection}
