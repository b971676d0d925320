"""What a channel is refused, word for word as RabbitMQ 3.10 says it, and what is granted."""

from collections.abc import Callable
from typing import Any

import pytest

from core.amqp.fields import Field, field_of
from core.broker.permissions import Permission
from core.broker.refusal import Refusal
from core.broker.vhost import Routed
from tests.core.broker.clients import FakeChannel, FakeConnection, connected

Step = Callable[[FakeChannel], object]
LOCKED = (
    "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'own' in vhost '/'. It could "
    "be originally declared on another connection or the exclusive property value does not match "
    "that of the original declaration."
)


def arguments(**values: Any) -> dict[str, Field]:
    return {name.replace("_", "-"): field_of(value) for name, value in values.items()}


def furnished() -> FakeChannel:
    """A channel of a vhost where some things are declared."""
    channel = connected().channel()
    requests = channel.requests
    requests.declare_exchange("x", "direct")
    requests.declare_exchange("inside", "fanout", internal=True)
    requests.declare_queue("q", arguments=arguments(x_message_ttl=5, x_dead_letter_exchange="a"))
    requests.bind("queue", "q", "x", "k")
    return channel


def queue(**options: Any) -> Step:
    given = options.pop("arguments", {})
    return lambda channel: channel.requests.declare_queue(
        "q", **options, arguments=arguments(**given)
    )


def exchange(name: str, kind: str = "direct", **options: Any) -> Step:
    given = options.pop("arguments", {})
    return lambda channel: channel.requests.declare_exchange(
        name, kind, **options, arguments=arguments(**given)
    )


def published(name: str, **properties: Any) -> Step:
    return lambda channel: channel.publish(name, "k", **properties)


def new(**values: Any) -> Step:
    return lambda channel: channel.requests.declare_queue("new", arguments=arguments(**values))


