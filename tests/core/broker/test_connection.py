"""Connections: the handshake, heartbeats, blocking, limits, malformed input, the end."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.amqp.errors import WireError
from core.amqp.fields import encode_table
from core.amqp.frames import AMQP_0_9_1, BODY, HEARTBEAT_FRAME, METHOD, encode_frame
from core.amqp.methods import Method, encode_method
from core.broker.broker import Broker
from tests.core.amqp.streams import encoded, streams
from tests.core.broker.clients import Hours
from tests.core.broker.wire_client import WireClient, broker

REFUSED = (
    "connection.close 403 ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. "
    "For details see the broker logfile."
)


def greeted(made: Broker | None = None) -> WireClient:
    client = WireClient(made or broker())
    client.send(AMQP_0_9_1)
    client.heard()
    return client


def test_that_a_client_is_greeted_and_let_in() -> None:
    client = WireClient(broker()).opened()

    assert client.connection.state == "running"
    assert client.connection.name == f"127.0.0.1:{client.transport.port} -> 127.0.0.1:5672"


def test_that_the_greeting_tells_what_the_broker_can() -> None:
    client = WireClient(broker())
    client.send(AMQP_0_9_1)
    (start,) = client.heard()

    assert isinstance(start, Method)
    properties = start.arguments["server_properties"]
    assert properties["product"].value == "RabbitMQ"
    assert "Flowscope's embedded broker" in str(properties["information"].value)
    assert properties["capabilities"].value["publisher_confirms"].value is True
    assert start.arguments["mechanisms"] == b"PLAIN AMQPLAIN"


@pytest.mark.parametrize(
    "header", [b"GET / HTTP/1.1\r\n", b"AMQP\x00\x01\x00\x00", b"AMQP\x01\x01\x08\x00"]
)
def test_that_other_protocols_are_told_which_one_is_spoken(header: bytes) -> None:
    client = WireClient(broker())
    client.send(header)

    assert client.heard() == [AMQP_0_9_1, "end"]


def test_that_amqplain_is_understood() -> None:
    client = greeted()
    login = encode_table({"LOGIN": "guest", "PASSWORD": "guest"})[4:]
    client.start_ok(mechanism="AMQPLAIN", response=login)

    assert client.told() == ["connection.tune"]


def test_that_a_wrong_password_is_refused_with_the_reason_when_the_client_wants_it() -> None:
    client = greeted()
    client.start_ok(response="\0guest\0wrong")

    assert client.told() == [REFUSED, "end"]


@pytest.mark.parametrize(
    "said",
    [
        {"response": "\0guest\0wrong", "client_properties": {}},
        {"response": "guest"},
        {"response": "somebody\0guest\0guest"},
        {"mechanism": "EXTERNAL"},
        {"mechanism": "AMQPLAIN", "response": encode_table({"LOGIN": "guest"})[4:]},
        {"mechanism": "AMQPLAIN", "response": "no table"},
    ],
)
def test_that_strangers_are_kept_waiting_without_a_word(said: dict[str, Any]) -> None:
    hours = Hours()
    client = greeted(broker(hours))
    client.start_ok(**said)

    assert client.told() == []
    hours.pass_by(3000)
    assert client.told() == ["end"]


def test_that_guest_comes_from_this_machine_only() -> None:
    made = broker()
    made.add_user("alice", "alice")
    told = {}
    for user in ("guest", "alice"):
        client = WireClient(made, "192.0.2.7")
        client.send(AMQP_0_9_1)
        client.start_ok(response=f"\0{user}\0{user}")
        told[user] = client.told()[1]

    assert told == {"guest": REFUSED, "alice": "connection.tune"}


@pytest.mark.parametrize(
    "limits",
    [{"frame_max": 4095}, {"frame_max": 131_073}, {"channel_max": 0}, {"channel_max": 2048}],
)
def test_that_limits_beyond_the_offer_are_refused(limits: dict[str, int]) -> None:
    client = greeted()
    client.start_ok()
    client.heard()
    client.say(0, "connection.tune-ok", **{"channel_max": 10, "frame_max": 4096, **limits})
    client.say(0, "connection.open", virtual_host="/")

    assert client.told() == []


def test_that_a_vhost_that_is_not_there_is_named() -> None:
    client = greeted()
    client.start_ok()
    client.say(0, "connection.tune-ok", channel_max=10, frame_max=4096)
    client.say(0, "connection.open", virtual_host="nope")

    assert client.told()[-1] == "connection.close 530 NOT_ALLOWED - vhost nope not found"


def test_that_a_client_that_does_not_shake_hands_is_sent_away() -> None:
    hours = Hours()
    client = greeted(broker(hours))
    hours.pass_by(10_000)

    assert client.told() == ["end"]


def test_that_heartbeats_are_sent_when_nothing_else_is() -> None:
    hours = Hours()
    client = WireClient(broker(hours)).opened(heartbeat=10)
    hours.pass_by(5000)
    assert client.told() == []
    hours.pass_by(5000)
    assert client.told() == ["heartbeat"]
    client.channel()
    hours.pass_by(5000)

    assert client.told() == []


def test_that_a_silent_client_is_missed_after_two_intervals() -> None:
    hours = Hours()
    client = WireClient(broker(hours)).opened(heartbeat=10)
    hours.pass_by(15_000)
    client.send(HEARTBEAT_FRAME)
    hours.pass_by(24_000)
    assert "end" not in client.told()
    hours.pass_by(1000)

    assert "end" in client.told()


def test_that_a_client_that_stopped_reading_is_missed_as_well() -> None:
    hours = Hours()
    made = broker(hours)
    client = WireClient(made).opened(heartbeat=10)
    client.transport.waiting = 1_000_000
    hours.pass_by(30_000)

    assert client.transport.is_closed


def test_that_a_client_that_leaves_must_read_the_rest_soon() -> None:
    hours = Hours()
    client = WireClient(broker(hours)).opened()
    client.transport.waiting = 1_000_000
    client.say(0, "connection.close", reply_code=200, reply_text="bye")
    assert not client.transport.is_closed
    hours.pass_by(3_000)

    assert client.transport.is_closed


def test_that_no_heartbeats_are_sent_when_none_are_wanted() -> None:
    hours = Hours()
    client = WireClient(broker(hours)).opened(heartbeat=0)
    hours.pass_by(3_600_000)

    assert client.told() == []


def test_that_closing_is_agreed_to() -> None:
    made = broker()
    client = WireClient(made).opened()
    client.say(0, "connection.close", reply_code=200, reply_text="bye")

    assert client.told() == ["connection.close-ok", "end"]
    assert not made.connections


def test_that_the_broker_can_close_with_a_reason() -> None:
    client = WireClient(broker()).opened()
    client.connection.close(320, "maintenance")

    assert client.told() == ["connection.close 320 CONNECTION_FORCED - maintenance"]
    client.say(0, "connection.close-ok")
    assert client.told() == ["end"]


def test_that_a_client_that_never_agrees_is_cut_off() -> None:
    hours = Hours()
    client = WireClient(broker(hours)).opened()
    client.connection.close(320, "maintenance")
    client.heard()
    hours.pass_by(30_000)

    assert client.told() == ["end"]


def test_that_a_secret_can_be_renewed() -> None:
    client = WireClient(broker()).opened()

    assert client.call(0, "connection.update-secret").name == "connection.update-secret-ok"


def test_that_a_publisher_is_blocked_and_goes_on_where_it_was() -> None:
    made = broker()
    client = WireClient(made).opened()
    client.channel()
    client.call(1, "queue.declare", queue="q")
    made.block("low on memory")
    assert client.connection.state == "blocking"
    client.publish("q", b"late")

    assert client.told() == ["connection.blocked"]
    assert client.connection.state == "blocked"
    assert not client.is_read_from()
    assert made.vhosts["/"].queues["q"].message_count == 0
    made.unblock()
    assert client.told() == ["connection.unblocked"]
    assert client.is_read_from()
    assert made.vhosts["/"].queues["q"].message_count == 1


def test_that_consumers_work_while_publishers_are_blocked() -> None:
    made = broker()
    client = WireClient(made).opened()
    client.channel()
    client.call(1, "queue.declare", queue="q")
    client.publish("q", b"early")
    made.block("low on memory")
    client.say(1, "basic.consume", queue="q", consumer_tag="c")

    assert client.told() == ["basic.consume-ok", "basic.deliver early"]


def test_that_no_more_channels_are_opened_than_agreed() -> None:
    client = WireClient(broker()).opened(channel_max=2)
    client.channel(1)
    client.channel(7)
    client.say(8, "channel.open")

    assert client.told() == [
        "connection.close 530 NOT_ALLOWED - number of channels opened (2) "
        "has reached the negotiated channel_max (2)"
    ]


def test_that_frames_are_no_larger_than_agreed_in_both_directions() -> None:
    client = WireClient(broker()).opened(frame_max=4096)
    client.channel()
    client.call(1, "queue.declare", queue="q")
    for part in (b"a" * 4000, b"b" * 4000):
        client.publish("q", part)
    client.say(1, "basic.consume", queue="q", no_ack=True)
    client.turn()
    assert [len(body) for body in client.delivered()] == [4000, 4000]
    client.send(encode_frame(BODY, 1, bytes(5000)))

    assert client.told()[0].startswith("connection.close 501 FRAME_ERROR - type 3, all octets")


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (encode_frame(METHOD, 0, b"\x00\x0a\x00\x63"), "503 COMMAND_INVALID - no method 99 in"),
        (encode_frame(METHOD, 0, encode_method("channel.open")), "504 CHANNEL_ERROR - unexpected"),
        (encode_frame(BODY, 0, b""), "505 UNEXPECTED_FRAME - type 3, all octets = <<>>"),
        (encode_frame(8, 1, b""), "505 UNEXPECTED_FRAME - type 8, all octets = <<>>"),
        (encode_frame(8, 0, b"x"), '501 FRAME_ERROR - type 8, all octets = <<"x">>: unknown'),
        (encode_frame(9, 1, b"x"), '501 FRAME_ERROR - type 9, all octets = <<"x">>: unknown'),
        (encode_frame(METHOD, 1, b"\x00"), "501 FRAME_ERROR - type 1, all octets = <<0>>"),
        (encode_frame(BODY, 1, b"x"), "505 UNEXPECTED_FRAME - expected method frame, got non"),
        (
            encode_frame(METHOD, 1, encode_method("queue.declare", queue="q")),
            "504 CHANNEL_ERROR - expected 'channel.open'",
        ),
        (encode_frame(METHOD, 0, b"\x00\x0a\x00\x33\x00"), "501 FRAME_ERROR - cannot decode <<0>>"),
    ],
)
def test_that_wrong_frames_close_the_connection_with_the_reason(frame: bytes, reason: str) -> None:
    client = WireClient(broker()).opened()
    client.send(frame)

    (told,) = client.told()
    assert told.startswith(f"connection.close {reason}")


def test_that_what_was_said_before_a_broken_frame_is_done() -> None:
    hours = Hours()
    made = broker(hours)
    client = WireClient(made).opened()
    client.channel()
    good = encode_frame(METHOD, 1, encode_method("queue.declare", queue="q"))
    client.send(good + good[:-1] + b"\x00")

    assert client.told()[0] == "queue.declare-ok"
    assert "q" in made.vhosts["/"].queues
    hours.pass_by(3000)
    assert client.told() == ["end"]


@given(streams(), some.data())
def test_that_malformed_input_harms_nobody_else(frames: list[Any], data: some.DataObject) -> None:
    made = broker()
    other = WireClient(made).opened()
    other.channel()
    client = WireClient(made).opened()
    client.channel()
    stream = bytearray(encoded(frames) or b"x")
    for at in data.draw(some.lists(some.integers(0, len(stream) - 1), max_size=5)):
        stream[at] = data.draw(some.integers(0, 255))
    client.send(bytes(stream))
    with contextlib.suppress(WireError):
        client.heard()

    assert other.call(1, "queue.declare", queue="q").name == "queue.declare-ok"


@given(some.binary(max_size=60))
def test_that_no_first_bytes_can_raise(data: bytes) -> None:
    client = WireClient(broker())
    client.send(data)
    client.send(data)
