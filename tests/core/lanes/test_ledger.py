import random
from typing import Any

import pytest

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.lanes.holders import QueueKey
from core.lanes.ledger import LaneLedger
from core.lanes.settled import Fate
from core.lanes.waiting import GONE
from core.message_facts import Flag, Kind, MessageFact
from tests.core.lanes.lane_facts import Told, acked, consuming, delivered
from tests.core.seen_facts import SHOP, answered, published, seen


def waiting_in(ledger: LaneLedger) -> list[int]:
    """The tags of what waits, in order."""
    rows = [row for row, holder in enumerate(ledger.waiting.holder.tolist()) if holder != GONE]
    return [ledger.waiting.message(row).tag for row in rows]


def fates_in(ledger: LaneLedger) -> list[Fate]:
    return [Fate(int(ledger.settled.fate[place])) for place in ledger.settled.lately(0.0)]


def test_that_it_follows_what_is_held() -> None:
    told = Told(delivered(1), delivered(2))
    ledger = LaneLedger(told.ack_flow)
    ledger.pull()
    told.tell(acked(1, 1001.0), delivered(3), delivered(4), acked(4, 1002.0))

    ledger.pull()

    assert waiting_in(ledger) == [2, 3]
    assert fates_in(ledger) == [Fate.ACK, Fate.ACK]


@pytest.mark.parametrize(
    ("ends", "fate"),
    [
        (seen(Kind.ACKED, 1, 1001), Fate.ACK),
        (seen(Kind.NACKED, 1, 1001), Fate.NACK),
        (seen(Kind.REJECTED, 1, 1001), Fate.REJECT),
        (seen(Kind.NACKED, 1, 1001, flags=Flag.REQUEUE), Fate.REQUEUE),
        (seen(Kind.REJECTED, 1, 1001, flags=Flag.REQUEUE), Fate.REQUEUE),
        (seen(Kind.CHANNEL_CLOSED, 0, 1001), Fate.REQUEUE),
        (seen(Kind.RECOVERED, 0, 1001), Fate.REQUEUE),
    ],
)
def test_that_every_end_has_its_fate(ends: MessageFact, fate: Fate) -> None:
    ledger = LaneLedger(Told(delivered(1), ends).ack_flow)

    ledger.pull()

    assert fates_in(ledger) == [fate]


def test_that_publishes_wait_for_their_confirms_where_they_ask_for_them() -> None:
    told = Told(published(1), published(2), published(3, flags=Flag(0)))
    told.tell(answered(Kind.CONFIRMED, 1, 1001.0))
    ledger = LaneLedger(told.ack_flow)

    ledger.pull()

    assert waiting_in(ledger) == [2]
    assert sorted(fates_in(ledger)) == [Fate.CONFIRM, Fate.SENT]


def test_that_publishes_whose_confirms_nobody_sees_are_told_by_what_took_them() -> None:
    heard: dict[str, Any] = {"flags": Flag.ACKS_UNSEEN}
    told = Told(published(0, amount=2, **heard), published(0, **heard))
    ledger = LaneLedger(told.ack_flow)

    ledger.pull()

    assert sorted(fates_in(ledger)) == [Fate.PUBLISHED, Fate.UNROUTED]
    assert waiting_in(ledger) == []


def test_that_what_dies_in_a_queue_is_the_fate_of_no_service() -> None:
    about: dict[str, Any] = {
        "party": SHOP,
        "message_id": "m1",
        "exchange": "orders",
        "routing_key": "new",
    }
    told = Told(
        seen(Kind.ROUTED, 0, 1000.0, **{**about, "queue": "offers.q"}),
        delivered(1, 1001.0, queue="dead", message_id="m1", deaths=1, death_queue="offers.q"),
    )
    ledger = LaneLedger(told.ack_flow)

    ledger.pull()

    assert fates_in(ledger) == [Fate.DEAD_LETTER]
    (place,) = ledger.settled.lately(0.0)
    assert ledger.holders.keys[ledger.settled.holder[place]] == QueueKey("/", "offers.q")


def test_that_what_nobody_watches_any_more_neither_waits_nor_was_settled() -> None:
    told = Told(delivered(1), seen(Kind.LOST_SIGHT, 0, 1001))
    ledger = LaneLedger(told.ack_flow)

    ledger.pull()

    assert waiting_in(ledger) == []
    assert fates_in(ledger) == []


def test_that_it_begins_anew_when_it_missed_steps() -> None:
    told = Told(delivered(1))
    ledger = LaneLedger(told.ack_flow)
    ledger.pull()
    for first in range(2, 30_002, 1_000):
        tags = range(first, first + 1_000)
        told.tell(*map(delivered, tags), *(acked(tag, 1001.0) for tag in tags))
    told.tell(delivered(40_000))

    ledger.pull()

    assert waiting_in(ledger) == [1, 40_000]


def test_that_messages_that_were_too_many_to_be_kept_do_not_wait_for_ever() -> None:
    flow = AckFlow(most=10)
    ledger = LaneLedger(flow)
    for tag in range(1, 21):
        flow.fold(logged(delivered(tag)))
        ledger.pull()

    assert len(ledger.waiting) == len(flow.life.unacked())
    assert flow.life.evicted > 0


def test_that_random_lives_leave_exactly_what_the_model_holds() -> None:
    chance = random.Random(7)
    told = Told(consuming())
    ledger = LaneLedger(told.ack_flow)
    held: list[int] = []
    for tag in range(1, 3_000):
        facts = [delivered(tag, 1000.0 + tag)]
        held.append(tag)
        while held and chance.random() < 0.5:
            gone = held.pop(chance.randrange(len(held)))
            kind = chance.choice([Kind.ACKED, Kind.NACKED, Kind.REJECTED])
            flags = Flag.REQUEUE if kind != Kind.ACKED and chance.random() < 0.5 else Flag(0)
            facts.append(seen(kind, gone, 1000.0 + tag, flags=flags))
        told.tell(*facts)
        if chance.random() < 0.3:
            ledger.pull()
    ledger.pull()

    unacked = [message.tag for message in told.ack_flow.life.unacked()]
    mine = [
        ledger.waiting.message(row).tag
        for row, holder in enumerate(ledger.waiting.holder.tolist())
        if holder == 0
    ]
    assert sorted(mine) == sorted(unacked)
