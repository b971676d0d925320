"""The first words between a client and a broker, right and wrong."""

import struct
from collections.abc import Callable
from typing import Any

from core.amqp.fields import encode_table
from tests.integration.differential.frames import GREETING, frame, header_payload, method_frame
from tests.integration.differential.raw_connection import Connection
from tests.integration.differential.stage import VHOST, Stage

CLOSE = {"reply_code": 200, "reply_text": "bye", "class_id": 0, "method_id": 0}


def every_word_of_it(stage: Stage) -> None:
    connection = stage.line()
    connection.send(GREETING, "AMQP 0-9-1")
    connection.wait("connection.start")
    connection.start_ok("\0guest\0guest")
    connection.wait("connection.tune")
    connection.tune_ok()
    connection.send_method(0, "connection.open", virtual_host=VHOST)
    connection.wait("connection.open-ok")
    connection.close()


def login_as_a_table(stage: Stage) -> None:
    response = encode_table({"LOGIN": "guest", "PASSWORD": "guest"})[4:]
    _logged_in(stage, response, "AMQPLAIN")


def login_that_is_wrong(stage: Stage) -> None:
    _logged_in(stage, encode_table({"LOGIN": "guest", "PASSWORD": "x"})[4:], "AMQPLAIN")
    _logged_in(stage, b"\0\xff\0\xff")


def refused_without_a_word(stage: Stage) -> None:
    """RabbitMQ takes three seconds for each, so all are refused at once."""
    said: dict[str, Callable[[Connection], None]] = {
        "start-ok of a client without capabilities": _starts("\0guest\0wrong", capabilities=()),
        "for somebody else": _starts("other\0guest\0guest"),
        "no password": _starts(encode_table({"LOGIN": "guest"})[4:], mechanism="AMQPLAIN"),
        "a number": _starts(encode_table({"LOGIN": 1, "PASSWORD": "x"})[4:], mechanism="AMQPLAIN"),
        "no table": _starts("guest", mechanism="AMQPLAIN"),
        "tune-ok": Connection.tune_ok,
        "open": lambda line: line.send_method(0, "connection.open", virtual_host=VHOST),
        "close": lambda line: line.send_method(0, "connection.close", **CLOSE),
        "channel": lambda line: line.send_method(1, "channel.open"),
        "greeting": lambda line: line.send(GREETING, "greeting"),
        "header": lambda line: line.send(frame(2, 0, header_payload(0, {})), "a header"),
        "2 GB": lambda line: line.send(struct.pack(">BHI", 1, 0, 0x7FFFFFFF), "2 GB begin"),
    }
    for response in ("", "guest", "\0guest", "\0guest\0guest\0"):
        said[f"response {response!r}"] = _starts(response)
    for mechanism in ("CRAM-MD5", "plain", "", "EXTERNAL", "PLAIN AMQPLAIN"):
        said[f"mechanism {mechanism!r}"] = _starts("\0guest\0guest", mechanism=mechanism)
    lines = [stage.greeted() for _ in said]
    for line, says in zip(lines, said.values(), strict=True):
        says(line)
    for line in lines:
        line.wait_for_end()


def limits_that_are_refused_without_a_word(stage: Stage) -> None:
    limits = {"channel_max": (65535, 0), "frame_max": (131073, 0, 4095, 1)}
    lines = []
    for name, values in limits.items():
        for value in values:
            lines.append(_started(stage))
            lines[-1].tune_ok(**{name: value})
            lines[-1].send_method(0, "connection.open", virtual_host=VHOST)
    lines.append(_started(stage))
    lines[-1].send_method(0, "connection.open", virtual_host=VHOST)
    for line in lines:
        line.wait_for_end()


def wrong_password(stage: Stage) -> None:
    _logged_in(stage, "\0guest\0wrong")


def unknown_user(stage: Stage) -> None:
    _logged_in(stage, "\0nobody\0wrong")


def empty_password(stage: Stage) -> None:
    _logged_in(stage, "\0guest\0")


def unknown_locale(stage: Stage) -> None:
    connection = stage.greeted()
    connection.start_ok("\0guest\0guest", locale="de_DE")
    connection.wait("connection.tune", "connection.close")


def limits_that_the_client_lowers(stage: Stage) -> None:
    _tuned(stage, channel_max=10, frame_max=4096, heartbeat=30)


def heartbeat_of_any_length(stage: Stage) -> None:
    _tuned(stage, heartbeat=0)
    _tuned(stage, heartbeat=65535)


