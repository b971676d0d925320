"""Arguments of queues: refused, and compared when a queue is declared again."""

from decimal import Decimal
from typing import Any

from core.amqp.fields import Field
from tests.integration.differential.stage import Stage

WRONG_NUMBERS: tuple[Any, ...] = (
    -1, "1", True, None, 1.5, Decimal("1.5"), [1], {}, Field("T", 1),
)  # fmt: skip
WRONG_TEXTS: tuple[Any, ...] = (1, True, None, [], Field("x", b"bytes"))


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
    for name in (
        "x-delivery-limit",
        "x-max-age",
        "x-quorum-initial-group-size",
        "x-max-in-memory-length",
    ):
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


def _arguments_changed(stage: Stage, before: dict[str, Any], after: dict[str, Any]) -> None:
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
