"""Get, ack, nack, reject, recover: delivery tags and what becomes of a message."""

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage


def got_from_an_empty_queue(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q", no_ack=True)


def got_from_an_unknown_queue(stage: Stage) -> None:
    stage.channel().do("basic.get", queue="nowhere")


def got_and_acknowledged(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q", no_ack=True)
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.send("basic.ack", delivery_tag=3)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def unknown_tags(stage: Stage) -> None:
    for name in ("basic.ack", "basic.nack", "basic.reject"):
        channel = stage.channel()
        channel.send(name, delivery_tag=7)
        channel.wait("channel.close")


def tag_zero(stage: Stage) -> None:
    for name in ("basic.ack", "basic.nack", "basic.reject"):
        channel = stage.channel()
        channel.send(name, delivery_tag=0)
        channel.wait("channel.close")


def everything_of_nothing(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("basic.ack", delivery_tag=0, multiple=True)
    channel.send("basic.nack", delivery_tag=0, multiple=True)
    channel.settle()


def unknown_tag_of_multiple(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=5, multiple=True)
    channel.wait("channel.close")


def tag_acknowledged_twice(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.send("basic.ack", delivery_tag=1)
    channel.wait("channel.close")


def tag_of_multiple_acknowledged_twice(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=2, multiple=True)
    channel.send("basic.ack", delivery_tag=2, multiple=True)
    channel.settle("q")


def tag_below_those_of_multiple(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=2)
    channel.send("basic.ack", delivery_tag=2, multiple=True)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def tag_of_another_channel(stage: Stage) -> None:
    channel = _filled(stage)
    other = channel.connection.channel()
    channel.do("basic.get", queue="q")
    other.send("basic.ack", delivery_tag=1)
    other.wait("channel.close")
    channel.send("basic.ack", delivery_tag=1)
    channel.settle("q")


def everything_acknowledged(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=0, multiple=True)
    channel.settle("q")
    channel.do("queue.delete", queue="q", if_empty=True)


def rejected_without_requeue_is_gone(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.settle("q")
    channel.do("basic.get", queue="q")


def rejected_with_requeue_comes_again(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=True)
    channel.settle("q")
    for _ in range(3):
        channel.do("basic.get", queue="q")


def nacked_one_by_one(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(4):
        channel.do("basic.get", queue="q")
    for tag in (3, 1):
        channel.send("basic.nack", delivery_tag=tag, requeue=True)
    channel.send("basic.nack", delivery_tag=2, requeue=False)
    channel.settle("q")
    for _ in range(4):
        channel.do("basic.get", queue="q")


def nacked_together(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(4):
        channel.do("basic.get", queue="q")
    channel.send("basic.nack", delivery_tag=3, multiple=True, requeue=True)
    channel.settle("q")
    for _ in range(4):
        channel.do("basic.get", queue="q")
    channel.send("basic.nack", delivery_tag=0, multiple=True, requeue=False)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def requeued_goes_back_before_what_came_later(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.publish("q", b"later")
    channel.send("basic.reject", delivery_tag=2, requeue=True)
    channel.settle("q")
    channel.send("basic.reject", delivery_tag=1, requeue=True)
    channel.settle("q")
    for _ in range(5):
        channel.do("basic.get", queue="q")


def requeued_to_the_only_consumer(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.wait("basic.deliver", 4)
    for tag in (2, 1):
        channel.send("basic.reject", delivery_tag=tag, requeue=True)
        channel.settle("q")
    channel.send("basic.nack", delivery_tag=0, multiple=True, requeue=True)
    channel.settle("q")


def requeued_to_another_consumer(stage: Stage) -> None:
    channel = _filled(stage)
    other = channel.connection.channel()
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.wait("basic.deliver", 4)
    other.do("basic.consume", queue="q", consumer_tag="b")
    for tag in (1, 2, 3):
        channel.send("basic.reject", delivery_tag=tag, requeue=True)
        channel.settle("q")


def recovered_with_requeue(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")
    channel.do("basic.recover", requeue=True)
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.wait("channel.close")


def recovered_to_a_consumer(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.wait("basic.deliver", 4)
    channel.send("basic.ack", delivery_tag=2)
    channel.do("basic.recover", requeue=True)
    channel.settle("q")


def recovered_without_requeue(stage: Stage) -> None:
    stage.channel().do("basic.recover", requeue=False)


def recovered_without_a_reply(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.send("basic.recover-async", requeue=True)
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.send("basic.recover-async", requeue=False)
    channel.settle()


def recovered_where_nothing_is_unacked(stage: Stage) -> None:
    stage.channel().do("basic.recover", requeue=True)


def _filled(stage: Stage) -> Channel:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2", b"3", b"4"])
    return channel
