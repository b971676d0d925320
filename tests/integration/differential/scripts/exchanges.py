"""Exchanges: declared, declared again, refused, deleted."""

from tests.integration.differential.stage import Stage

KINDS = ("direct", "fanout", "topic", "headers")


def declared_again_with_the_same_arguments(stage: Stage) -> None:
    channel = stage.channel()
    for kind in KINDS:
        for passive in (False, False, True):
            channel.do("exchange.declare", exchange=kind, type=kind, passive=passive)


def unknown_asked_for_passively(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="nowhere", passive=True)


def passively_whatever_the_other_arguments_say(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="direct")
    asked = {"exchange": "x", "type": "topic", "durable": True, "auto_delete": True}
    channel.do("exchange.declare", **asked, passive=True, arguments={"a": 1})


def passively_with_an_unknown_type(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="direct")
    channel.do("exchange.declare", exchange="x", type="no such type", passive=True)


def of_an_unknown_type(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="x", type="no such type")


def of_no_type(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="x", type="")


def of_a_type_that_is_no_text(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="x", type=b"\xff\xfe")


def other_type_than_before(stage: Stage) -> None:
    _declared_differently(stage, type="fanout")


def other_durability_than_before(stage: Stage) -> None:
    _declared_differently(stage, durable=True)


def other_auto_delete_than_before(stage: Stage) -> None:
    _declared_differently(stage, auto_delete=True)


def other_internal_than_before(stage: Stage) -> None:
    _declared_differently(stage, internal=True)


def other_alternate_exchange_than_before(stage: Stage) -> None:
    _declared_differently(stage, arguments={"alternate-exchange": "b"})


def alternate_exchange_where_none_was(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="direct")
    arguments = {"alternate-exchange": "a"}
    channel.do("exchange.declare", exchange="x", type="direct", arguments=arguments)


def other_unknown_arguments_than_before(stage: Stage) -> None:
    arguments = {"alternate-exchange": "a", "mine": 1}
    _declared_differently(stage, arguments=arguments)


def alternate_exchange_that_is_no_name(stage: Stage) -> None:
    for wrong in (1, True, "", None, [1]):
        channel = stage.channel()
        arguments = {"alternate-exchange": wrong}
        channel.do("exchange.declare", exchange="x", type="direct", arguments=arguments)


def reserved_name(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="amq.mine", type="direct")


def reserved_name_that_exists(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="amq.direct", type="direct", durable=True)
    channel.do("exchange.declare", exchange="amq.topic", type="direct", durable=True)


def every_predeclared_one_is_there(stage: Stage) -> None:
    channel = stage.channel()
    names = ("direct", "fanout", "topic", "headers", "match", "rabbitmq.trace")
    for name in names:
        channel.do("exchange.declare", exchange=f"amq.{name}", passive=True)


def default_exchange_declared(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="", type="direct", durable=True)


def default_exchange_asked_for_passively(stage: Stage) -> None:
    stage.channel().do("exchange.declare", exchange="", passive=True)


def default_exchange_deleted(stage: Stage) -> None:
    stage.channel().do("exchange.delete", exchange="")


def predeclared_deleted(stage: Stage) -> None:
    for name in ("amq.direct", "amq.rabbitmq.trace"):
        stage.channel().do("exchange.delete", exchange=name)


def unknown_deleted(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.delete", exchange="nowhere")
    channel.do("exchange.delete", exchange="nowhere", if_unused=True)
    channel.do("exchange.delete", exchange="amq.nowhere")


def deleted_only_if_unused(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="fanout")
    channel.declare("q", "x")
    channel.do("exchange.delete", exchange="x", if_unused=True)
    channel = stage.channel()
    channel.do("queue.unbind", queue="q", exchange="x")
    channel.do("exchange.delete", exchange="x", if_unused=True)
    channel.do("exchange.declare", exchange="x", passive=True)


def deleted_while_bound(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="fanout")
    channel.declare("q", "x")
    channel.do("exchange.delete", exchange="x")
    channel.do("exchange.declare", exchange="x", type="fanout")
    channel.publish(exchange="x", body=b"bindings are gone")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def deleted_and_published_to(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="fanout")
    channel.do("exchange.delete", exchange="x")
    channel.publish(exchange="x", body=b"nowhere")
    channel.wait("channel.close")


def auto_delete_goes_with_its_last_binding(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="topic", auto_delete=True)
    channel.declare("q", "x", "a")
    channel.do("queue.bind", queue="q", exchange="x", routing_key="b")
    channel.do("queue.unbind", queue="q", exchange="x", routing_key="a")
    channel.do("exchange.declare", exchange="x", passive=True)
    channel.do("queue.unbind", queue="q", exchange="x", routing_key="b")
    channel.do("exchange.declare", exchange="x", passive=True)


def auto_delete_goes_with_its_last_queue(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="topic", auto_delete=True)
    channel.declare("q", "x", "a")
    channel.do("queue.delete", queue="q")
    channel.do("exchange.declare", exchange="x", passive=True)


def auto_delete_stays_until_it_was_bound(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x", type="topic", auto_delete=True)
    channel.declare("q")
    channel.do("queue.unbind", queue="q", exchange="x", routing_key="never bound")
    channel.do("exchange.declare", exchange="x", passive=True)


def auto_delete_goes_with_the_exchange_it_feeds(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="from", type="fanout", auto_delete=True)
    channel.do("exchange.declare", exchange="to", type="fanout")
    channel.do("exchange.bind", source="from", destination="to")
    channel.do("exchange.delete", exchange="to")
    channel.do("exchange.declare", exchange="from", passive=True)


def auto_delete_stays_when_what_feeds_it_goes(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="from", type="fanout")
    channel.do("exchange.declare", exchange="to", type="fanout", auto_delete=True)
    channel.do("exchange.bind", source="from", destination="to")
    channel.do("exchange.delete", exchange="from")
    channel.do("exchange.declare", exchange="to", passive=True)


def internal_takes_nothing_from_clients(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="inner", type="fanout", internal=True)
    channel.publish(exchange="inner", body=b"refused")
    channel.wait("channel.close")


def internal_takes_from_exchanges(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="outer", type="fanout")
    channel.do("exchange.declare", exchange="inner", type="fanout", internal=True)
    channel.do("exchange.bind", source="outer", destination="inner")
    channel.declare("q", "inner")
    channel.publish(exchange="outer", body=b"through")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def declared_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("exchange.declare", exchange="x", type="fanout", nowait=True)
    channel.do("exchange.declare", exchange="x", passive=True)
    channel.send("exchange.delete", exchange="x", nowait=True)
    channel.do("exchange.declare", exchange="x", passive=True)


def refused_without_a_reply_being_asked_for(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("exchange.declare", exchange="amq.x", type="fanout", nowait=True)
    channel.wait("channel.close")


def name_of_255_bytes(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="x" * 255, type="fanout")
    channel.do("exchange.declare", exchange="\u00fc" * 100, type="fanout")


def name_that_is_no_text(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange=b"\xff\x00", type="fanout", passive=True)


def name_with_line_breaks(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="a\nb\r", type="fanout")
    channel.do("exchange.declare", exchange="ab", passive=True)


def _declared_differently(stage: Stage, **change: object) -> None:
    channel = stage.channel()
    declared = {"exchange": "x", "type": "direct", "arguments": {"alternate-exchange": "a"}}
    channel.do("exchange.declare", **declared)
    channel.do("exchange.declare", **{**declared, **change})
