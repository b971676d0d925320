"""Channels: every method answered, deliveries within prefetch, confirms, and what closes them."""

from typing import Any

import pytest

from core.amqp.contents import Content
from core.amqp.fields import encode_short_string
from core.amqp.frames import HEADER, METHOD, encode_frame
from core.amqp.methods import Method, decode_method, encode_method
from core.amqp.signatures import SIGNATURES
from core.amqp.states import FROM_BROKER
from core.broker.broker import Broker
from core.broker.channel import LARGEST_MESSAGE
from core.broker.commands import COMMANDS
from core.broker.line import ENOUGH, TOO_MUCH
from tests.core.broker.wire_client import WireClient, broker


def on_a_channel(made: Broker | None = None, queue: str = "q") -> WireClient:
    """A client with channel 1 and a queue."""
    client = WireClient(made or broker()).opened()
    client.channel()
    client.call(1, "queue.declare", queue=queue)
    return client


def consuming(client: WireClient, tag: str = "c", **options: Any) -> WireClient:
    assert client.call(1, "basic.consume", queue="q", consumer_tag=tag, **options).name
    return client


def messages(client: WireClient, name: str = "q") -> int:
    answer = client.call(1, "queue.declare", queue=name, passive=True)
    return int(answer.arguments["message_count"])


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("access.request", {}, {"ticket": 1}),
        ("channel.flow", {"active": True}, {"active": True}),
        ("exchange.declare", {"exchange": "x", "type": "fanout"}, {}),
        ("exchange.bind", {"destination": "amq.fanout", "source": "amq.topic"}, {}),
        ("exchange.unbind", {"destination": "amq.fanout", "source": "amq.topic"}, {}),
        ("exchange.delete", {"exchange": "x"}, {}),
        ("queue.declare", {"queue": "q"}, {"queue": "q", "message_count": 0, "consumer_count": 0}),
        ("queue.bind", {"queue": "q", "exchange": "amq.direct", "routing_key": "k"}, {}),
        ("queue.unbind", {"queue": "q", "exchange": "amq.direct", "routing_key": "k"}, {}),
        ("queue.purge", {"queue": "q"}, {"message_count": 0}),
        ("queue.delete", {"queue": "q"}, {"message_count": 0}),
        ("basic.qos", {"prefetch_count": 10}, {}),
        ("basic.qos", {"prefetch_count": 10, "global_qos": True}, {}),
        ("basic.consume", {"queue": "q", "consumer_tag": "c"}, {"consumer_tag": "c"}),
        ("basic.cancel", {"consumer_tag": "c"}, {"consumer_tag": "c"}),
        ("basic.recover", {"requeue": True}, {}),
        ("confirm.select", {}, {}),
        ("tx.select", {}, {}),
    ],
)
def test_that_methods_are_answered(name: str, arguments: Any, answer: Any) -> None:
    reply = on_a_channel().call(1, name, **arguments)

    assert (reply.name, reply.arguments) == (f"{name}-ok", answer)


@pytest.mark.parametrize(
    "name", [name for name, one in SIGNATURES.items() if "nowait" in one.arguments]
)
def test_that_nothing_is_answered_where_nobody_waits(name: str) -> None:
    given = {"queue": "q", "exchange": "amq.direct", "type": "direct", "consumer_tag": "c"}
    given |= {"source": "amq.direct", "destination": "amq.fanout"}
    if name == "exchange.delete":
        given["exchange"] = "nothing"
    elif name == "exchange.declare":
        given["exchange"] = "x"
    arguments = {key: given[key] for key in SIGNATURES[name].arguments if key in given}
    client = on_a_channel()
    client.say(1, name, nowait=True, **arguments)

    assert client.told() == []


def test_that_every_method_of_a_client_is_known() -> None:
    of_channels = {name for name in SIGNATURES if not name.startswith("connection.")}
    elsewhere = {"channel.open", "channel.close", "basic.publish"}

    assert of_channels - FROM_BROKER - elsewhere == set(COMMANDS) | {"channel.flow-ok"}


