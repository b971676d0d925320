"""Bindings and what each type of exchange makes of them."""

from typing import Any

from core.amqp.fields import Field
from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage


def unknown_queue_or_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    connection = stage.connect()
    for name in ("queue.bind", "queue.unbind"):
        connection.channel().do(name, queue="nowhere", exchange="amq.direct", routing_key="k")
        connection.channel().do(name, queue="q", exchange="nowhere", routing_key="k")
        connection.channel().do(name, queue="nowhere", exchange="nowhere", routing_key="k")


def unknown_exchanges(stage: Stage) -> None:
    connection = stage.connect()
    for name in ("exchange.bind", "exchange.unbind"):
        connection.channel().do(name, source="amq.direct", destination="nowhere")
        connection.channel().do(name, source="nowhere", destination="amq.direct")
        connection.channel().do(name, source="nowhere", destination="nobody")


def default_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    connection = stage.connect()
    connection.channel().do("queue.bind", queue="q", exchange="", routing_key="k")
    connection.channel().do("queue.unbind", queue="q", exchange="", routing_key="q")
    connection.channel().do("exchange.bind", source="", destination="amq.direct")
    connection.channel().do("exchange.bind", source="amq.direct", destination="")
    connection.channel().do("exchange.unbind", source="amq.direct", destination="")


