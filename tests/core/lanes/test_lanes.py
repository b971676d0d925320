import pytest

from core.ack_flow import ConsumerKey
from core.lanes.lane import Gauge, Hurt, Lane
from core.lanes.lanes import Lanes
from core.lanes.scope import Scope
from core.lanes.settled import Fate
from core.message_facts import Flag, Kind, MessageFact
from tests.core.lanes.lane_facts import NOW, Told, acked, consuming, delivered, lanes_of
from tests.core.seen_facts import SHOP, answered, published, seen


def only(told: Told, scope: Scope | None = None) -> Lane:
    (lane,) = lanes_of(told, scope)
    return lane


def test_that_a_consumer_has_a_lane_before_it_got_anything() -> None:
    lane = only(Told(consuming(10)))

    assert (lane.name, lane.where) == ("billing", "billing.q · channel 1 · c1")
    assert lane.hurt == Hurt.IDLE


@pytest.mark.parametrize(
    ("facts", "gauge"),
    [
        ([consuming(10)], Gauge(1, 10)),
        ([consuming(0)], Gauge(1, "none")),
        ([], Gauge(1, "unknown")),
        ([consuming(0), seen(Kind.QOS, amount=5)], Gauge(1, 5)),
        ([consuming(3), seen(Kind.QOS, amount=5)], Gauge(1, 3)),
        (
            [consuming(8), consuming(0, consumer_tag="c2"), seen(Kind.QOS, amount=5)],
            Gauge(1, 5, True),
        ),
    ],
)
def test_that_the_gauge_tells_used_limit_none_and_unknown_apart(
    facts: list[MessageFact], gauge: Gauge
) -> None:
    lanes = lanes_of(Told(*facts, delivered(1)))

    assert lanes[0].gauge == gauge


def test_that_a_consumer_without_acks_holds_nothing() -> None:
    told = Told(consuming(flags=Flag.NO_ACK), delivered(1, NOW - 1, flags=Flag.NO_ACK))

    lane = only(told)

    assert lane.gauge == Gauge(0, "no_ack")
    assert set(lane.rates) == {Fate.HANDED}


@pytest.mark.parametrize(
    ("facts", "hurt", "why"),
    [
        ([delivered(1, NOW - 1)], Hurt.CALM, ""),
        ([delivered(1, NOW - 6)], Hurt.SLOW, "holds a message for 6 s"),
        ([delivered(1, NOW - 70)], Hurt.STUCK, "holds a message for 1 min 10 s"),
        (
            [consuming(1), delivered(1, NOW - 9)],
            Hurt.STUCK,
            "holds its whole prefetch and answered nothing for 9 s",
        ),
        (
            [consuming(0), *(delivered(tag, NOW - 7) for tag in range(1, 51))],
            Hurt.STUCK,
            "holds 50 and answered nothing for 7 s",
        ),
        (
            [delivered(1, NOW - 1), seen(Kind.REJECTED, 1, NOW - 1)],
            Hurt.BAD,
            "acks fewer messages than it nacks, rejects or requeues",
        ),
    ],
)
def test_that_a_lane_says_what_hurts(facts: list[MessageFact], hurt: Hurt, why: str) -> None:
    lane = only(Told(*facts))

    assert (lane.hurt, lane.why) == (hurt, why)


def test_that_what_hurts_comes_first() -> None:
    told = Told(
        delivered(1, NOW - 1, consumer_tag="calm"),
        delivered(2, NOW - 90, consumer_tag="stuck"),
        delivered(3, NOW - 10, consumer_tag="slow"),
    )

    found = [lane.key for lane in lanes_of(told)]

    tags = [key.consumer_tag for key in found if isinstance(key, ConsumerKey)]
    assert tags == ["stuck", "slow", "calm"]


def test_that_lanes_can_stay_where_they_are() -> None:
    told = Told(delivered(1, NOW - 1, consumer_tag="a"))
    lanes = Lanes(told)
    lanes.pull()
    lanes.arrange(Scope("/"), NOW)
    told.tell(delivered(2, NOW - 90, consumer_tag="b"))
    lanes.pull()

    in_place = [lane.where[-1] for lane in lanes.arrange(Scope("/"), NOW, in_place=True)]
    worst_first = [lane.where[-1] for lane in lanes.arrange(Scope("/"), NOW)]

    assert in_place == ["a", "b"]
    assert worst_first == ["b", "a"]


def test_that_a_chosen_queue_has_a_lane_of_its_own_with_what_the_broker_counts() -> None:
    told = Told(consuming(), delivered(1), seen(Kind.REJECTED, 1, 1001, flags=Flag.REQUEUE))
    told.graph.node("queue", "billing.q").ready = 7

    queue, consumer = lanes_of(told, Scope("/", queue="billing.q"))

    assert (queue.kind, queue.ready, queue.held) == ("queue", 7, 1)
    assert (consumer.kind, consumer.held) == ("consumer", 0)


