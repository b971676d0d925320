"""Consumers that share a queue: in turn, by priority, one at a time."""

from tests.integration.differential.stage import Stage


def round_robin(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    first.do("basic.consume", queue="q", consumer_tag="a")
    second.do("basic.consume", queue="q", consumer_tag="b")
    first.do("basic.consume", queue="q", consumer_tag="c")
    first.fill("q", [bytes([65 + number]) for number in range(9)])


def round_robin_one_by_one(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    first.do("basic.consume", queue="q", consumer_tag="a", no_ack=True)
    second.do("basic.consume", queue="q", consumer_tag="b", no_ack=True)
    for number in range(5):
        first.fill("q", [str(number).encode()])


def a_new_consumer_of_a_full_queue(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    first.fill("q", [b"1", b"2", b"3", b"4"])
    first.do("basic.qos", prefetch_count=2)
    first.do("basic.consume", queue="q", consumer_tag="a")
    first.settle("q")
    second.do("basic.consume", queue="q", consumer_tag="b")
    first.settle("q")
    first.send("basic.ack", delivery_tag=1)
    first.fill("q", [b"5", b"6", b"7"])


def exclusive_consumer(stage: Stage) -> None:
    connection = stage.connect()
    first, second, third = connection.channel(), connection.channel(), connection.channel()
    first.declare("q")
    first.do("basic.consume", queue="q", consumer_tag="a", exclusive=True)
    second.do("basic.consume", queue="q", consumer_tag="b")
    first.do("basic.cancel", consumer_tag="a")
    third.do("basic.consume", queue="q", consumer_tag="c")
    first.do("basic.consume", queue="q", consumer_tag="d", exclusive=True)


def exclusive_consumer_lets_others_get(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    first.do("basic.qos", prefetch_count=1)
    first.do("basic.consume", queue="q", consumer_tag="a", exclusive=True)
    first.fill("q", [b"1", b"2"])
    second.do("basic.get", queue="q")


def priorities_of_consumers(stage: Stage) -> None:
    connection = stage.connect()
    low, high, none = connection.channel(), connection.channel(), connection.channel()
    for channel in (low, high, none):
        channel.do("basic.qos", prefetch_count=2)
    low.declare("q")
    low.do("basic.consume", queue="q", consumer_tag="low", arguments={"x-priority": -1})
    none.do("basic.consume", queue="q", consumer_tag="none")
    high.do("basic.consume", queue="q", consumer_tag="high", arguments={"x-priority": 10})
    for body in (b"1", b"2", b"3", b"4", b"5", b"6", b"7"):
        low.fill("q", [body])
    high.send("basic.ack", delivery_tag=1)
    high.settle("q")
    low.send("basic.ack", delivery_tag=1)
    low.settle("q")


def priority_of_a_consumer_that_is_wrong(stage: Stage) -> None:
    connection = stage.connect()
    connection.channel().declare("q")
    for wrong in ("1", 1.5, True, None):
        fields = {"queue": "q", "consumer_tag": "c", "arguments": {"x-priority": wrong}}
        connection.channel().do("basic.consume", **fields)


def single_active_consumer(stage: Stage) -> None:
    connection = stage.connect()
    first, second, third = connection.channel(), connection.channel(), connection.channel()
    first.declare("q", x_single_active_consumer=True)
    for name, channel in (("a", first), ("b", second), ("c", third)):
        channel.do("basic.consume", queue="q", consumer_tag=name)
    first.fill("q", [b"1", b"2", b"3"])
    first.do("basic.cancel", consumer_tag="a")
    first.fill("q", [b"4"])
    first.send("basic.reject", delivery_tag=1, requeue=True)
    first.settle("q")
    second.do("channel.close", reply_code=200, reply_text="", class_id=0, method_id=0)
    third.wait("basic.deliver", 2)
    third.settle("q")


def single_active_consumer_with_priorities(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q", x_single_active_consumer=True)
    first.do("basic.consume", queue="q", consumer_tag="a")
    fields = {"queue": "q", "consumer_tag": "b", "arguments": {"x-priority": 5}}
    second.do("basic.consume", **fields)
    first.fill("q", [b"1"])
    first.do("basic.cancel", consumer_tag="a")
    first.fill("q", [b"2"])


def single_active_consumer_refuses_exclusive_ones(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_single_active_consumer=True)
    channel.do("basic.consume", queue="q", consumer_tag="a", exclusive=True)


def single_active_consumer_that_is_full(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q", x_single_active_consumer=True)
    first.do("basic.qos", prefetch_count=1)
    first.do("basic.consume", queue="q", consumer_tag="a")
    second.do("basic.consume", queue="q", consumer_tag="b")
    first.fill("q", [b"1", b"2"])
    first.send("basic.ack", delivery_tag=1)
    first.settle("q")