def bound_twice_delivers_once(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.direct", "k")
    channel.do("queue.bind", queue="q", exchange="amq.direct", routing_key="k")
    _publish(channel, "amq.direct", "k")
    _drain(channel, "q")
    channel.do("queue.unbind", queue="q", exchange="amq.direct", routing_key="k")
    _publish(channel, "amq.direct", "k")
    _drain(channel, "q")


def two_bindings_that_match_deliver_once(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.topic", "a.*")
    channel.do("queue.bind", queue="q", exchange="amq.topic", routing_key="#")
    _publish(channel, "amq.topic", "a.b")
    _drain(channel, "q")


def arguments_make_another_binding(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.direct", "k")
    same = {"queue": "q", "exchange": "amq.direct", "routing_key": "k"}
    channel.do("queue.bind", **same, arguments={"mine": 1})
    channel.do("queue.unbind", **same)
    _publish(channel, "amq.direct", "k")
    channel.do("queue.unbind", **same, arguments={"mine": 2})
    channel.do("queue.unbind", **same, arguments={"mine": 1})
    _publish(channel, "amq.direct", "k")
    _drain(channel, "q")


def unbound_that_was_not_bound(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("queue.unbind", queue="q", exchange="amq.direct", routing_key="k")
    channel.do("exchange.unbind", source="amq.direct", destination="amq.fanout")


def direct_compares_the_whole_key(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.direct", "a.b")
    for key in ("a.b", "a.*", "A.B", "a", "", "a.b."):
        _publish(channel, "amq.direct", key)
    _drain(channel, "q")


def fanout_ignores_the_key(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.fanout", "a")
    channel.declare("r", "amq.fanout", "b")
    for key in ("a", "b", ""):
        _publish(channel, "amq.fanout", key)
    _drain(channel, "q")
    _drain(channel, "r")


TOPIC_KEYS = (
    "", "a", "b", "a.b", "b.a", "a.b.c", "a.a.b", ".", "..", "a.", ".a", "a..b", "a.b.", "*", "#",
    "a.*", "a.#", "b.c.a", "a.x.y.z.b", "A.B",
)  # fmt: skip


def topic_patterns(stage: Stage) -> None:
    channel = stage.channel()
    patterns = (
        "", "#", "*", "a", "a.b", "a.*", "*.b", "a.#", "#.b", "#.a.#", "*.*", "*.#", "#.*", "#.#",
        "a.*.b", "a.#.b", "*.*.*", "a..b", ".", "a.", "*.", "#.", "a*", "#a", "a.#.#",
    )  # fmt: skip
    for number, pattern in enumerate(patterns):
        channel.declare(f"q{number}", "amq.topic", pattern)
    for key in TOPIC_KEYS:
        channel.publish(key, key.encode(), "amq.topic")
    for number, pattern in enumerate(patterns):
        channel.settle(f"q{number}")
        channel.connection.note(f"pattern {pattern}")
        _drain(channel, f"q{number}")


def topic_patterns_unbound(stage: Stage) -> None:
    channel = stage.channel()
    patterns = ("a.#", "a.*", "a.b", "#", "a.#.b")
    for pattern in patterns:
        channel.declare("q" + pattern, "amq.topic", pattern)
    for pattern in patterns:
        channel.do("queue.unbind", queue="q" + pattern, exchange="amq.topic", routing_key=pattern)
        channel.publish("a.b", pattern.encode(), "amq.topic")
    for pattern in patterns:
        channel.settle("q" + pattern)
        _drain(channel, "q" + pattern)


MESSAGE_HEADERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {},
    {"a": 1},
    {"a": 1, "b": "x"},
    {"a": Field("l", 1), "b": "x", "c": True},
    {"a": "1", "b": "x"},
    {"a": 1.0},
    {"a": None, "b": None},
    {"x-a": 1, "a": 2},
    {"b": b"x"},
    {"t": {"n": 1}, "l": [1, 2]},
)


def headers_match_all(stage: Stage) -> None:
    _headers(stage, {"x-match": "all", "a": 1, "b": "x"})


def headers_match_any(stage: Stage) -> None:
    _headers(stage, {"x-match": "any", "a": 1, "b": "x"})


def headers_match_by_default(stage: Stage) -> None:
    _headers(stage, {"a": 1, "b": "x"})


def headers_match_with_x(stage: Stage) -> None:
    _headers(stage, {"x-match": "all-with-x", "x-a": 1})
    _headers(stage, {"x-match": "any-with-x", "x-a": 1, "b": "x"})


def headers_match_ignores_x(stage: Stage) -> None:
    _headers(stage, {"x-match": "all", "x-a": 7})
    _headers(stage, {"x-match": "any", "x-a": 7})


def headers_match_nothing(stage: Stage) -> None:
    for match in ("all", "any", "all-with-x", "any-with-x"):
        _headers(stage, {"x-match": match})
    _headers(stage, {})


def headers_match_presence(stage: Stage) -> None:
    _headers(stage, {"x-match": "all", "a": None})
    _headers(stage, {"x-match": "any", "a": None, "b": None})


def headers_match_other_types(stage: Stage) -> None:
    _headers(stage, {"a": 1.0})
    _headers(stage, {"a": Field("l", 1)})
    _headers(stage, {"b": Field("x", b"x")})
    _headers(stage, {"t": {"n": 1}})
    _headers(stage, {"l": [1, 2]})


def headers_match_that_is_wrong(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    connection = stage.connect()
    for wrong in ("some", "", 1, True, None):
        fields = {"queue": "q", "exchange": "amq.headers", "arguments": {"x-match": wrong}}
        connection.channel().do("queue.bind", **fields)


def exchange_to_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="from", type="topic")
    channel.do("exchange.declare", exchange="to", type="direct")
    channel.do("exchange.bind", source="from", destination="to", routing_key="a.#")
    channel.declare("q", "to", "a.b")
    for key in ("a.b", "a.c", "b"):
        _publish(channel, "from", key)
    _drain(channel, "q")
    channel.do("exchange.unbind", source="from", destination="to", routing_key="a.#")
    _publish(channel, "from", "a.b")
    _drain(channel, "q")


def exchanges_in_a_circle(stage: Stage) -> None:
    channel = stage.channel()
    for name in ("a", "b", "c"):
        channel.do("exchange.declare", exchange=name, type="fanout")
        channel.declare(f"q{name}", name)
    for source, destination in (("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")):
        channel.do("exchange.bind", source=source, destination=destination)
    channel.publish(exchange="a", body=b"once")
    for name in ("qa", "qb", "qc"):
        channel.settle(name)
        _drain(channel, name)


def exchange_reached_on_two_ways(stage: Stage) -> None:
    channel = stage.channel()
    for name in ("top", "left", "right", "bottom"):
        channel.do("exchange.declare", exchange=name, type="fanout")
    for source, to in (("top", "left"), ("top", "right"), ("left", "bottom"), ("right", "bottom")):
        channel.do("exchange.bind", source=source, destination=to)
    channel.declare("q", "bottom")
    channel.publish(exchange="top", body=b"once")
    channel.settle("q")
    _drain(channel, "q")


def bound_and_unbound_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    route = {"queue": "q", "exchange": "amq.direct", "routing_key": "k"}
    channel.send("queue.bind", **route, nowait=True)
    _publish(channel, "amq.direct", "k")
    _drain(channel, "q")
    channel.do("queue.unbind", **route)
    _publish(channel, "amq.direct", "k")
    _drain(channel, "q")
    channel.send("exchange.bind", source="amq.direct", destination="amq.fanout", nowait=True)
    channel.send("exchange.unbind", source="amq.direct", destination="amq.fanout", nowait=True)
    channel.settle()


def internal_exchange_may_be_bound(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.rabbitmq.trace", "publish.#")
    channel.publish("q", b"untraced")
    channel.settle("q")
    _drain(channel, "q")


def _headers(stage: Stage, arguments: dict[str, object]) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("queue.bind", queue="q", exchange="amq.headers", arguments=arguments)
    for number, headers in enumerate(MESSAGE_HEADERS):
        channel.publish("", str(number).encode(), "amq.headers", headers=headers)
    channel.settle("q")
    _drain(channel, "q")
    channel.do("queue.delete", queue="q")


def _publish(channel: Channel, exchange: str, key: str) -> None:
    channel.publish(key, f"{exchange} {key}".encode(), exchange)
    channel.settle()


def _drain(channel: Channel, queue: str) -> None:
    channel.settle(queue)
    while channel.do("basic.get", queue=queue, no_ack=True).name == "basic.get-ok":
        pass