def test_that_a_message_that_comes_again_has_left_its_queue() -> None:
    told = Told(
        delivered(1),
        seen(Kind.REJECTED, 1, 1001, flags=Flag.REQUEUE),
        delivered(2, 1002, message_id="m1", flags=Flag.REDELIVERED),
    )
    told.tell(delivered(3, 1003), seen(Kind.REJECTED, 3, 1004, flags=Flag.REQUEUE))

    queue, consumer = lanes_of(told, Scope("/", queue="billing.q"))

    assert (queue.held, consumer.held) == (1, 1)


def test_that_publishers_wait_for_confirms_where_an_exchange_is_chosen() -> None:
    told = Told(published(1), published(2), answered(Kind.CONFIRMED, 1, 1001.0))

    lane = only(told, Scope("/", exchange="orders"))

    assert (lane.kind, lane.name, lane.held, lane.hurt) == ("publisher", "shop", 1, Hurt.STUCK)


def test_that_the_whole_vhost_shows_publishers_only_where_they_hurt() -> None:
    told = Told(published(1, NOW - 0.1), delivered(1))
    assert [lane.kind for lane in lanes_of(told)] == ["consumer"]

    told.now += 10
    assert {lane.kind for lane in lanes_of(told)} == {"consumer", "publisher"}


def test_that_batching_counts_answers_and_the_last_one() -> None:
    told = Told(
        consuming(),
        *(delivered(tag) for tag in range(1, 7)),
        *(acked(tag, 1001, batch=1) for tag in (1, 2)),
        *(acked(tag, 1002, batch=2) for tag in (3, 4, 5)),
        acked(6, 1003),
    )
    batching = only(told).batching
    assert batching is not None
    assert (batching.answers, batching.settled, batching.multiple, batching.last) == (3, 6, 5, 1)
    assert batching.per_answer == 2.0


def test_that_consumers_that_are_gone_do_not_pile_up() -> None:
    told = Told(delivered(1, NOW - 30, consumer_tag="stays"))
    lanes = Lanes(told)
    for tag in range(2, 5_102):
        told.tell(delivered(tag, NOW - 20, consumer_tag=f"c{tag}"), acked(tag, NOW - 20))
        lanes.pull()
    told.tell(delivered(6_000, NOW), acked(6_000, NOW))
    lanes.pull()
    before = len(lanes.ledger.holders)

    shown = lanes.arrange(Scope("/"), NOW)

    assert before > 5_000
    assert len(lanes.ledger.holders) == 2
    assert [lane.where.rpartition(" ")[2] for lane in shown] == ["stays", "c1"]
    assert lanes.frame(shown, 50, 2, NOW).held.lane.tolist() == [0]


def test_that_many_live_consumers_are_not_met_anew_each_time() -> None:
    told = Told(*(consuming(1, consumer_tag=f"c{number}") for number in range(5_500)))
    lanes = Lanes(told)
    for _ in range(2):
        lanes.arrange(Scope("/"), NOW)
    met = lanes.ledger.holders
    lanes.arrange(Scope("/"), NOW)

    assert len(met) == 5_500
    assert lanes.ledger.holders is met


def test_that_what_waits_in_a_queue_is_known_when_looking_begins() -> None:
    told = Told(
        consuming(),
        *(delivered(tag, NOW - 60) for tag in (1, 2)),
        *(seen(Kind.REJECTED, tag, NOW - 50, flags=Flag.REQUEUE) for tag in (1, 2)),
        delivered(3, NOW - 40, message_id="m1", flags=Flag.REDELIVERED),
    )
    told.tell(delivered(4, NOW))

    queue, consumer = lanes_of(told, Scope("/", queue="billing.q"))

    assert (queue.held, queue.oldest, consumer.held) == (1, NOW - 50, 2)


def test_that_unacked_messages_come_oldest_first_and_bounded() -> None:
    told = Told(*(delivered(tag, 1000.0 - tag) for tag in range(1, 21)))
    lanes = Lanes(told)
    lanes.pull()
    lanes.arrange(Scope("/"), NOW)

    messages, holders, since, total = lanes.unacked(5)

    assert total == 20
    assert [message.tag for message in messages] == [20, 19, 18, 17, 16]
    assert since == [980.0, 981.0, 982.0, 983.0, 984.0]
    assert [lane.name for lane in holders] == ["billing"] * 5


def test_that_other_vhosts_and_what_is_over_have_no_lane() -> None:
    told = Told(
        delivered(1, party=SHOP._replace(vhost="other")),
        delivered(1, consumer_tag="gone"),
        acked(1, 1001.0),
    )
    assert [lane.name for lane in lanes_of(told, Scope("other"))] == ["shop"]
    assert lanes_of(told, Scope("/")) == []
