"""Messages whose frames do not fit together."""

import struct

from tests.integration.differential.frames import BODY, HEADER, frame, header_payload, method_frame
from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage

PUBLISH = {"exchange": "", "routing_key": "q"}


def header_without_a_method(stage: Stage) -> None:
    _refused(stage.channel(), frame(HEADER, 1, header_payload(0, {})), "a header")


def body_without_a_method(stage: Stage) -> None:
    _refused(stage.channel(), frame(BODY, 1, b"x"), "a body")


def body_without_a_header(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    _refused(stage.channel(), method + frame(BODY, 1, b"x"), "publish and a body")


def method_instead_of_a_header(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    _refused(stage.channel(), method + method_frame(1, "basic.qos"), "publish and another method")


def method_instead_of_a_body(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(5, {}))
    other = method_frame(1, "basic.qos")
    _refused(stage.channel(), method + head + other, "publish, a header and another method")


def header_instead_of_a_body(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(5, {}))
    _refused(stage.channel(), method + head + head, "publish and two headers")


def body_after_the_end(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(2, {}))
    body = frame(BODY, 1, b"12") + frame(BODY, 1, b"3")
    _refused(stage.channel(), method + head + body, "2 bytes and one more")


def body_of_a_message_without_one(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(0, {}))
    _refused(stage.channel(), method + head + frame(BODY, 1, b""), "an empty body")


def empty_body_frames_on_the_way(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    octets = method_frame(1, "basic.publish", **PUBLISH) + frame(HEADER, 1, header_payload(4, {}))
    for part in (b"", b"1", b"", b"23", b"4"):
        octets += frame(BODY, 1, part)
    channel.connection.send(octets, "a body in odd parts")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def header_of_another_class(stage: Stage) -> None:
    for class_id in (50, 0, 61):
        method = method_frame(1, "basic.publish", **PUBLISH)
        head = frame(HEADER, 1, header_payload(0, {}, class_id))
        _refused(stage.channel(), method + head, f"a header of class {class_id}")


def header_with_a_weight(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    method = method_frame(1, "basic.publish", **PUBLISH)
    channel.connection.send(method + frame(HEADER, 1, header_payload(0, {}, weight=7)), "weight 7")
    channel.settle("q")


def header_that_ends_too_early(stage: Stage) -> None:
    whole = header_payload(0, {"content_type": "text/plain", "priority": 1})
    for length in (0, 4, 11, 12, 13, 14, 20, len(whole) - 1):
        method = method_frame(1, "basic.publish", **PUBLISH)
        note = f"a header cut to {length} bytes"
        channel = stage.channel()
        channel.connection.send(method + frame(HEADER, 1, whole[:length]), note)
        channel.settle()


def header_that_ends_too_late(stage: Stage) -> None:
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(0, {"priority": 1}) + b"more")
    channel = stage.channel()
    channel.connection.send(method + head, "a header with more")
    channel.settle()


def properties_that_do_not_exist(stage: Stage) -> None:
    for flags in (0x0001, 0x0002, 0x0003):
        method = method_frame(1, "basic.publish", **PUBLISH)
        head = struct.pack(">HHQH", 60, 0, 0, flags) + bytes(8)
        channel = stage.channel()
        channel.connection.send(method + frame(HEADER, 1, head), f"flags {flags:#x}")
        channel.settle()


def headers_that_are_no_table(stage: Stage) -> None:
    for table in (
        b"\0\0\0\x05\x01aS\0\0",
        b"\0\0\0\x03\x01a?",
        b"\0\0\0\x04\x05abc",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x07\x01aA\0\0\0\x09",
        b"\0\0\0\x08\x01aF\0\0\0\x01a",
    ):
        channel = stage.channel()
        channel.declare("q", "amq.headers")
        method = method_frame(1, "basic.publish", exchange="amq.headers", routing_key="q")
        head = struct.pack(">HHQH", 60, 0, 0, 1 << 13) + table
        channel.connection.send(method + frame(HEADER, 1, head), f"headers {table!r}")
        channel.settle()


def headers_that_are_no_table_on_a_direct_way(stage: Stage) -> None:
    table = b"\0\0\0\x03\x01a?"
    channel = stage.channel()
    channel.declare("q")
    method = method_frame(1, "basic.publish", exchange="", routing_key="q")
    head = struct.pack(">HHQH", 60, 0, 0, 1 << 13) + table
    channel.connection.send(method + frame(HEADER, 1, head), f"headers {table!r}")
    channel.settle()


def half_a_message_and_then_nothing(stage: Stage) -> None:
    channel, other = stage.channel(), stage.channel()
    other.declare("q")
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(10, {}))
    channel.connection.send(method + head + frame(BODY, 1, b"12345"), "half a message")
    channel.connection.drop()
    other.settle("q")
    other.do("basic.get", queue="q")


def messages_of_two_channels_mixed(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.declare("a")
    second.declare("b")
    fields = {"exchange": ""}
    octets = method_frame(1, "basic.publish", **fields, routing_key="a")
    octets += method_frame(2, "basic.publish", **fields, routing_key="b")
    octets += b"".join(frame(HEADER, number, header_payload(2, {})) for number in (1, 2))
    octets += frame(BODY, 1, b"a") + frame(BODY, 2, b"b") + frame(BODY, 2, b"B")
    connection.send(octets + frame(BODY, 1, b"A"), "two messages mixed")
    for channel, queue in ((first, "a"), (second, "b")):
        channel.settle(queue)
        channel.do("basic.get", queue=queue)


def channel_error_within_a_message(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish("k", b"x" * 10, "nowhere")
    channel.wait("channel.close")
    channel.do("channel.open")
    channel.do("queue.declare", queue="q")


def _refused(channel: Channel, octets: bytes, note: str) -> None:
    channel.connection.send(octets, note)
    channel.connection.wait_for_end()
