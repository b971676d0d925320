"""Queues with limits: time to live, length, priorities."""

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage


def ttl_of_the_queue(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_message_ttl=30)
    channel.fill("q", [b"1", b"2"])
    stage.until_depth("q", 0)
    channel.do("basic.get", queue="q")


def ttl_of_zero_drops_what_is_not_taken_at_once(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_message_ttl=0)
    channel.fill("q", [b"lost"])
    channel.do("basic.get", queue="q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.fill("q", [b"taken"])


def ttl_of_zero_when_the_consumer_is_full(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_message_ttl=0)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.fill("q", [b"taken", b"lost"])
    channel.do("queue.declare", queue="q", passive=True)
    channel.send("basic.ack", delivery_tag=1)
    channel.settle("q")


def ttl_of_a_message(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.publish("q", b"short", expiration="30")
    channel.publish("q", b"long", expiration="60000")
    channel.publish("q", b"for ever")
    channel.settle("q")
    stage.until_depth("q", 2)
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")


def ttl_of_zero_of_a_message(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"lost"], expiration="0")
    channel.do("basic.get", queue="q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.fill("q", [b"taken"], expiration="0")


def ttl_of_a_message_behind_another_one(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.publish("q", b"ahead", expiration="60000")
    channel.publish("q", b"behind", expiration="20")
    channel.settle("q")
    stage.pass_time(0.08)
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("basic.get", queue="q", no_ack=True)
    channel.settle("q")
    channel.do("basic.get", queue="q", no_ack=True)


def the_shorter_ttl_counts(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_message_ttl=60000)
    channel.declare("r", x_message_ttl=20)
    channel.publish("q", b"x", expiration="20")
    channel.publish("r", b"x", expiration="60000")
    channel.settle("q", "r")
    stage.until_depth("q", 0)
    stage.until_depth("r", 0)
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("queue.declare", queue="r", passive=True)


def unacked_does_not_expire_until_it_is_back(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_message_ttl=60)
    channel.fill("q", [b"1", b"2"])
    channel.do("basic.get", queue="q")
    stage.until_depth("q", 0)
    channel.send("basic.reject", delivery_tag=1, requeue=True)
    channel.settle("q")
    channel.do("basic.get", queue="q")


def drop_head(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=2)
    channel.fill("q", [b"1", b"2", b"3", b"4"])
    _drain(channel)


def drop_head_said_aloud(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=1, x_overflow="drop-head")
    channel.do("confirm.select")
    for body in (b"1", b"2"):
        channel.publish("q", body, mandatory=True)
        channel.wait("basic.ack")
    _drain(channel)


def drop_head_counts_only_what_is_ready(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=2)
    channel.fill("q", [b"1", b"2"])
    channel.do("basic.get", queue="q")
    channel.fill("q", [b"3", b"4"])
    channel.send("basic.reject", delivery_tag=1, requeue=True)
    channel.settle("q")
    _drain(channel)


def length_of_zero(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=0)
    channel.fill("q", [b"lost"])
    channel.do("basic.get", queue="q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.fill("q", [b"taken"])


def bytes_are_limited(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length_bytes=10)
    channel.fill("q", [b"1234", b"5678", b"9"])
    channel.do("queue.declare", queue="q", passive=True)
    channel.fill("q", [b"10"])
    channel.do("queue.declare", queue="q", passive=True)
    channel.fill("q", [b"too long at all"])
    _drain(channel)


def bytes_and_length_are_limited(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length_bytes=6, x_max_length=3)
    channel.fill("q", [b"1", b"2", b"3", b"4"])
    channel.do("queue.declare", queue="q", passive=True)
    channel.fill("q", [b"55555"])
    _drain(channel)


def reject_publish(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=2, x_overflow="reject-publish")
    channel.fill("q", [b"1", b"2", b"3"])
    channel.do("basic.get", queue="q", no_ack=True)
    channel.fill("q", [b"4", b"5"])
    _drain(channel)


def reject_publish_by_bytes(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length_bytes=5, x_overflow="reject-publish")
    channel.do("confirm.select")
    for body in (b"1234", b"567", b"8"):
        channel.publish("q", body)
        channel.all_confirmed()
    _drain(channel)


def reject_publish_while_a_consumer_takes(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=1, x_overflow="reject-publish")
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.do("confirm.select")
    for body in (b"1", b"2", b"3"):
        channel.publish("q", body)
        channel.settle("q")
        channel.all_confirmed()
    channel.send("basic.ack", delivery_tag=1)
    channel.settle("q")


def reject_publish_dlx(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead")
    table = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": "dead"}
    channel.declare("q", x_max_length=1, x_overflow="reject-publish-dlx", **table)
    channel.do("confirm.select")
    for body in (b"1", b"2"):
        channel.publish("q", body)
        channel.all_confirmed()
    channel.settle("q", "dead")
    channel.do("basic.get", queue="dead")
    _drain(channel)


def priorities(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_priority=5)
    for priority in (None, 0, 3, 1, 5, 3, 9, 255):
        channel.publish("q", str(priority).encode(), priority=priority)
    _drain(channel)


def priorities_of_what_is_requeued(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_priority=2)
    for number, priority in enumerate((1, 1, 2, 0)):
        channel.publish("q", str(number).encode(), priority=priority)
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")
    channel.send("basic.nack", delivery_tag=0, multiple=True, requeue=True)
    _drain(channel)


def priorities_where_the_queue_has_none(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    for priority in (0, 5, 1):
        channel.publish("q", str(priority).encode(), priority=priority)
    _drain(channel)


def priorities_to_a_consumer(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_priority=9)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.fill("q", [b"low"], priority=1)
    channel.fill("q", [b"middle"], priority=5)
    channel.fill("q", [b"high"], priority=9)
    for tag in (1, 2, 3):
        channel.send("basic.ack", delivery_tag=tag)
        channel.settle("q")


def priorities_and_drop_head(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_priority=3, x_max_length=2)
    for priority in (3, 1, 2, 1):
        channel.fill("q", [str(priority).encode()], priority=priority)
    _drain(channel)


def priorities_and_ttl(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_priority=3)
    channel.publish("q", b"low", priority=1, expiration="20")
    channel.publish("q", b"high", priority=3)
    channel.settle("q")
    stage.pass_time(0.1)
    _drain(channel)


def lazy_queue(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_queue_mode="lazy")
    channel.fill("q", [b"1", b"2"])
    _drain(channel)


def _drain(channel: Channel) -> None:
    channel.settle("q")
    while channel.do("basic.get", queue="q", no_ack=True).name == "basic.get-ok":
        pass
