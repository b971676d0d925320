"""Queues: declared, declared again, refused, purged, deleted."""

from decimal import Decimal

from core.amqp.fields import Field
from tests.integration.differential.stage import Stage


def declared_again_with_the_same_arguments(stage: Stage) -> None:
    channel = stage.channel()
    for passive in (False, False, True):
        channel.do("queue.declare", queue="q", durable=True, passive=passive)


def counts_of_messages_and_consumers(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2"])
    channel.do("queue.declare", queue="q")
    channel.do("basic.get", queue="q")
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("basic.consume", queue="q", consumer_tag="c", no_ack=True)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def unknown_asked_for_passively(stage: Stage) -> None:
    stage.channel().do("queue.declare", queue="nowhere", passive=True)


def passively_whatever_the_other_arguments_say(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    asked = {"queue": "q", "durable": True, "auto_delete": True, "exclusive": True}
    channel.do("queue.declare", **asked, passive=True, arguments={"x-max-length": 1})


def reserved_name(stage: Stage) -> None:
    stage.channel().do("queue.declare", queue="amq.mine")


def reserved_name_asked_for_passively(stage: Stage) -> None:
    stage.channel().do("queue.declare", queue="amq.mine", passive=True)


def other_durability_than_before(stage: Stage) -> None:
    _declared_differently(stage, durable=True)


def other_auto_delete_than_before(stage: Stage) -> None:
    _declared_differently(stage, auto_delete=True)


def other_exclusive_than_before(stage: Stage) -> None:
    _declared_differently(stage, exclusive=True)


def exclusive_before_but_not_now(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q", exclusive=True)
    channel.do("queue.declare", queue="q")


def argument_that_changed(stage: Stage) -> None:
    for change in (("x-message-ttl", 2), ("x-message-ttl", None), ("x-message-ttl", "1")):
        _arguments_changed(stage, {"x-message-ttl": 1}, dict([change]))


def argument_that_is_gone(stage: Stage) -> None:
    for name in ("x-message-ttl", "x-expires", "x-max-length", "x-max-length-bytes"):
        _arguments_changed(stage, {name: 60000}, {})


def argument_that_is_new(stage: Stage) -> None:
    for name in ("x-message-ttl", "x-expires", "x-max-length", "x-max-length-bytes"):
        _arguments_changed(stage, {}, {name: 60000})


def text_argument_that_changed(stage: Stage) -> None:
    both = {"x-dead-letter-exchange": "a", "x-dead-letter-routing-key": "b"}
    _arguments_changed(stage, both, {**both, "x-dead-letter-exchange": "c"})
    _arguments_changed(stage, both, {**both, "x-dead-letter-routing-key": "c"})
    _arguments_changed(stage, {"x-overflow": "drop-head"}, {"x-overflow": "reject-publish"})
    _arguments_changed(stage, {"x-queue-mode": "lazy"}, {"x-queue-mode": "default"})
    _arguments_changed(stage, {"x-queue-type": "classic"}, {})
    _arguments_changed(stage, {}, {"x-queue-type": "classic"})


def other_argument_that_changed(stage: Stage) -> None:
    _arguments_changed(stage, {"x-max-priority": 3}, {"x-max-priority": 4})
    _arguments_changed(stage, {"x-max-priority": 3}, {})
    active = "x-single-active-consumer"
    _arguments_changed(stage, {active: True}, {active: False})
    _arguments_changed(stage, {active: True}, {})


def number_of_another_width_is_the_same(stage: Stage) -> None:
    wide = {"x-message-ttl": Field("l", 60000), "x-expires": Field("i", 60000)}
    narrow = {"x-message-ttl": Field("I", 60000), "x-expires": Field("u", 60000)}
    _arguments_changed(stage, wide, narrow)


def unknown_arguments_may_change(stage: Stage) -> None:
    _arguments_changed(stage, {"mine": 1}, {"mine": "other", "yours": [1, {"a": None}]})


def message_ttl_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-message-ttl", *WRONG_NUMBERS, Field("l", 2**40), Field("u", 7))


def expires_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-expires", *WRONG_NUMBERS, 0, Field("l", 2**40))


def max_length_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-max-length", *WRONG_NUMBERS, 0)


def max_length_bytes_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-max-length-bytes", *WRONG_NUMBERS, 0)


def max_priority_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-max-priority", *WRONG_NUMBERS, 0, 255, 256)


def dead_letter_exchange_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-dead-letter-exchange", *WRONG_TEXTS, "", "not there")


def dead_letter_routing_key_that_is_wrong(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_dead_letter_routing_key="without an exchange")
    for wrong in WRONG_TEXTS:
        channel = stage.channel()
        table = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": wrong}
        channel.do("queue.declare", queue="q2", arguments=table)


def overflow_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-overflow", *WRONG_TEXTS, "", "drop-tail")


def queue_mode_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-queue-mode", *WRONG_TEXTS, "eager")


def queue_type_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-queue-type", *WRONG_TEXTS, "no such type")


def single_active_consumer_that_is_wrong(stage: Stage) -> None:
    _refused(stage, "x-single-active-consumer", "yes", 1, None)


def arguments_of_other_queue_types(stage: Stage) -> None:
    for name in ("x-delivery-limit", "x-max-age", "x-quorum-initial-group-size", "x-max-in-memory-length"):
        _refused(stage, name, 1)


def queue_version_and_master_locator(stage: Stage) -> None:
    _refused(stage, "x-queue-version", 1, 2, 3, "1")
    _refused(stage, "x-queue-master-locator", "min-masters", "client-local")


def several_wrong_arguments_at_once(stage: Stage) -> None:
    table = {"x-overflow": "wrong", "x-message-ttl": -1, "x-expires": 0}
    stage.channel().do("queue.declare", queue="q", arguments=table)


def wrong_argument_and_one_of_other_queue_types(stage: Stage) -> None:
    table = {"x-max-age": "1D", "x-overflow": "wrong"}
    stage.channel().do("queue.declare", queue="q", arguments=table)


def queue_type_that_a_classic_queue_does_not_have(stage: Stage) -> None:
    for kind in ("quorum", "no such type"):
        _arguments_changed(stage, {}, {"x-queue-type": kind})


def text_that_is_too_long_for_its_frame(stage: Stage) -> None:
    connection = stage.connect()
    for name in ("q" * 250, "\u00fc" * 125, "\u20ac" * 84):
        connection.channel().do("queue.declare", queue=name, passive=True)
    connection.channel().do("exchange.declare", exchange="x", type="t" * 250)


def name_that_is_no_text(stage: Stage) -> None:
    stage.channel().do("queue.declare", queue=b"\xff\x00", passive=True)


def name_of_255_bytes(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q" * 255)
    channel.fill("q" * 255, [b"long"])
    channel.do("basic.get", queue="q" * 255)


def name_with_line_breaks(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="a\nb\r")
    channel.do("queue.declare", queue="ab", passive=True)


def declared_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("queue.declare", queue="q", nowait=True)
    channel.fill("q", [b"1"])
    channel.send("queue.purge", queue="q", nowait=True)
    channel.do("queue.declare", queue="q", passive=True)
    channel.send("queue.delete", queue="q", nowait=True)
    channel.do("queue.declare", queue="q", passive=True)


def last_declared_one_is_meant_by_no_name(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q")
    channel.do("queue.bind", queue="", exchange="amq.fanout")
    channel.fill("q", [b"1", b"2"])
    channel.do("basic.get", queue="")
    channel.do("queue.purge", queue="")
    channel.do("queue.unbind", queue="", exchange="amq.fanout")
    channel.do("basic.consume", queue="", consumer_tag="c")
    channel.do("queue.delete", queue="")
    channel.wait("basic.cancel")
    channel.do("queue.delete", queue="")


def last_declared_one_asked_for_passively(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q")
    channel.do("queue.declare", queue="", passive=True)


def binding_without_queue_and_key_means_the_last_queue(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q")
    channel.do("queue.bind", queue="", exchange="amq.direct", routing_key="")
    channel.publish("q", b"by name", "amq.direct")
    channel.publish("", b"by nothing", "amq.direct")
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")


def no_name_where_none_was_declared(stage: Stage) -> None:
    for name in ("queue.purge", "queue.delete", "basic.get", "basic.consume"):
        stage.channel().do(name, queue="")
    stage.channel().do("queue.bind", queue="", exchange="amq.direct")
    stage.channel().do("queue.declare", queue="", passive=True)


def purged(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2", b"3"])
    channel.do("basic.get", queue="q")
    channel.do("queue.purge", queue="q")
    channel.do("queue.purge", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=True)
    channel.settle("q")
    channel.do("queue.purge", queue="q")


def unknown_purged(stage: Stage) -> None:
    stage.channel().do("queue.purge", queue="nowhere")


def deleted_with_its_messages(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2", b"3"])
    channel.do("basic.get", queue="q")
    channel.do("queue.delete", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.do("queue.declare", queue="q")


def unknown_deleted(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.delete", queue="nowhere")
    channel.do("queue.delete", queue="nowhere", if_unused=True, if_empty=True)


def deleted_only_if_empty(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1"])
    channel.do("queue.delete", queue="q", if_empty=True)
    channel = stage.channel()
    channel.do("basic.get", queue="q")
    channel.do("queue.delete", queue="q", if_empty=True)


def deleted_only_if_unused(stage: Stage) -> None:
    channel, other = stage.channel(), stage.channel()
    channel.declare("q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    other.do("queue.delete", queue="q", if_unused=True)
    channel.do("basic.cancel", consumer_tag="c")
    channel.do("queue.delete", queue="q", if_unused=True)


def deleted_only_if_empty_and_unused(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1"])
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.settle("q")
    channel.do("queue.delete", queue="q", if_unused=True, if_empty=True)


WRONG_NUMBERS = (-1, "1", True, None, 1.5, Decimal("1.5"), [1], {}, Field("T", 1))
WRONG_TEXTS = (1, True, None, [], Field("x", b"bytes"))


def _declared_differently(stage: Stage, **change: object) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q")
    channel.do("queue.declare", **{"queue": "q", **change})


def _arguments_changed(
    stage: Stage, before: dict[str, object], after: dict[str, object]
) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q", arguments=before)
    channel.do("queue.declare", queue="q", arguments=after)
    stage.channel().do("queue.delete", queue="q")


def _refused(stage: Stage, argument: str, *values: object) -> None:
    connection = stage.connect()
    for number, value in enumerate(values):
        channel = connection.channel()
        name = f"{argument} {number}"
        channel.do("queue.declare", queue=name, arguments={argument: value})
        if channel.is_open:
            channel.do("queue.delete", queue=name)
