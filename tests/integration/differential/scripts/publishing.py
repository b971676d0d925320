"""Messages on their way in: properties, mandatory, CC, user id, sizes, what is refused."""

from decimal import Decimal
from typing import Any

from core.amqp.fields import Field
from tests.integration.differential.stage import Stage

EVERY_PROPERTY: dict[str, Any] = {
    "content_type": "text/plain",
    "content_encoding": "utf-8",
    "delivery_mode": 2,
    "priority": 7,
    "correlation_id": "c1",
    "reply_to": "r1",
    "expiration": "60000",
    "message_id": "m1",
    "timestamp": 1700000000,
    "type": "t1",
    "user_id": "guest",
    "app_id": "a1",
    "cluster_id": "k1",
}
EVERY_TYPE: dict[str, Any] = {
    "bool": True,
    "b": Field("b", -1),
    "B": Field("B", 255),
    "s": Field("s", -2),
    "u": Field("u", 65535),
    "I": Field("I", -3),
    "i": Field("i", 2**32 - 1),
    "l": Field("l", -(2**63)),
    "f": Field("f", 1.5),
    "d": Field("d", 0.1),
    "D": Field("D", Decimal("3.14")),
    "S": "text \u00fc",
    "S not text": Field("S", b"\xff\xfe"),
    "x": Field("x", b"\x00\xff"),
    "T": Field("T", 1700000000),
    "T ms": Field("T", 1700000000000),
    "V": None,
    "A": [1, "x", [None], {"k": True}],
    "F": {"inner": {"deep": [1.5]}},
    "": "no name",
    "same": 1,
}


def every_property_arrives(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.publish("q", b"body", **EVERY_PROPERTY)
    channel.publish("q", b"body", headers={})
    channel.publish("q", b"body", content_type="", message_id="")
    channel.publish("q", b"body", delivery_mode=1, priority=255, timestamp=2**64 - 1)
    for _ in range(4):
        channel.settle("q")
        channel.do("basic.get", queue="q", no_ack=True)


def delivery_mode_that_is_unknown(stage: Stage) -> None:
    for mode in (0, 3, 255):
        channel = stage.channel()
        channel.publish("nowhere", b"x", delivery_mode=mode)
        channel.settle()


def every_header_type_arrives(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"x"], headers=EVERY_TYPE)
    channel.do("basic.get", queue="q")


def headers_of_the_client_that_look_like_the_brokers(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"x"], headers={"x-death": "mine", "x-first-death-queue": 1, "BCC": 1})
    channel.fill("q", [b"x"], headers={"x-delivery-count": 7, "x-received-from": []})
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")


def bodies_of_every_size(stage: Stage) -> None:
    connection = stage.connect(tune=(2047, 4096, 0))
    channel = connection.channel()
    channel.declare("q")
    for size in (0, 1, 4087, 4088, 4089, 8176, 8177, 100000):
        channel.fill("q", [bytes(range(256)) * (size // 256) + b"x" * (size % 256)])
        channel.do("basic.get", queue="q", no_ack=True)


def body_of_a_megabyte(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"0123456789abcdef" * 65536])
    channel.do("basic.get", queue="q", no_ack=True)


def unroutable_is_dropped(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish("nowhere", b"dropped")
    channel.publish("nowhere", b"dropped", "amq.topic")
    channel.settle()


def mandatory_is_returned(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish("nowhere", b"back", mandatory=True, **EVERY_PROPERTY, headers=EVERY_TYPE)
    channel.wait("basic.return")
    channel.publish("k", b"", "amq.topic", mandatory=True)
    channel.wait("basic.return")
    channel.publish("k", b"x" * 200000, "amq.headers", mandatory=True)
    channel.wait("basic.return")


def mandatory_and_routed_is_not_returned(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.topic", "k")
    channel.publish("k", b"1", "amq.topic", mandatory=True)
    channel.publish("other", b"2", "amq.topic", mandatory=True)
    channel.wait("basic.return")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def to_an_unknown_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish("k", b"x", "nowhere", mandatory=True)
    channel.wait("channel.close")


def what_follows_on_a_closed_channel_is_ignored(stage: Stage) -> None:
    connection = stage.connect()
    connection.answers_closes = False
    channel, other = connection.channel(), connection.channel()
    other.declare("q")
    channel.publish("k", b"x", "nowhere")
    channel.publish("q", b"lost")
    channel.wait("channel.close")
    channel.publish("q", b"lost as well")
    channel.send("queue.declare", queue="never")
    other.settle("q")
    other.do("basic.get", queue="q")
    channel.send("channel.close-ok")
    channel.do("channel.open")
    channel.do("queue.declare", queue="never", passive=True)


def immediate_is_not_implemented(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    fields = {"exchange": "", "routing_key": "q", "immediate": True}
    channel.send_content("basic.publish", fields, b"now")
    channel.connection.wait_for_end()


def user_id_of_another_user(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"mine"], user_id="guest")
    channel.publish("q", b"not mine", user_id="somebody")
    channel.wait("channel.close")


def expiration_that_is_no_number(stage: Stage) -> None:
    connection = stage.connect()
    connection.channel().declare("q")
    for wrong in ("", "x", "-1", "1.5", "1 ", " 1", "1x", "0x10", "9" * 30, str(2**32), "+1"):
        channel = connection.channel()
        channel.publish("q", b"x", expiration=wrong)
        channel.settle()


def expiration_at_the_limits(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    for right in ("4294967295", "007000", "86400000"):
        channel.fill("q", [b"x"], expiration=right)
        channel.do("basic.get", queue="q")


def expiration_is_looked_at_even_where_nothing_is_routed(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish("nowhere", b"x", expiration="wrong")
    channel.settle()


def cc_and_bcc_route_further(stage: Stage) -> None:
    channel = stage.channel()
    for queue in ("q", "cc1", "cc2", "bcc"):
        channel.declare(queue)
    channel.publish("q", b"x", headers={"CC": ["cc1", "cc2", "q"], "BCC": ["bcc"], "other": 1})
    for queue in ("q", "cc1", "cc2", "bcc"):
        channel.settle(queue)
        channel.do("basic.get", queue=queue)
        channel.do("basic.get", queue=queue)


def cc_on_a_topic_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.topic", "a.*")
    channel.declare("r", "amq.topic", "b.*")
    channel.publish("nothing", b"x", "amq.topic", headers={"CC": ["a.1", "b.1", "a.2"]})
    channel.publish("nothing", b"y", "amq.topic", mandatory=True, headers={"BCC": ["c"]})
    channel.wait("basic.return")
    for queue in ("q", "r"):
        channel.settle(queue)
        channel.do("basic.get", queue=queue)
        channel.do("basic.get", queue=queue)


def cc_that_is_no_list(stage: Stage) -> None:
    connection = stage.connect()
    for header in ("CC", "BCC"):
        for wrong in ("text", 1, None, {"a": 1}):
            channel = connection.channel()
            channel.publish("nowhere", b"x", headers={header: wrong})
            channel.settle()


def cc_with_entries_that_are_no_text(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.publish("nowhere", b"x", headers={"CC": [1, "q", None]})
    channel.settle("q")
    channel.do("basic.get", queue="q")


def reserved_header_x_delay(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"x"], headers={"x-delay": 5000})
    channel.do("basic.get", queue="q")


def routing_key_that_is_no_text(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish(b"\xff", b"x", mandatory=True)
    channel.connection.wait("basic.return", "connection.close", channel=1)
