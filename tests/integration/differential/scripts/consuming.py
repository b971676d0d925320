"""Consumers: subscribed, refused, cancelled, and who gets which message."""

from tests.integration.differential.stage import Stage


def deliveries_in_order(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2", b"3"])
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.wait("basic.deliver", 3)
    channel.fill("q", [b"4", b"5"])
    channel.send("basic.ack", delivery_tag=5, multiple=True)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def without_acknowledgements(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="c", no_ack=True)
    channel.fill("q", [b"1", b"2"])
    channel.do("queue.declare", queue="q", passive=True)
    channel.send("basic.ack", delivery_tag=1)
    channel.wait("channel.close")


def server_names_the_consumer(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    first = channel.do("basic.consume", queue="q", consumer_tag="").method.consumer_tag
    second = channel.do("basic.consume", queue="q", consumer_tag="").method.consumer_tag
    assert first != second
    assert first.startswith("amq.ctag-")
    channel.do("basic.cancel", consumer_tag=first)
    channel.fill("q", [b"1"])


def from_an_unknown_queue(stage: Stage) -> None:
    stage.channel().do("basic.consume", queue="nowhere", consumer_tag="c")


def tag_that_is_in_use(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.connection.wait_for_end()


def tag_that_another_channel_uses(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    for channel in (first, second):
        channel.do("basic.consume", queue="q", consumer_tag="c")
    first.fill("q", [b"1", b"2"])


def tag_used_again_after_cancelling(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    for _ in range(2):
        channel.do("basic.consume", queue="q", consumer_tag="c")
        channel.fill("q", [b"x"])
        channel.do("basic.cancel", consumer_tag="c")


def reserved_tag(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="amq.mine")


def unknown_tag_cancelled(stage: Stage) -> None:
    stage.channel().do("basic.cancel", consumer_tag="nobody")


def cancelled_keeps_what_is_unacked(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.fill("q", [b"1", b"2"])
    channel.do("basic.cancel", consumer_tag="c")
    channel.publish("q", b"3")
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)
    channel.send("basic.ack", delivery_tag=1)
    channel.send("basic.reject", delivery_tag=2, requeue=True)
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")


def cancelled_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.send("basic.cancel", consumer_tag="c", nowait=True)
    channel.fill("q", [b"1"])
    channel.do("queue.declare", queue="q", passive=True)


def subscribed_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1"])
    channel.send("basic.consume", queue="q", consumer_tag="c", nowait=True)
    channel.wait("basic.deliver")
    channel.settle("q")


def subscribed_without_a_reply_nor_tag(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.send("basic.consume", queue="q", consumer_tag="", nowait=True)
    channel.publish("q", b"1")
    channel.wait("basic.deliver")


def no_local_is_ignored(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="c", no_local=True)
    channel.fill("q", [b"own"])


def unknown_arguments(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    arguments = {"mine": 1, "x-cancel-on-ha-failover": True, "x-stream-offset": "first"}
    channel.do("basic.consume", queue="q", consumer_tag="c", arguments=arguments)


def queue_deleted_under_its_consumers(stage: Stage) -> None:
    first, second = stage.channel(), stage.channel()
    first.declare("q")
    first.do("basic.consume", queue="q", consumer_tag="a")
    second.do("basic.consume", queue="q", consumer_tag="b")
    first.fill("q", [b"1", b"2"])
    first.do("queue.delete", queue="q")
    first.wait("basic.cancel")
    second.wait("basic.cancel")
    second.send("basic.ack", delivery_tag=1)
    second.do("basic.cancel", consumer_tag="b")
    second.settle()


def queue_deleted_under_a_client_that_wants_no_notice(stage: Stage) -> None:
    first, second = stage.connect(capabilities=()).channel(), stage.channel()
    second.declare("q")
    first.do("basic.consume", queue="q", consumer_tag="a")
    second.do("basic.consume", queue="q", consumer_tag="b")
    second.do("queue.delete", queue="q")
    second.wait("basic.cancel")
    first.settle()


def queue_expired_under_nobody(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_expires=40)
    stage.until_gone_unasked("q", 0.12)
    channel.do("basic.consume", queue="q", consumer_tag="a")


def channel_closed_requeues(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    first.do("basic.consume", queue="q", consumer_tag="a")
    first.fill("q", [b"1", b"2"])
    first.do("channel.close", reply_code=200, reply_text="", class_id=0, method_id=0)
    second.do("basic.consume", queue="q", consumer_tag="b")
    second.wait("basic.deliver", 2)


def client_killed_requeues(stage: Stage) -> None:
    connection, other = stage.connect(), stage.channel()
    channel = connection.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.fill("q", [b"1", b"2"])
    other.do("basic.get", queue="q")
    connection.drop()
    other.do("basic.consume", queue="q", consumer_tag="b")
    other.wait("basic.deliver", 2)
