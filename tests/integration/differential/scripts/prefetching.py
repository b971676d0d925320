"""Prefetch: how much a consumer or a channel may have unacked."""

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage


def prefetch_bounds_what_is_unacked(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=2)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.settle("q")
    for tag in (1, 2):
        channel.send("basic.ack", delivery_tag=tag)
        channel.settle("q")
    channel.send("basic.ack", delivery_tag=4, multiple=True)
    channel.settle("q")


def prefetch_holds_for_each_consumer(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.do("basic.consume", queue="q", consumer_tag="b")
    channel.settle("q")
    channel.do("basic.qos", prefetch_count=5)
    channel.settle("q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.settle("q")


def prefetch_of_the_whole_channel(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=3, global_qos=True)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.do("basic.consume", queue="q", consumer_tag="b")
    channel.settle("q")
    channel.do("basic.qos", prefetch_count=0, global_qos=True)
    channel.settle("q")


def prefetch_of_the_channel_that_grows(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=1, global_qos=True)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.settle("q")
    channel.do("basic.qos", prefetch_count=3, global_qos=True)
    channel.settle("q")


def prefetch_counts_no_polls(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.settle("q")


def prefetch_does_not_hold_without_acknowledgements(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="a", no_ack=True)
    channel.wait("basic.deliver", 4)


def prefetch_is_freed_by_nacks(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.settle("q")
    channel.send("basic.nack", delivery_tag=1, requeue=False)
    channel.settle("q")
    channel.send("basic.nack", delivery_tag=2, requeue=True)
    channel.settle("q")


def prefetch_of_a_size(stage: Stage) -> None:
    stage.channel().do("basic.qos", prefetch_size=100)


def prefetch_of_two_consumers_on_two_queues(stage: Stage) -> None:
    channel = _filled(stage)
    channel.declare("r")
    channel.fill("r", [b"a", b"b"])
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.settle("q", "r")
    channel.do("basic.consume", queue="r", consumer_tag="b")
    channel.settle("q", "r")
    channel.send("basic.ack", delivery_tag=2)
    channel.settle("q", "r")


def _filled(stage: Stage) -> Channel:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2", b"3", b"4"])
    return channel
