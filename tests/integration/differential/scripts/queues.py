"""Queues: declared, declared again, refused, purged, deleted."""

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


def _declared_differently(stage: Stage, **change: object) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q")
    channel.do("queue.declare", **{"queue": "q", **change})
