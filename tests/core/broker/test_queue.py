"""Queues: nothing lost, nothing twice, order kept; limits, times to live, whose turn it is."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.amqp.fields import field_of
from core.broker.message import Entry
from core.broker.queue import Queue
from core.broker.refusal import Refusal
from core.broker.vhost import Routed
from tests.core.broker.clients import FakeChannel, FakeConsumer, Hours, connected

ARGUMENTS = dict[str, Any]


def declared(
    channel: FakeChannel, name: str = "q", *, auto_delete: bool = False, **arguments: Any
) -> Queue:
    """A queue with arguments such as `x_max_length`."""
    table = {key.replace("_", "-"): field_of(value) for key, value in arguments.items()}
    channel.requests.declare_queue(name, auto_delete=auto_delete, arguments=table)
    return channel.connection.vhost.queues[name]


def bodies(queue: Queue) -> list[str]:
    return [entry.message.body.decode() for entry in queue._ready]


class QueueWalk(RuleBasedStateMachine):
    """Random clients at one queue, with books of what became of each message."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = connected()
        self.channel = self.connection.channel()
        self.queue = declared(self.channel)
        self.published = 0
        self.done: list[str] = []
        self.fetched: list[Entry] = []
        self.consumers: list[FakeConsumer] = []
        self.left: list[FakeConsumer] = []

    @rule(amount=st.integers(1, 4))
    def publish(self, amount: int) -> None:
        for _ in range(amount):
            self.channel.publish("", "q", str(self.published))
            self.published += 1

    @rule(prefetch=st.integers(0, 3), priority=st.integers(0, 2), no_ack=st.booleans())
    def consume(self, prefetch: int, priority: int, no_ack: bool) -> None:
        arguments = {"x-priority": field_of(priority)}
        consumer = self.channel.consume(
            "q", prefetch_count=prefetch, no_ack=no_ack, arguments=arguments
        )
        self.consumers.append(consumer)

    @precondition(lambda self: self.consumers)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        consumer = self.consumers.pop(data.draw(st.integers(0, len(self.consumers) - 1)))
        self.channel.requests.cancel(consumer)
        self.left.append(consumer)

    @rule(no_ack=st.booleans())
    def get(self, no_ack: bool) -> None:
        found = self.channel.requests.get("q", no_ack=no_ack)
        if found is not None and no_ack:
            self.done.append(found[1].message.body.decode())
        elif found is not None:
            self.fetched.append(found[1])

    @precondition(lambda self: self.fetched)
    @rule(requeue=st.booleans(), data=st.data())
    def settle_fetched(self, requeue: bool, data: st.DataObject) -> None:
        entry = self.fetched.pop(data.draw(st.integers(0, len(self.fetched) - 1)))
        if requeue:
            self.queue.put_back([entry])
            self.queue.pump()
        else:
            self.done.append(entry.message.body.decode())
            self.queue.ack(entry)

    @precondition(lambda self: any(one.held for one in self.everybody))
    @rule(how=st.sampled_from(["ack", "reject", "requeue"]), data=st.data())
    def settle(self, how: str, data: st.DataObject) -> None:
        holders = [one for one in self.everybody if one.held]
        consumer = holders[data.draw(st.integers(0, len(holders) - 1))]
        if how == "requeue":
            consumer.requeue()
            return
        self.done.append(consumer.held[0].message.body.decode())
        consumer.ack() if how == "ack" else consumer.reject()

    @rule()
    def purge(self) -> None:
        ready = bodies(self.queue)
        self.done += ready
        assert self.queue.purge() == len(ready)

    @property
    def everybody(self) -> list[FakeConsumer]:
        return [*self.consumers, *self.left]

    @invariant()
    def every_message_is_in_one_place(self) -> None:
        held = [entry for one in self.everybody for entry in one.held] + self.fetched
        taken = [
            message.body.decode() for one in self.everybody if one.no_ack for message in one.got
        ]
        places = [
            *bodies(self.queue),
            *(entry.message.body.decode() for entry in held),
            *self.done,
            *taken,
        ]
        assert sorted(places, key=int) == [str(number) for number in range(self.published)]
        assert set(self.queue.unacked) == set(held)

    @invariant()
    def what_is_ready_is_in_order(self) -> None:
        ready = [int(body) for body in bodies(self.queue)]
        assert ready == sorted(ready)
        assert self.queue.lengths["messages_ready"] == len(ready)
        assert self.queue.bytes_ready == sum(len(body) for body in bodies(self.queue))

    @invariant()
    def nobody_waits_who_could_take_something(self) -> None:
        head = self.queue._ready.head
        assert head is None or not any(one.can_take(head) for one in self.consumers)


TestQueueWalk = QueueWalk.TestCase
TestQueueWalk.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_that_a_requeued_message_comes_again_in_its_place_and_is_marked() -> None:
    channel = connected().channel()
    declared(channel)
    consumer = channel.consume("q", prefetch_count=2)
    for body in "abc":
        channel.publish("", "q", body)

    consumer.requeue()

    assert consumer.bodies == ["a", "b", "a", "b"]
    assert [entry.redelivered for entry in consumer.held] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "kept", "routed"),
    [
        ({"x_max_length": 2}, ["b", "c"], ["SOMEWHERE"] * 3),
        ({"x_max_length": 0}, [], ["SOMEWHERE"] * 3),
        ({"x_max_length_bytes": 1}, ["c"], ["SOMEWHERE"] * 3),
        (
            {"x_max_length": 2, "x_overflow": "reject-publish"},
            ["a", "b"],
            ["SOMEWHERE", "SOMEWHERE", "REFUSED"],
        ),
    ],
)
def test_that_a_full_queue_drops_or_refuses(
    arguments: ARGUMENTS, kept: list[str], routed: list[str]
) -> None:
    channel = connected().channel()
    queue = declared(channel, **arguments)

    assert [channel.publish("", "q", body).name for body in "abc"] == routed
    assert bodies(queue) == kept