@pytest.mark.parametrize("name", sorted(FROM_BROKER | {"channel.flow-ok"}))
def test_that_a_client_must_not_speak_as_a_broker(name: str) -> None:
    if name.startswith("connection."):
        return
    client = on_a_channel()
    client.say(1, name)
    if name in ("basic.deliver", "basic.return", "basic.get-ok"):
        client.send(encode_frame(HEADER, 1, b"\x00\x3c" + bytes(12)))

    assert client.told() == ["connection.close 503 COMMAND_INVALID - unimplemented method"]


def test_that_what_is_published_is_delivered_byte_for_byte() -> None:
    client = consuming(on_a_channel())
    client.publish("q", b"hello", content_type="text/plain", headers={"n": 1}, timestamp=2**40)
    (content,) = client.heard()

    assert isinstance(content, Content)
    assert decode_method(content.method).arguments == {
        "consumer_tag": "c",
        "delivery_tag": 1,
        "redelivered": False,
        "exchange": "",
        "routing_key": "q",
    }
    assert content.body == b"hello"
    assert content.properties.startswith(b"\xa0\x40\x0atext/plain")


def test_that_get_tells_how_many_are_left() -> None:
    client = on_a_channel()
    assert client.call(1, "basic.get", queue="q").name == "basic.get-empty"
    client.publish("q", b"1")
    client.publish("q", b"2")
    client.say(1, "basic.get", queue="q")
    (content,) = client.heard()

    assert isinstance(content, Content)
    assert decode_method(content.method).arguments["message_count"] == 1


def test_that_no_more_is_delivered_than_the_prefetch_of_a_consumer() -> None:
    client = on_a_channel()
    client.call(1, "basic.qos", prefetch_count=2)
    consuming(client)
    for number in b"12345":
        client.publish("q", bytes([number]))

    assert client.delivered() == [b"1", b"2"]
    client.say(1, "basic.ack", delivery_tag=2, multiple=True)
    assert client.delivered() == [b"3", b"4"]
    client.say(1, "basic.nack", delivery_tag=3)
    assert client.delivered() == [b"5"]


def test_that_consumers_share_the_prefetch_of_their_channel() -> None:
    client = on_a_channel()
    client.call(1, "basic.qos", prefetch_count=3, global_qos=True)
    consuming(client, "a")
    consuming(client, "b")
    for number in b"12345":
        client.publish("q", bytes([number]))

    assert client.delivered() == [b"1", b"2", b"3"]
    client.say(1, "basic.ack", delivery_tag=1)
    assert client.delivered() == [b"4"]
    client.say(1, "basic.qos", global_qos=True)
    assert client.told() == ["basic.qos-ok", "basic.deliver 5"]


def test_that_a_changed_prefetch_counts_for_new_consumers_only() -> None:
    client = consuming(on_a_channel(), "free")
    client.call(1, "basic.qos", prefetch_count=1)
    for number in b"123":
        client.publish("q", bytes([number]))

    assert client.delivered() == [b"1", b"2", b"3"]


def test_that_what_is_not_acked_comes_back_in_order() -> None:
    client = consuming(on_a_channel())
    for number in b"123":
        client.publish("q", bytes([number]))
    client.heard()
    client.say(1, "basic.recover", requeue=True)
    answer, *contents = client.heard()

    assert isinstance(answer, Method)
    assert [one.body for one in contents if isinstance(one, Content)] == [b"1", b"2", b"3"]
    assert all(
        decode_method(one.method).arguments["redelivered"]
        for one in contents
        if isinstance(one, Content)
    )


def test_that_unacked_messages_of_a_dead_client_go_to_others() -> None:
    made = broker()
    client = consuming(on_a_channel(made))
    client.publish("q", b"precious")
    client.heard()
    other = WireClient(made).opened()
    other.channel()
    consuming(other)
    client.kill()

    assert other.delivered() == [b"precious"]
    assert list(made.connections) == [other.connection.name]


