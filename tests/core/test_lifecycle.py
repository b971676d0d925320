from typing import Any

import pytest

from core.fact_log import logged
from core.lifecycle import Lifecycle
from core.message_facts import Flag, Kind, MessageFact
from tests.core.seen_facts import (
    BILLING,
    SHOP,
    answered,
    events,
    lives_of,
    published,
    seen,
    states,
    steps_of,
)

DELIVERED = seen(Kind.DELIVERED, 1)
AGAIN = Flag.REDELIVERED
ORDER: dict[str, Any] = {"exchange": "orders", "routing_key": "new", "message_id": "m"}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([published(1)], "published"),
        ([published(1), answered(Kind.CONFIRMED, 1)], "confirmed"),
        ([published(1), answered(Kind.NACKED_BY_BROKER, 1)], "nacked_by_broker"),
        ([published(1), answered(Kind.RETURNED, 1)], "returned"),
        ([published(1), answered(Kind.RETURNED, 1), answered(Kind.CONFIRMED, 1)], "returned"),
        ([DELIVERED], "unacked"),
        ([seen(Kind.GOT, 1)], "unacked"),
        ([seen(Kind.DELIVERED, 1, flags=Flag.NO_ACK)], "done"),
        ([seen(Kind.DELIVERED, flags=Flag.ACKS_UNSEEN)], "ack_unseen"),
        ([DELIVERED, seen(Kind.ACKED, 1)], "acked"),
        ([DELIVERED, seen(Kind.NACKED, 1)], "rejected"),
        ([DELIVERED, seen(Kind.REJECTED, 1)], "rejected"),
        ([DELIVERED, seen(Kind.NACKED, 1, flags=Flag.REQUEUE)], "ready"),
        ([DELIVERED, seen(Kind.REJECTED, 1, flags=Flag.REQUEUE)], "ready"),
        ([DELIVERED, seen(Kind.RECOVERED)], "ready"),
        ([DELIVERED, seen(Kind.CHANNEL_CLOSED)], "ready"),
        ([DELIVERED, seen(Kind.CONNECTION_CLOSED, channel=0)], "ready"),
        ([DELIVERED, seen(Kind.CANCELLED)], "unacked"),
        ([DELIVERED, seen(Kind.LOST_SIGHT, channel=0)], "out_of_sight"),
        ([DELIVERED, seen(Kind.LOST_SIGHT, channel=2)], "unacked"),
        ([published(1), answered(Kind.CHANNEL_CLOSED, 0)], "unanswered"),
    ],
)
def test_that_a_message_gets_into_a_state(facts: list[MessageFact], state: str) -> None:
    assert states(*facts) == [state]


def test_that_the_unacked_are_known_with_their_holders_the_longest_held_first() -> None:
    life = Lifecycle()
    late = seen(Kind.DELIVERED, 1, 1002.0, channel=2, consumer_tag="c2")
    life.fold(logged(seen(Kind.DELIVERED, 1, 1000.0), late, seen(Kind.DELIVERED, 2, 1003.0)))
    life.fold(logged(seen(Kind.ACKED, 1, 1004.0)))

    held = [(m.since, m.channel, m.consumer_tag, m.tag) for m in life.unacked()]
    assert held == [(1002.0, 2, "c2", 1), (1003.0, 1, "c1", 2)]


def test_that_a_step_tells_how_long_the_state_before_lasted() -> None:
    steps = steps_of(seen(Kind.DELIVERED, 1, 1000.0), seen(Kind.ACKED, 1, 1002.5))

    assert [(step.event, step.before, step.lasted) for step in steps] == [
        ("deliver", "unseen", 0.0),
        ("ack", "unacked", 2.5),
    ]


def test_that_a_message_that_comes_back_is_known_by_its_id() -> None:
    back = seen(Kind.REJECTED, 1, flags=Flag.REQUEUE)
    lives = lives_of(
        seen(Kind.DELIVERED, 1, message_id="m"),
        seen(Kind.DELIVERED, 2, message_id="n"),
        back,
        seen(Kind.DELIVERED, 3, message_id="m", flags=AGAIN),
        seen(Kind.REJECTED, 3, flags=Flag.REQUEUE),
        seen(Kind.DELIVERED, 4, message_id="m", flags=AGAIN),
    )

    assert [(m.message_id, m.redeliveries) for m in lives if m.state == "unacked"] == [
        ("n", 0),
        ("m", 2),
    ]


