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