def test_that_what_was_confirmed_survives_a_client_that_dies_in_the_midst_of_a_message() -> None:
    made = broker()
    client = on_a_channel(made)
    client.call(1, "confirm.select")
    client.publish("q", b"whole")
    assert client.told() == ["basic.ack 1"]
    half = encode_frame(METHOD, 1, encode_method("basic.publish", routing_key="q"))
    client.send(half + b"\x02\x00")
    client.kill()

    assert made.vhosts["/"].queues["q"].message_count == 1


def test_that_confirms_that_came_together_are_told_together() -> None:
    client = on_a_channel()
    client.call(1, "confirm.select")
    one = encode_frame(METHOD, 1, encode_method("basic.publish", routing_key="q"))
    empty = encode_frame(HEADER, 1, b"\x00\x3c" + bytes(12))
    client.send((one + empty) * 3)
    client.publish("q")

    assert client.told() == ["basic.ack 3+", "basic.ack 4"]


def test_that_a_message_that_nobody_gets_is_returned_before_it_is_confirmed() -> None:
    client = on_a_channel()
    client.call(1, "confirm.select")
    client.publish("nobody", b"lost", mandatory=True)

    assert client.told() == ["basic.return lost", "basic.ack 1"]


def test_that_a_full_queue_refuses_with_a_nack() -> None:
    client = on_a_channel()
    arguments = {"x-max-length": 1, "x-overflow": "reject-publish"}
    client.call(1, "queue.declare", queue="full", arguments=arguments)
    client.call(1, "confirm.select")
    publish = encode_frame(METHOD, 1, encode_method("basic.publish", routing_key="full"))
    client.send((publish + encode_frame(HEADER, 1, b"\x00\x3c" + bytes(12))) * 3)

    assert client.told() == ["basic.ack 1", "basic.nack 2", "basic.nack 3"]


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("basic.ack", {"delivery_tag": 5}, "406 PRECONDITION_FAILED - unknown delivery tag 5"),
        ("basic.nack", {"delivery_tag": 0}, "406 PRECONDITION_FAILED - unknown delivery tag 0"),
        ("basic.reject", {"delivery_tag": 1}, "406 PRECONDITION_FAILED - unknown delivery tag 1"),
        ("tx.commit", {}, "406 PRECONDITION_FAILED - channel is not transactional"),
        ("basic.consume", {"queue": "nope"}, "404 NOT_FOUND - no queue 'nope' in vhost '/'"),
    ],
)
def test_that_soft_errors_close_the_channel(name: str, arguments: Any, reason: str) -> None:
    client = on_a_channel()
    client.say(1, name, **arguments)

    assert client.told() == [f"channel.close {reason}"]
    client.say(1, "queue.declare", queue="ignored")
    assert client.told() == []
    client.say(1, "channel.close-ok")
    client.channel(1)


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("basic.qos", {"prefetch_size": 1}, "540 NOT_IMPLEMENTED - prefetch_size!=0 (1)"),
        ("basic.recover", {}, "540 NOT_IMPLEMENTED - requeue=false"),
        ("channel.flow", {}, "540 NOT_IMPLEMENTED - active=false"),
        ("channel.open", {}, "504 CHANNEL_ERROR - second 'channel.open' seen"),
    ],
)
def test_that_hard_errors_close_the_connection(name: str, arguments: Any, reason: str) -> None:
    client = on_a_channel()
    client.say(1, name, **arguments)

    assert client.told() == [f"connection.close {reason}"]


def test_that_a_consumer_tag_is_used_once() -> None:
    client = consuming(on_a_channel())
    client.say(1, "basic.consume", queue="q", consumer_tag="c")

    assert client.told() == ["connection.close 530 NOT_ALLOWED - attempt to reuse consumer tag 'c'"]