def test_that_messages_expire_at_the_head_only() -> None:
    hours = Hours()
    channel = connected(hours).channel()
    queue = declared(channel, x_message_ttl=100)
    channel.publish("", "q", "stays behind", expiration="5")
    channel.publish("", "q", "long")
    hours.pass_by(10)
    channel.publish("", "q", "short", expiration="20")
    hours.pass_by(50)

    assert bodies(queue) == ["long", "short"]
    hours.pass_by(41)
    assert bodies(queue) == []


def test_that_a_time_to_live_of_zero_means_now_or_never() -> None:
    channel = connected().channel()
    queue = declared(channel, x_message_ttl=0)
    channel.publish("", "q", "nobody is there")
    consumer = channel.consume("q", no_ack=True)
    channel.publish("", "q", "somebody is")

    assert bodies(queue) == []
    assert consumer.bodies == ["somebody is"]


def test_that_others_have_their_turn_while_many_messages_expire() -> None:
    hours = Hours()
    channel = connected(hours).channel()
    queue = declared(channel, x_message_ttl=100)
    for number in range(1000):
        channel.publish("", "q", str(number))
    meanwhile: list[int] = []
    hours.call_at(hours.now + 0.1, lambda: meanwhile.append(queue.message_count))
    hours.pass_by(100)

    assert queue.message_count == 0
    assert 0 < meanwhile[0] < 1000


def test_that_what_expires_behind_a_delivered_message_expires_in_time() -> None:
    hours = Hours()
    channel = connected(hours).channel()
    queue = declared(channel)
    channel.publish("", "q", "first")
    channel.publish("", "q", "second", expiration="50")
    assert channel.requests.get("q", no_ack=True) is not None
    hours.pass_by(51)

    assert bodies(queue) == []


def test_that_an_unused_queue_is_deleted() -> None:
    hours = Hours()
    connection = connected(hours)
    channel = connection.channel()
    declared(channel, x_expires=100)
    hours.pass_by(90)
    channel.requests.get("q", no_ack=True)
    hours.pass_by(90)
    consumer = channel.consume("q")
    hours.pass_by(500)
    assert "q" in connection.vhost.queues

    channel.requests.cancel(consumer)
    hours.pass_by(101)
    assert "q" not in connection.vhost.queues


def test_that_consumers_take_turns_and_priorities_come_first() -> None:
    channel = connected().channel()
    declared(channel)
    low = [channel.consume("q", no_ack=True) for _ in range(2)]
    high = channel.consume("q", prefetch_count=1, arguments={"x-priority": field_of(5)})
    for body in "abcde":
        channel.publish("", "q", body)
    high.ack()
    channel.publish("", "q", "f")

    assert high.bodies == ["a", "f"]
    assert [one.bodies for one in low] == [["b", "d"], ["c", "e"]]


def test_that_a_single_active_consumer_has_an_heir() -> None:
    channel = connected().channel()
    queue = declared(channel, x_single_active_consumer=True)
    first, second = channel.consume("q", no_ack=True), channel.consume("q", no_ack=True)
    channel.publish("", "q", "a")
    channel.requests.cancel(first)
    channel.publish("", "q", "b")

    assert (first.bodies, second.bodies) == (["a"], ["b"])
    assert queue.subscribers.single is second


def test_that_higher_priorities_are_delivered_first() -> None:
    channel = connected().channel()
    declared(channel, x_max_priority=3)
    for body, priority in (("none", None), ("two", 2), ("nine", 9), ("one", 1), ("three", 3)):
        channel.publish("", "q", body, priority=priority)

    assert channel.consume("q", no_ack=True).bodies == ["nine", "three", "two", "one", "none"]


@pytest.mark.parametrize("exclusive", [(True, False), (False, True)])
def test_that_an_exclusive_consumer_stays_alone(exclusive: tuple[bool, bool]) -> None:
    channel = connected().channel()
    declared(channel)
    channel.consume("q", exclusive=exclusive[0])

    with pytest.raises(Refusal) as refused:
        channel.consume("q", exclusive=exclusive[1])

    assert refused.value.text == "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use"


def test_that_a_queue_with_auto_delete_goes_with_its_last_consumer() -> None:
    connection = connected()
    channel = connection.channel()
    declared(channel, auto_delete=True)
    first, second = channel.consume("q"), channel.consume("q")

    channel.requests.cancel(first)
    assert "q" in connection.vhost.queues
    channel.requests.cancel(second)
    assert "q" not in connection.vhost.queues


def test_that_consumers_hear_that_their_queue_is_gone_and_late_acks_do_no_harm() -> None:
    channel = connected().channel()
    queue = declared(channel)
    consumer = channel.consume("q")
    channel.publish("", "q", "a")
    channel.requests.delete_queue("q")

    assert consumer.was_cancelled
    queue.ack(consumer.held[0])
    queue.put_back(consumer.held)
    assert queue.message_count == 0


def test_that_what_nobody_acked_is_ready_again_when_the_channel_closes() -> None:
    connection = connected()
    channel = connection.channel()
    queue = declared(channel)
    channel.consume("q", prefetch_count=1)
    assert [channel.publish("", "q", body) for body in "ab"] == [Routed.SOMEWHERE] * 2

    channel.close()

    assert bodies(queue) == ["a", "b"]
    assert queue.unacked == {}