def test_that_a_message_without_id_is_known_again_if_none_is_like_it() -> None:
    loop = [
        fact
        for tag in range(1, 5)
        for fact in (
            seen(Kind.DELIVERED, tag, size=77, flags=AGAIN if tag > 1 else Flag(0)),
            seen(Kind.NACKED, tag, flags=Flag.REQUEUE),
        )
    ]

    assert lives_of(*loop)[-1].redeliveries == 3


def test_that_messages_that_are_alike_are_not_mixed_up() -> None:
    alike = [seen(Kind.DELIVERED, 1), seen(Kind.DELIVERED, 2), seen(Kind.CHANNEL_CLOSED)]
    again = [seen(Kind.DELIVERED, tag, flags=AGAIN) for tag in (1, 2)]

    assert [m.redeliveries for m in lives_of(*alike, *again)[2:]] == [1, 1]


def test_that_a_dead_letter_is_known_where_it_arrives() -> None:
    facts = [
        seen(Kind.DELIVERED, 1, message_id="m"),
        seen(Kind.REJECTED, 1),
        seen(Kind.DELIVERED, 2, message_id="m", queue="dead.q", death_queue="billing.q", deaths=1),
    ]

    assert events(*facts) == ["deliver", "reject", "dead_letter", "deliver"]
    assert states(*facts) == ["dead_lettered", "unacked"]


def test_that_the_time_of_the_publish_is_known_by_the_id() -> None:
    facts = published(1, 990.0, **ORDER), seen(Kind.DELIVERED, 1, 1000.0, **ORDER)

    assert lives_of(*facts)[1].published_at == 990.0


def test_that_the_firehose_tells_which_messages_wait() -> None:
    routed = seen(Kind.ROUTED, at=1000.0, party=SHOP, consumer_tag="", **ORDER)
    arrived = seen(Kind.DELIVERED, at=1004.0, flags=Flag.ACKS_UNSEEN, **ORDER)

    steps = steps_of(published(0, flags=Flag(0), **ORDER), routed, arrived)

    assert [(step.event, step.before) for step in steps] == [
        ("publish", "unseen"),
        ("route", "unseen"),
        ("deliver_unseen", "ready"),
    ]
    assert steps[-1].lasted == 4.0


def test_that_an_ack_without_its_delivery_counts() -> None:
    life = Lifecycle()
    steps = life.fold(logged(seen(Kind.ACKED, 7)))

    assert [(step.event, step.before, step.message.queue) for step in steps] == [
        ("ack", "unseen", "billing.q")
    ]
    assert life.unexpected == 1


def test_that_a_delivery_that_comes_after_its_ack_is_not_held() -> None:
    life = Lifecycle()
    life.fold(logged(seen(Kind.ACKED, 7), seen(Kind.DELIVERED, 7)))

    assert life.unacked() == []


def test_that_tags_begin_anew_with_a_channel() -> None:
    life = Lifecycle()
    life.fold(logged(seen(Kind.ACKED, 1), seen(Kind.CHANNEL_OPENED), seen(Kind.DELIVERED, 1)))

    assert len(life.unacked()) == 1


def test_that_an_end_that_was_not_seen_must_have_been() -> None:
    assert states(DELIVERED, seen(Kind.CHANNEL_OPENED)) == ["ready"]


def test_that_only_so_many_are_kept_and_the_others_counted() -> None:
    life = Lifecycle(most=10)
    life.fold(logged(*(seen(Kind.DELIVERED, tag) for tag in range(1, 31))))

    channel = next(life.channels)
    assert (len(life.unacked()), life.evicted, len(channel.unacked)) == (10, 20, 30)
    assert life.unacked()[0].tag == 1

    life.fold(logged(*(seen(Kind.ACKED, tag) for tag in range(1, 31))))
    assert (len(life.unacked()), len(channel.unacked)) == (0, 0)


def test_that_limits_and_blocks_are_known() -> None:
    life = Lifecycle()
    consumes = seen(Kind.CONSUMING, amount=5)
    blocked = seen(Kind.BLOCKED, channel=0, text="low on memory")
    life.fold(logged(consumes, seen(Kind.QOS, amount=3), blocked))

    connection = life.connections[BILLING.connection]
    channel = connection.channels[1]
    assert (channel.consumers["c1"].limit, channel.limit) == (5, 3)
    assert connection.blocked_why == "low on memory"

    life.fold(logged(seen(Kind.UNBLOCKED, channel=0), seen(Kind.CANCELLED)))
    assert (connection.blocked_since, channel.consumers) == (None, {})


def test_that_what_sources_lost_is_counted() -> None:
    life = Lifecycle()
    facts = logged(DELIVERED)
    object.__setattr__(facts, "lost", 4)
    life.fold(facts)

    assert life.lost == 4