def test_that_immediate_is_refused() -> None:
    client = on_a_channel()
    client.publish("q", immediate=True)

    assert client.told() == ["connection.close 540 NOT_IMPLEMENTED - immediate=true"]


def test_that_a_message_that_is_too_large_is_refused_before_it_comes() -> None:
    client = on_a_channel()
    size = LARGEST_MESSAGE + 1
    client.say(1, "basic.publish", routing_key="q")
    client.send(encode_frame(HEADER, 1, b"\x00\x3c\x00\x00" + size.to_bytes(8) + b"\x00\x00"))

    assert client.told() == [
        f"channel.close 406 PRECONDITION_FAILED - message size {size} is larger than "
        f"configured max size {LARGEST_MESSAGE}"
    ]


def test_that_properties_that_are_broken_reach_nobody() -> None:
    made = broker()
    other = consuming(on_a_channel(made))
    client = on_a_channel(made)
    client.say(1, "basic.publish", routing_key="q")
    client.send(encode_frame(HEADER, 1, b"\x00\x3c" + bytes(10) + b"\x20\x00\x00\x00\x00\x09\x01"))

    assert client.told() == ["connection.close 541 INTERNAL_ERROR"]
    assert other.told() == []


def test_that_names_are_utf8() -> None:
    client = on_a_channel()
    payload = encode_method("basic.cancel")[:4] + b"\x01\xff\x00"
    client.send(encode_frame(METHOD, 1, payload))

    assert client.told() == ["connection.close 501 FRAME_ERROR - Malformed UTF-8 in shortstr"]


def test_that_a_consumer_hears_that_its_queue_is_gone_after_the_answer() -> None:
    client = consuming(on_a_channel())
    client.say(1, "queue.delete", queue="q")

    assert client.told() == ["queue.delete-ok", "basic.cancel"]


def test_that_a_deleted_exclusive_queue_goes_with_its_connection() -> None:
    made = broker()
    client = WireClient(made).opened()
    client.channel()
    client.call(1, "queue.declare", queue="own", exclusive=True)
    client.kill()

    assert "own" not in made.vhosts["/"].queues


def test_that_a_slow_consumer_gets_no_more_than_it_reads() -> None:
    made = broker()
    client = consuming(on_a_channel(made), no_ack=True)
    client.heard()
    client.line.pause_writing()
    for _ in range(100):
        client.publish("q", b"x" * 1000)

    assert client.delivered() == []
    assert made.vhosts["/"].queues["q"].message_count == 100
    client.line.resume_writing()
    assert len(client.delivered()) == 100


def test_that_one_turn_delivers_no_more_than_enough() -> None:
    made = broker()
    client = on_a_channel(made)
    body = b"x" * 10_000
    for _ in range(100):
        client.publish("q", body)
    client.say(1, "basic.consume", queue="q", no_ack=True)

    assert 0 < client.line.pending < ENOUGH + 2 * len(body)
    assert len(client.delivered()) == 100


def test_that_a_client_that_reads_nothing_is_not_read_from() -> None:
    client = on_a_channel()
    client.transport.waiting = TOO_MUCH + 1
    client.say(1, "queue.declare", queue="q")
    client.turn()

    assert not client.is_read_from()
    client.transport.waiting = 0
    client.line.resume_writing()
    assert client.is_read_from()


def test_that_direct_replies_come_back() -> None:
    client = on_a_channel()
    reply_to = "amq.rabbitmq.reply-to"
    client.call(1, "basic.consume", queue=reply_to, consumer_tag="r", no_ack=True)
    client.publish("q", b"question", reply_to=reply_to)
    client.say(1, "basic.get", queue="q", no_ack=True)
    (question,) = client.heard()
    assert isinstance(question, Content)
    address = question.properties[3:].decode()
    assert encode_short_string(address) == question.properties[2:]
    client.publish(address, b"answer")

    assert client.told() == ["basic.deliver answer"]
