"""Dead-lettering: for each reason, repeatedly, in circles, and what `x-death` says."""

from typing import Any

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage


def rejected(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1", b"2"], headers={"mine": 1}, message_id="m", delivery_mode=2)
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.send("basic.nack", delivery_tag=2, requeue=False)
    _show(channel, 2)


def rejected_together(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1", b"2", b"3"])
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.send("basic.nack", delivery_tag=0, multiple=True, requeue=False)
    _show(channel, 3)


def requeued_is_not_dead(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=True)
    _show(channel, 0)


def expired_by_the_queue(stage: Stage) -> None:
    channel = _with_dead(stage, x_message_ttl=20)
    channel.fill("q", [b"1"], content_type="text/plain")
    stage.until_depth("dead", 1)
    _show(channel, 1)


def expired_by_the_message(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1"], expiration="20")
    stage.until_depth("dead", 1)
    _show(channel, 1)


def expired_at_once(stage: Stage) -> None:
    channel = _with_dead(stage, x_message_ttl=0)
    channel.fill("q", [b"1"])
    stage.until_depth("dead", 1)
    _show(channel, 1)


def dropped_by_length(stage: Stage) -> None:
    channel = _with_dead(stage, x_max_length=1)
    channel.fill("q", [b"1", b"2", b"3"])
    _show(channel, 2)


def dropped_by_bytes(stage: Stage) -> None:
    channel = _with_dead(stage, x_max_length_bytes=2)
    channel.fill("q", [b"1", b"2", b"3"])
    _show(channel, 1)


def refused_by_length(stage: Stage) -> None:
    channel = _with_dead(stage, x_max_length=1, x_overflow="reject-publish-dlx")
    channel.fill("q", [b"1", b"2"], expiration="60000")
    _show(channel, 1)


def refused_by_length_without_dlx(stage: Stage) -> None:
    channel = _with_dead(stage, x_max_length=1, x_overflow="reject-publish")
    channel.fill("q", [b"1", b"2"])
    _show(channel, 0)


def purged_or_deleted_is_not_dead(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1"])
    channel.do("queue.purge", queue="q")
    channel.fill("q", [b"2"])
    channel.do("queue.delete", queue="q")
    _show(channel, 0, "dead")


def with_its_own_routing_key(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead", "amq.topic", "q.#")
    channel.declare("q", x_dead_letter_exchange="amq.topic")
    channel.do("queue.bind", queue="q", exchange="amq.direct", routing_key="q.key")
    channel.publish("q.key", b"1", "amq.direct")
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)


def with_cc_keys(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.declare("other")
    headers = {"CC": ["other"], "BCC": ["unknown"]}
    channel.fill("q", [b"1"], headers=headers)
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)
    channel.do("basic.get", queue="other")
    channel.do("basic.get", queue="other")


def with_cc_keys_and_no_routing_key(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead", "amq.direct", "q")
    channel.declare("cc", "amq.direct", "also")
    channel.declare("q", x_dead_letter_exchange="amq.direct")
    channel.fill("q", [b"1"], headers={"CC": ["also"], "BCC": ["unseen"]})
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.settle("q", "cc")
    channel.do("basic.get", queue="dead")
    channel.do("basic.get", queue="cc")


def to_an_exchange_that_is_not_there(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_dead_letter_exchange="nowhere")
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def to_an_exchange_that_comes_later(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_dead_letter_exchange="later")
    channel.do("exchange.declare", exchange="later", type="fanout")
    channel.declare("dead", "later")
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)


def to_several_queues(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead", "amq.fanout")
    channel.declare("also", "amq.fanout")
    channel.declare("q", x_dead_letter_exchange="amq.fanout")
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.settle("q", "dead", "also")
    channel.do("basic.get", queue="dead")
    channel.do("basic.get", queue="also")


def to_an_internal_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="inner", type="fanout", internal=True)
    channel.declare("dead", "inner")
    channel.declare("q", x_dead_letter_exchange="inner")
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)


def to_an_alternate_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="rest", type="fanout")
    arguments = {"alternate-exchange": "rest"}
    channel.do("exchange.declare", exchange="x", type="direct", arguments=arguments)
    channel.declare("dead", "rest")
    channel.declare("q", x_dead_letter_exchange="x")
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)


def killed_client_kills_no_message(stage: Stage) -> None:
    channel = _with_dead(stage)
    connection = stage.connect()
    other = connection.channel()
    channel.fill("q", [b"1"])
    other.do("basic.get", queue="q")
    connection.drop()
    stage.until_depth("q", 1)
    _show(channel, 0)
    channel.do("basic.get", queue="q")


def _with_dead(stage: Stage, **arguments: Any) -> Channel:
    channel = stage.channel()
    channel.declare("dead")
    following = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": "dead"}
    channel.declare("q", **following, **arguments)
    return channel


def _show(channel: Channel, count: int, *queues: str) -> None:
    channel.settle(*(queues or ("q", "dead")))
    channel.do("queue.declare", queue="dead", passive=True)
    for _ in range(count):
        channel.do("basic.get", queue="dead")