SAME = {"x_message_ttl": 5, "x_dead_letter_exchange": "a"}
INVALID = "PRECONDITION_FAILED - invalid arg '{}' for queue 'new' in vhost '/': {}"
DIFFERS = "PRECONDITION_FAILED - inequivalent arg '{}' for {} in vhost '/': received {}"
REFUSED: list[tuple[Step, str]] = [
    (
        lambda c: c.requests.declare_queue("no", passive=True),
        "NOT_FOUND - no queue 'no' in vhost '/'",
    ),
    (exchange("no", passive=True), "NOT_FOUND - no exchange 'no' in vhost '/'"),
    (exchange("no", "strange"), "COMMAND_INVALID - unknown exchange type 'strange'"),
    (exchange(""), "ACCESS_REFUSED - operation not permitted on the default exchange"),
    (
        exchange("amq.mine"),
        "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
    ),
    (
        lambda c: c.requests.declare_queue("amq.mine"),
        "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
    ),
    (
        exchange("x", "fanout"),
        DIFFERS.format("type", "exchange 'x'", "'fanout' but current is 'direct'"),
    ),
    (
        exchange("x", durable=True),
        DIFFERS.format("durable", "exchange 'x'", "'true' but current is 'false'"),
    ),
    (
        exchange("x", arguments={"alternate_exchange": "y"}),
        DIFFERS.format(
            "alternate-exchange",
            "exchange 'x'",
            "the value 'y' of type 'longstr' but current is none",
        ),
    ),
    (
        queue(durable=True, arguments=SAME),
        DIFFERS.format("durable", "queue 'q'", "'true' but current is 'false'"),
    ),
    (
        queue(arguments=SAME | {"x_message_ttl": 6}),
        DIFFERS.format("x-message-ttl", "queue 'q'", "'6' but current is '5'"),
    ),
    (
        queue(arguments={"x_dead_letter_exchange": "a"}),
        DIFFERS.format(
            "x-message-ttl",
            "queue 'q'",
            "none but current is the value '5' of type 'signedint'",
        ),
    ),
    (
        lambda c: c.requests.delete_exchange("amq.direct"),
        "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
    ),
    (
        lambda c: c.requests.delete_exchange("x", if_unused=True),
        "PRECONDITION_FAILED - exchange 'x' in vhost '/' in use",
    ),
    (
        lambda c: (c.consume("q"), c.requests.delete_queue("q", if_unused=True)),
        "PRECONDITION_FAILED - queue 'q' in vhost '/' in use",
    ),
    (
        lambda c: (c.publish("", "q"), c.requests.delete_queue("q", if_empty=True)),
        "PRECONDITION_FAILED - queue 'q' in vhost '/' not empty",
    ),
    (
        lambda c: c.requests.bind("queue", "no", "nowhere", ""),
        "NOT_FOUND - no exchange 'nowhere' in vhost '/'",
    ),
    (lambda c: c.requests.bind("queue", "no", "x", ""), "NOT_FOUND - no queue 'no' in vhost '/'"),
    (
        lambda c: c.requests.bind("queue", "q", "", ""),
        "ACCESS_REFUSED - operation not permitted on the default exchange",
    ),
    (
        lambda c: c.connection.channel().requests.get("", no_ack=True),
        "NOT_FOUND - no previously declared queue",
    ),
    (published("no"), "NOT_FOUND - no exchange 'no' in vhost '/'"),
    (
        published("inside"),
        "ACCESS_REFUSED - cannot publish to internal exchange 'inside' in vhost '/'",
    ),
    (
        published("x", user_id="bob"),
        "PRECONDITION_FAILED - user_id property set to 'bob' but authenticated user was 'guest'",
    ),
    (
        published("x", reply_to="amq.rabbitmq.reply-to"),
        "PRECONDITION_FAILED - fast reply consumer does not exist",
    ),
    (
        published("x", delivery_mode=3),
        "PRECONDITION_FAILED - invalid message: {delivery_mode_unknown,3}",
    ),
    (
        published("x", headers={"CC": "k"}),
        'PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,"CC",longstr}',
    ),
    *(
        (
            published("x", expiration=text),
            f"PRECONDITION_FAILED - invalid expiration '{text}': {why}",
        )
        for text, why in {
            "abc": "no_integer",
            "": "no_integer",
            "1x": '{leftover_string,"x"}',
            "1_0": '{leftover_string,"_0"}',
            "-1": "{value_negative,-1}",
            "99999999999999": "{value_too_large,99999999999999}",
        }.items()
    ),
    *(
        (new(**{name.replace("-", "_"): value}), INVALID.format(name, why))
        for name, value, why in [
            ("x-message-ttl", -1, "{value_negative,-1}"),
            ("x-message-ttl", "a", '"expected integer, got longstr"'),
            ("x-message-ttl", 315360000001, "{value_too_large,315360000001}"),
            ("x-expires", 0, "{value_zero,0}"),
            ("x-max-length", -1, "{value_negative,-1}"),
            ("x-overflow", "spill", "invalid_overflow"),
            ("x-overflow", 5, "{unacceptable_type,signedint}"),
            ("x-max-priority", 256, "{max_value_exceeded,256}"),
            ("x-single-active-consumer", "a", "{unacceptable_type,longstr}"),
            ("x-dead-letter-routing-key", "a", "routing_key_but_no_dlx_defined"),
            ("x-queue-type", "quorum", "\"unsupported queue type 'quorum'\""),
            ("x-queue-mode", "odd", "\"unsupported queue mode 'odd'\""),
        ]
    ),
    (
        new(x_dead_letter_exchange=5),
        "PRECONDITION_FAILED - invalid type 'signedint' for arg 'x-dead-letter-exchange' "
        "in queue 'new' in vhost '/'",
    ),
    (
        new(x_delivery_limit=3),
        "PRECONDITION_FAILED - invalid arg 'x-delivery-limit' for queue 'new' in vhost '/' "
        "of queue type rabbit_classic_queue",
    ),
    (
        lambda c: c.consume("q", arguments=arguments(x_priority="a")),
        "PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'q' in vhost '/': "
        '"expected integer, got longstr"',
    ),
    (
        lambda c: c.consume("amq.rabbitmq.reply-to"),
        "PRECONDITION_FAILED - reply consumer cannot acknowledge",
    ),
]


@pytest.mark.parametrize(("step", "text"), REFUSED)
def test_that_it_is_refused_in_rabbitmqs_words(step: Step, text: str) -> None:
    channel = furnished()

    with pytest.raises(Refusal) as refused:
        step(channel)

    assert refused.value.text == text
    assert refused.value.hard is text.startswith("COMMAND_INVALID")


