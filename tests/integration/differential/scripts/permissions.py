"""What a user may not do. The user `limited` has rights on names that begin with `mine`."""

from typing import Any

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import LIMITED, STRANGER, VHOST, Stage


def own_names_are_free(stage: Stage) -> None:
    channel = stage.channel(LIMITED)
    channel.declare("mine")
    channel.do("exchange.declare", exchange="mine", type="fanout")
    channel.do("queue.bind", queue="mine", exchange="mine")
    channel.publish("", b"1", "mine")
    channel.settle("mine")
    channel.do("basic.get", queue="mine")
    channel.do("basic.consume", queue="mine", consumer_tag="c")
    channel.do("queue.purge", queue="mine")
    channel.do("queue.unbind", queue="mine", exchange="mine")
    channel.do("exchange.delete", exchange="mine")
    channel.do("queue.delete", queue="mine")
    channel.wait("basic.cancel")


def not_declared(stage: Stage) -> None:
    _refused(stage, "queue.declare", queue="theirs")
    _refused(stage, "queue.declare", queue="")
    _refused(stage, "exchange.declare", exchange="theirs", type="fanout")


def passively_asked_for(stage: Stage) -> None:
    _theirs(stage)
    _refused(stage, "queue.declare", queue="theirs", passive=True)
    _refused(stage, "exchange.declare", exchange="theirs", passive=True)


def declared_again(stage: Stage) -> None:
    _theirs(stage)
    _refused(stage, "queue.declare", queue="theirs")
    _refused(stage, "exchange.declare", exchange="theirs", type="fanout")


def not_deleted(stage: Stage) -> None:
    _theirs(stage)
    _refused(stage, "queue.delete", queue="theirs")
    _refused(stage, "exchange.delete", exchange="theirs")
    _refused(stage, "queue.delete", queue="nowhere")
    _refused(stage, "exchange.delete", exchange="nowhere")


def not_read(stage: Stage) -> None:
    _theirs(stage)
    _refused(stage, "basic.get", queue="theirs")
    _refused(stage, "basic.consume", queue="theirs", consumer_tag="c")
    _refused(stage, "queue.purge", queue="theirs")
    _refused(stage, "basic.get", queue="nowhere")


def not_published_to(stage: Stage) -> None:
    _theirs(stage)
    for exchange in ("theirs", "amq.direct", "nowhere", ""):
        channel = stage.channel(LIMITED)
        channel.publish("k", b"x", exchange)
        channel.settle()


def not_bound(stage: Stage) -> None:
    channel = _theirs(stage)
    channel.declare("mine")
    channel.do("exchange.declare", exchange="mine", type="fanout")
    for queue, exchange in (("mine", "theirs"), ("theirs", "mine"), ("theirs", "theirs")):
        _refused(stage, "queue.bind", queue=queue, exchange=exchange)
        _refused(stage, "queue.unbind", queue=queue, exchange=exchange)
        _refused(stage, "exchange.bind", destination=queue, source=exchange)
        _refused(stage, "exchange.unbind", destination=queue, source=exchange)


def not_with_the_dead_letter_exchange_of_others(stage: Stage) -> None:
    for exchange in ("theirs", "mine", ""):
        _refused(
            stage,
            "queue.declare",
            queue="mine",
            arguments={"x-dead-letter-exchange": exchange},
        )


def not_with_the_alternate_exchange_of_others(stage: Stage) -> None:
    for name, other in (("mine", "theirs"), ("mine too", "mine")):
        arguments = {"alternate-exchange": other}
        _refused(stage, "exchange.declare", exchange=name, type="fanout", arguments=arguments)


def no_right_in_the_vhost(stage: Stage) -> None:
    connection = _logged_in(stage, STRANGER, VHOST)
    connection.wait("connection.open-ok", "connection.close")


def vhost_that_is_not_there(stage: Stage) -> None:
    connection = _logged_in(stage, "guest", "no such vhost")
    connection.wait("connection.open-ok", "connection.close")


def vhost_without_a_name(stage: Stage) -> None:
    connection = _logged_in(stage, "guest", "")
    connection.wait("connection.open-ok", "connection.close")


def vhost_that_is_no_text(stage: Stage) -> None:
    connection = _logged_in(stage, "guest", b"\xff")
    connection.wait("connection.open-ok", "connection.close")


def _theirs(stage: Stage) -> Channel:
    channel = stage.channel()
    channel.declare("theirs")
    channel.do("exchange.declare", exchange="theirs", type="fanout")
    return channel


def _refused(stage: Stage, name: str, **fields: Any) -> None:
    channel = stage.limited().channel()
    channel.do(name, **fields)


def _logged_in(stage: Stage, user: str, vhost: str | bytes) -> Any:
    connection = stage.greeted()
    connection.start_ok(f"\0{user}\0{user}")
    connection.wait("connection.tune")
    connection.tune_ok()
    connection.send_method(0, "connection.open", virtual_host=vhost)
    return connection