def heartbeats_of_the_broker_and_a_silent_client(stage: Stage) -> None:
    silent, lively = (stage.connect(tune=(2047, 131072, 1)) for _ in range(2))
    for _ in range(3):
        lively.wait("heartbeat")
        lively.send(frame(8, 0, b""))
    silent.wait_for_end()
    lively.channel().do("queue.declare", queue="q")


def other_protocol_versions(stage: Stage) -> None:
    for greeting in (
        b"AMQP\x01\x01\x00\x09",
        b"AMQP\x00\x01\x00\x00",
        b"AMQP\x00\x00\x08\x00",
        b"AMQP\x01\x01\x08\x00",
        b"AMQP\x00\x00\x09\x02",
        b"AMQP\x03\x01\x00\x00",
        b"AMQP\xff\xff\xff\xff",
    ):
        _said(stage, greeting)


def older_version_that_is_understood(stage: Stage) -> None:
    connection = stage.line()
    connection.send(b"AMQP\x01\x01\x00\x09", "AMQP 0-9")
    connection.wait("connection.start")


def other_protocols(stage: Stage) -> None:
    for greeting in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x00" * 8,
        b"amqp\x00\x00\x09\x01",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ):
        _said(stage, greeting)


def greeting_byte_by_byte(stage: Stage) -> None:
    connection = stage.line()
    for octet in GREETING:
        connection.send(bytes([octet]))
    connection.wait("connection.start")


def everything_in_one_go(stage: Stage) -> None:
    connection = stage.line()
    properties = {"client_properties": {}, "mechanism": "PLAIN", "response": "\0guest\0guest"}
    words = GREETING + method_frame(0, "connection.start-ok", **properties, locale="en_US")
    words += method_frame(0, "connection.tune-ok", channel_max=9, frame_max=4096, heartbeat=0)
    words += method_frame(0, "connection.open", virtual_host=VHOST)
    connection.send(words + method_frame(1, "channel.open"), "everything")
    connection.wait("connection.open-ok")
    connection.wait("channel.open-ok", channel=1)


def channel_before_the_connection_is_open(stage: Stage) -> None:
    connection = _started(stage)
    connection.tune_ok()
    connection.on(1).send("channel.open")
    connection.wait_for_end()


def close_after_tuning(stage: Stage) -> None:
    connection = _started(stage)
    connection.tune_ok()
    connection.send_method(0, "connection.close", **CLOSE)
    connection.wait("connection.close-ok", "connection.close")


def start_ok_again(stage: Stage) -> None:
    connection = stage.connect()
    connection.start_ok("\0guest\0guest")
    connection.wait_for_end()


def open_again(stage: Stage) -> None:
    connection = stage.connect()
    connection.send_method(0, "connection.open", virtual_host=VHOST)
    connection.wait_for_end()


def secret_updated(stage: Stage) -> None:
    connection = stage.connect()
    connection.send_method(0, "connection.update-secret", new_secret="guest", reason="why not")
    connection.wait("connection.update-secret-ok", "connection.close")


def blocked_by_a_client(stage: Stage) -> None:
    connection = stage.connect()
    connection.send_method(0, "connection.blocked", reason="me")
    connection.wait_for_end()


def closed_while_channels_are_open(stage: Stage) -> None:
    connection, other = stage.connect(), stage.channel()
    channel = connection.channel()
    channel.declare("q")
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    connection.close()
    stage.until_depth("q", 1)
    other.do("basic.get", queue="q")


def frames_before_the_answer_to_a_close(stage: Stage) -> None:
    connection = stage.connect()
    connection.answers_closes = False
    connection.channel()
    connection.send_method(0, "channel.open")
    connection.wait("connection.close")
    connection.on(1).send("queue.declare", queue="never")
    connection.send_method(0, "connection.close-ok")
    connection.wait("nothing")


def _logged_in(stage: Stage, response: str | bytes, mechanism: str = "PLAIN") -> None:
    connection = stage.greeted()
    connection.start_ok(response, mechanism)
    connection.wait("connection.tune", "connection.close")


def _starts(response: str | bytes, **more: Any) -> Callable[[Connection], None]:
    return lambda line: line.start_ok(response, **more)


def _started(stage: Stage) -> Connection:
    connection = stage.greeted()
    with connection.silence("connection.tune"):
        connection.start_ok("\0guest\0guest")
        connection.wait("connection.tune")
    return connection


def _tuned(stage: Stage, **limits: Any) -> None:
    connection = _started(stage)
    connection.tune_ok(**limits)
    connection.send_method(0, "connection.open", virtual_host=VHOST)
    connection.wait("connection.open-ok", "connection.close")


def _said(stage: Stage, octets: bytes) -> Connection:
    connection = stage.line()
    connection.send(octets, f"says {octets!r}")
    connection.wait("connection.start")
    return connection