GRANTED: list[Step] = [
    queue(arguments=SAME),
    queue(arguments=SAME | {"x_mine": 1}),
    queue(passive=True),
    exchange("x"),
    exchange("amq.direct", durable=True),
    lambda c: c.requests.delete_exchange("no"),
    lambda c: c.requests.delete_queue("no"),
    lambda c: c.requests.unbind("queue", "no", "x", ""),
    lambda c: c.requests.unbind("queue", "q", "x", "never bound"),
    lambda c: c.requests.bind("exchange", "inside", "x", "k"),
    new(x_queue_type="classic"),
    published("x", expiration="+5"),
]


@pytest.mark.parametrize("step", GRANTED)
def test_that_it_is_granted(step: Step) -> None:
    step(furnished())


LOCKED_STEPS: list[Step] = [
    lambda c: c.requests.declare_queue("own", exclusive=True),
    lambda c: c.requests.declare_queue("own"),
    lambda c: c.requests.declare_queue("own", passive=True),
    lambda c: c.requests.bind("queue", "own", "amq.direct", ""),
    lambda c: c.consume("own"),
    lambda c: c.requests.get("own", no_ack=True),
    lambda c: c.requests.purge_queue("own"),
    lambda c: c.requests.delete_queue("own"),
]


@pytest.mark.parametrize("step", LOCKED_STEPS)
def test_that_an_exclusive_queue_is_locked_for_others(step: Step) -> None:
    owner = connected()
    owner.channel().requests.declare_queue("own", exclusive=True)
    other = FakeConnection(owner.broker, owner.user, owner.vhost)

    with pytest.raises(Refusal) as refused:
        step(other.channel())

    assert refused.value.text == LOCKED


def test_that_an_exclusive_queue_goes_with_its_connection() -> None:
    connection = connected()
    connection.channel().requests.declare_queue("own", exclusive=True)
    connection.close(320, "enough")

    assert connection.vhost.queues == {}


@pytest.mark.parametrize(
    ("step", "right"),
    [
        (lambda c: c.requests.declare_queue("z"), "configure access to queue 'z'"),
        (lambda c: c.requests.declare_exchange("z", "direct"), "configure access to exchange 'z'"),
        (lambda c: c.requests.bind("queue", "c", "rx", ""), "write access to queue 'c'"),
        (lambda c: c.requests.bind("queue", "w", "wx", ""), "read access to exchange 'wx'"),
        (lambda c: c.publish("rx", ""), "write access to exchange 'rx'"),
        (lambda c: c.publish("", "c"), "write access to exchange 'amq.default'"),
        (lambda c: c.requests.get("w", no_ack=True), "read access to queue 'w'"),
        (lambda c: c.consume("w"), "read access to queue 'w'"),
        (lambda c: c.requests.purge_queue("w"), "read access to queue 'w'"),
        (lambda c: c.requests.delete_queue("w"), "configure access to queue 'w'"),
    ],
)
def test_that_permissions_are_needed(step: Step, right: str) -> None:
    connection = connected()
    channel = connection.channel()
    for name in "cwr":
        channel.requests.declare_queue(name)
    for name in ("rx", "wx"):
        channel.requests.declare_exchange(name, "direct")
    connection.user.permit("/", Permission("^c", "^w", "^r"))

    with pytest.raises(Refusal) as refused:
        step(channel)

    assert refused.value.text == f"ACCESS_REFUSED - {right} in vhost '/' refused for user 'guest'"


def test_that_the_last_queue_needs_no_name() -> None:
    channel = connected().channel()
    name, _, _ = channel.requests.declare_queue("")
    channel.requests.bind("queue", "", "amq.direct", "")

    assert name.startswith("amq.gen-")
    assert channel.publish("amq.direct", name) is Routed.SOMEWHERE
    assert channel.requests.purge_queue("") == 1


def test_that_a_question_is_answered_directly() -> None:
    connection = connected()
    asking, answering = connection.channel(), connection.channel()
    waiting = asking.consume("amq.rabbitmq.reply-to", no_ack=True)
    asking.requests.declare_queue("rpc")
    asking.publish("", "rpc", "?", reply_to="amq.rabbitmq.reply-to")
    found = answering.requests.get("rpc", no_ack=True)
    assert found is not None
    address = found[1].message.properties.reply_to
    assert address is not None

    assert answering.requests.declare_queue(address, passive=True) == (address, 0, 1)
    answering.publish("", address, "!")
    assert waiting.bodies == ["!"]

    asking.requests.cancel(waiting)
    with pytest.raises(Refusal):
        answering.requests.declare_queue(address, passive=True)
