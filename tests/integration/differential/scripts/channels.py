"""Channels: opened, closed, used again, used wrongly."""

from tests.integration.differential.frames import method_payload
from tests.integration.differential.stage import Stage

CLOSE = {"reply_code": 200, "reply_text": "bye", "class_id": 0, "method_id": 0}


def opened_and_closed(stage: Stage) -> None:
    channel = stage.connect().on(1)
    for _ in range(2):
        channel.do("channel.open")
        channel.do("channel.close", **CLOSE)


def opened_twice(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("channel.open")
    channel.connection.wait_for_end()


def opened_again_after_an_error(stage: Stage) -> None:
    channel = stage.channel()
    for _ in range(2):
        channel.do("queue.declare", queue="nowhere", passive=True)
        channel.do("channel.open")
    channel.do("queue.declare", queue="q")


def used_before_it_is_open(stage: Stage) -> None:
    for name, fields in (("basic.get", {"queue": "q"}), ("basic.qos", {}), ("confirm.select", {})):
        connection = stage.connect()
        connection.send_method(1, name, **fields)
        connection.wait_for_end()


def closed_before_it_is_open(stage: Stage) -> None:
    for name, fields in (("channel.close", CLOSE), ("channel.close-ok", {})):
        connection = stage.connect()
        connection.send_method(1, name, **fields)
        connection.wait_for_end()


def used_after_it_was_closed(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("channel.close", **CLOSE)
    channel.send("queue.declare", queue="q")
    channel.connection.wait_for_end()


def close_ok_that_nobody_waits_for(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("channel.close-ok")
    channel.connection.wait_for_end()


def closed_by_both_sides(stage: Stage) -> None:
    connection = stage.connect()
    connection.answers_closes = False
    channel = connection.channel()
    channel.do("queue.declare", queue="nowhere", passive=True)
    channel.do("channel.close", **CLOSE)
    channel.send("channel.close-ok")
    connection.channel().do("queue.declare", queue="q")


def number_beyond_the_limit(stage: Stage) -> None:
    connection = stage.connect(tune=(5, 131072, 0))
    connection.on(5).do("channel.open")
    connection.on(6).do("channel.open")
    connection.on(6).do("queue.declare", queue="q")
    connection.on(65535).do("channel.open")


def number_zero(stage: Stage) -> None:
    connection = stage.connect()
    connection.send_method(0, "channel.open")
    connection.wait_for_end()


def highest_number(stage: Stage) -> None:
    channel = stage.connect().on(2047)
    channel.do("channel.open")
    channel.do("queue.declare", queue="q")


def many_at_once(stage: Stage) -> None:
    connection = stage.connect()
    for _ in range(30):
        connection.channel()
    connection.on(30).do("queue.declare", queue="q")
    connection.on(1).do("queue.declare", queue="q", passive=True)


def methods_of_the_connection_on_a_channel(stage: Stage) -> None:
    for number in (1, 2):
        connection = stage.connect()
        connection.channel()
        connection.send_method(number, "connection.close", **CLOSE)
        connection.wait_for_end()


def methods_of_channels_on_the_connection(stage: Stage) -> None:
    for name in ("queue.declare", "basic.qos", "channel.close-ok"):
        connection = stage.connect()
        connection.send_method(0, name)
        connection.wait_for_end()


def methods_that_only_brokers_send(stage: Stage) -> None:
    for name, fields in (
        ("channel.open-ok", {}),
        ("channel.flow-ok", {"active": True}),
        ("basic.get-empty", {}),
        ("queue.declare-ok", {"queue": "q", "message_count": 0, "consumer_count": 0}),
        ("confirm.select-ok", {}),
        ("exchange.bind-ok", {}),
    ):
        channel = stage.channel()
        channel.send(name, **fields)
        channel.connection.wait_for_end()


def cancel_ok_of_a_client(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("basic.cancel-ok", consumer_tag="c")
    channel.connection.wait_for_end()


def an_error_leaves_other_channels_alone(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    second.declare("q")
    second.do("basic.consume", queue="q", consumer_tag="c")
    first.do("queue.declare", queue="nowhere", passive=True)
    second.fill("q", [b"1"])


def an_error_requeues_what_was_unacked(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("q")
    first.fill("q", [b"1", b"2"])
    first.do("basic.get", queue="q")
    first.do("queue.declare", queue="nowhere", passive=True)
    stage.until_depth("q", 2)
    second.do("basic.get", queue="q")


def delivery_tags_begin_anew(stage: Stage) -> None:
    connection = stage.connect()
    channel = connection.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2"])
    channel.do("basic.get", queue="q")
    channel.do("channel.close", **CLOSE)
    channel.do("channel.open")
    channel.do("basic.get", queue="q")


def access_request(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("access.request", realm="/data")


def commands_sent_in_one_go(stage: Stage) -> None:
    channel = stage.channel()
    for queue in ("a", "b", "c"):
        channel.send("queue.declare", queue=queue)
    for body in (b"1", b"2"):
        channel.publish("b", body)
    channel.send("basic.get", queue="b")
    channel.send("queue.delete", queue="b")
    channel.wait("queue.delete-ok")


def unknown_methods_of_known_classes(stage: Stage) -> None:
    for payload in (b"\0\x32\0\x63", b"\0\x3c\0\x63", b"\0\x14\0\x63", b"\0\x0a\0\x63"):
        channel = stage.channel()
        channel.send_frame(1, payload, f"method {payload.hex()}")
        channel.connection.wait_for_end()


def unknown_classes(stage: Stage) -> None:
    for payload in (b"\0\0\0\0", b"\0\x63\0\x0a", b"\xff\xff\xff\xff", b"\0\x46\0\x0a"):
        channel = stage.channel()
        channel.send_frame(1, payload, f"method {payload.hex()}")
        channel.connection.wait_for_end()


def methods_that_end_too_early(stage: Stage) -> None:
    whole = method_payload("queue.declare", queue="q")
    for length in (0, 1, 3, 4, 6, 8, 9, 12):
        channel = stage.channel()
        channel.send_frame(1, whole[:length], f"queue.declare cut to {length} bytes")
        channel.connection.wait_for_end()


def methods_that_end_too_late(stage: Stage) -> None:
    channel = stage.channel()
    channel.send_frame(1, method_payload("queue.declare", queue="q") + b"\0", "a byte too much")
    channel.wait("queue.declare-ok")
