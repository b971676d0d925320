"""Bytes that are no frames, frames that are no methods, messages that do not fit together."""

import struct

from core.amqp.fields import encode_table
from tests.integration.differential.frames import (
    BODY,
    HEADER,
    METHOD,
    frame,
    header_payload,
    method_frame,
    method_payload,
)
from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage

PUBLISH = {"exchange": "", "routing_key": "q"}


def bytes_after_which_nothing_can_be_read(stage: Stage) -> None:
    payload = method_payload("queue.declare", queue="q")
    words = {
        "a frame that ends with 0": frame(METHOD, 1, payload, b"\x00"),
        "a frame of 4 GB begins": struct.pack(">BHI", 1, 1, 0xFFFFFFFF),
        "random bytes": b"\xde\xad\xbe\xef" * 16,
        "zeros": bytes(64),
        "a frame of 131081 bytes": frame(BODY, 1, bytes(131073)),
    }
    lines = [stage.connect() for _ in words]
    for line, (note, octets) in zip(lines, words.items(), strict=True):
        line.channel().connection.send(octets, note)
    for line in lines:
        line.wait_for_end()


def unknown_frame_types(stage: Stage) -> None:
    for kind in (0, 4, 5, 7, 9, 255):
        _refused(stage.channel(), frame(kind, 1, b""), f"frame type {kind} on a channel")


def unknown_frame_types_on_the_connection(stage: Stage) -> None:
    for kind in (0, 4, 255):
        _refused(stage.channel(), frame(kind, 0, b""), f"frame type {kind} on the connection")


def frame_a_little_beyond_the_limit(stage: Stage) -> None:
    channel = stage.connect(tune=(2047, 4096, 0)).channel()
    channel.declare("q")
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(4096, {}))
    channel.connection.send(method + head + frame(BODY, 1, bytes(4096)), "a frame of 4104 bytes")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def frame_at_the_limit(stage: Stage) -> None:
    channel = stage.connect(tune=(2047, 4096, 0)).channel()
    channel.declare("q")
    method = method_frame(1, "basic.publish", **PUBLISH)
    head = frame(HEADER, 1, header_payload(4088, {}))
    channel.connection.send(method + head + frame(BODY, 1, bytes(4088)), "a frame of 4096 bytes")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def heartbeat_on_a_channel(stage: Stage) -> None:
    _refused(stage.channel(), frame(8, 1, b""), "a heartbeat on a channel")


def heartbeat_with_a_payload(stage: Stage) -> None:
    channel = stage.channel()
    channel.connection.send(frame(8, 0, b"x"), "a heartbeat with a payload")
    channel.settle()


def heartbeats_of_a_client(stage: Stage) -> None:
    channel = stage.channel()
    channel.connection.send(frame(8, 0, b"") * 3, "three heartbeats")
    channel.settle()


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


def arguments_that_are_no_table(stage: Stage) -> None:
    whole = method_payload("queue.declare", queue="q", arguments={})[:-4]
    for table in (
        b"",
        b"\0\0",
        b"\0\0\0\x05\x01aS\0\0",
        b"\0\0\0\x03\x01a?",
        b"\0\0\0\x04\x05abc",
        b"\xff\xff\xff\xff",
    ):
        octets = frame(METHOD, 1, whole + table)
        _refused(stage.channel(), octets, f"queue.declare with arguments {table!r}")


def arguments_of_every_type(stage: Stage) -> None:
    channel = stage.channel()
    whole = method_payload("queue.declare", queue="q", arguments={})[:-4]
    inner = b"\x01at\x01\x01bb\xff\x01cB\xff\x01ds\xff\xff\x01eu\xff\xff\x01fi\xff\xff\xff\xff"
    inner += b"\x01gT" + bytes(8) + b"\x01hV\x01ix\0\0\0\x01\xff\x01jD\x02\0\0\0\x01"
    table = struct.pack(">I", len(inner)) + inner
    channel.connection.send(frame(METHOD, 1, whole + table), "arguments of every type")
    channel.wait("queue.declare-ok")


def arguments_nested_deeply(stage: Stage) -> None:
    table: dict[str, object] = {}
    for _ in range(60):
        table = {"a": table}
    stage.channel().do("queue.declare", queue="q", arguments=table)


def same_key_twice_in_arguments(stage: Stage) -> None:
    channel = stage.channel()
    whole = method_payload("queue.declare", queue="q", arguments={})[:-4]
    inner = b"\x0cx-max-lengthI\0\0\0\x01" + b"\x0cx-max-lengthI\0\0\0\x02"
    table = struct.pack(">I", len(inner)) + inner
    channel.connection.send(frame(METHOD, 1, whole + table), "x-max-length 1 and 2")
    channel.wait("queue.declare-ok")
    channel.fill("q", [b"1", b"2", b"3"])
    channel.do("queue.declare", queue="q", passive=True)


def half_a_frame_and_then_the_rest(stage: Stage) -> None:
    channel = stage.channel()
    octets = method_frame(1, "queue.declare", queue="q")
    for octet in octets:
        channel.connection.send(bytes([octet]))
    channel.wait("queue.declare-ok")


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


def name_beyond_its_method(stage: Stage) -> None:
    payload = struct.pack(">HHH", 50, 10, 0) + b"\xffabc"
    _refused(stage.channel(), frame(METHOD, 1, payload), "a name of 255 bytes in 3")


def table_key_that_is_no_text(stage: Stage) -> None:
    channel = stage.channel()
    whole = method_payload("queue.declare", queue="q", arguments={})[:-4]
    table = encode_table({"\udcff": 1})
    channel.connection.send(frame(METHOD, 1, whole + table), "a key that is no text")
    channel.settle()


def _refused(channel: Channel, octets: bytes, note: str) -> None:
    channel.connection.send(octets, note)
    channel.connection.wait_for_end()
