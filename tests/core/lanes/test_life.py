from core.lanes.life import life_of
from core.message_facts import Flag, Kind
from tests.core.lanes.lane_facts import Told, acked, delivered
from tests.core.seen_facts import answered, published, seen


def test_that_a_life_is_told_across_publisher_queue_and_consumers() -> None:
    told = Told(
        published(1, 999.0, message_id="m1"),
        answered(Kind.CONFIRMED, 1, 999.1),
        delivered(1, 1000.0),
        seen(Kind.REJECTED, 1, 1001.0, flags=Flag.REQUEUE),
        delivered(2, 1002.0, message_id="m1", flags=Flag.REDELIVERED),
        delivered(3, 1002.0, message_id="other"),
    )
    message = told.ack_flow.life.unacked()[0]

    life = life_of(message, told.ack_flow.recent_steps)

    assert [step.words for step in life.steps] == [
        "published to orders",
        "confirmed by the broker",
        "delivered from billing.q",
        "rejected and requeued into billing.q",
        "delivered from billing.q",
    ]
    assert life.steps[0].where == "shop, channel 1"
    assert life.steps[2].where == "billing, channel 1, c1"
    assert life.is_whole
    assert not life.alike
    assert life.state == "delivered, not acked"


def test_that_without_an_id_only_its_own_steps_are_told() -> None:
    told = Told(*(delivered(tag, message_id="") for tag in (1, 2)), acked(1, 1001.0))
    (message,) = told.ack_flow.life.unacked()

    life = life_of(message, told.ack_flow.recent_steps)

    assert [step.tag for step in life.steps] == [2]


def test_that_an_id_that_several_publishes_carry_is_said_to_be_alike() -> None:
    told = Told(*(published(tag, message_id="m1") for tag in (1, 2)), delivered(1))
    (message,) = told.ack_flow.life.unacked()

    assert life_of(message, told.ack_flow.recent_steps).alike


def test_that_a_life_is_not_whole_when_its_beginning_was_forgotten() -> None:
    told = Told(delivered(1))
    (message,) = told.ack_flow.life.unacked()
    tags = range(2, 12_002)
    told.tell(*map(delivered, tags), *(acked(tag, 1001.0) for tag in tags))

    life = life_of(message, told.ack_flow.recent_steps)

    assert life.steps == ()
    assert not life.is_whole
    assert life.as_json(1002.0)["steps"] == []
