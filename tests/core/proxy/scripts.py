"""Recorded dialogues on one channel, and the facts that they are."""

from tests.core.proxy.talk import (
    BROKER,
    CLIENT,
    Piece,
    consuming,
    content,
    deliver,
    opened,
    publish,
    says,
)

THREE = [*consuming(), deliver(1), deliver(2), deliver(3)]
HELD = ["consuming payments", *(f"delivered {tag} payments" for tag in (1, 2, 3))]
CONFIRMS = [says(CLIENT, "confirm.select"), says(BROKER, "confirm.select-ok")]


def ack(tag: int = 0, side: bool = CLIENT, *, multiple: bool = False) -> Piece:
    return says(side, "basic.ack", delivery_tag=tag, multiple=multiple)


def end(name: str, side: bool, code: int, channel: int = 1) -> Piece:
    return says(side, name, channel, reply_code=code)


SCRIPTS: dict[str, tuple[list[Piece], list[str]]] = {
    "publish without confirms": ([publish(), publish()], ["published 1", "published 2"]),
    "a confirm for several": (
        [*CONFIRMS, publish(), publish(), ack(2, BROKER, multiple=True)],
        [
            *("published 1 confirms", "published 2 confirms"),
            *("confirmed 1 multiple confirms", "confirmed 2 multiple confirms"),
        ],
    ),
    "confirm mode counts from its beginning": (
        [publish(), *CONFIRMS, publish(), says(BROKER, "basic.nack", delivery_tag=1)],
        ["published 1", "published 1 confirms", "nacked_by_broker 1 confirms"],
    ),
    "a return before its confirm": (
        [
            *(*CONFIRMS, publish(mandatory=True), publish(mandatory=True, routing_key="none")),
            content(BROKER, "basic.return", reply_code=312, exchange="shop", routing_key="none"),
            ack(2, BROKER),
        ],
        [
            *("published 1 mandatory confirms", "published 2 mandatory confirms"),
            *("returned 2 mandatory 312", "confirmed 2 mandatory confirms"),
        ],
    ),
    "acks one by one": ([*THREE, ack(2)], [*HELD, "acked 2 payments"]),
    "an ack for all up to a tag": (
        [*THREE, ack(2, multiple=True)],
        [*HELD, "acked 1 payments multiple", "acked 2 payments multiple"],
    ),
    "an ack for all there are": (
        [*THREE, ack(2), ack(multiple=True)],
        [*HELD, "acked 2 payments", "acked 1 payments multiple", "acked 3 payments multiple"],
    ),
    "nack and reject": (
        [
            *THREE,
            says(CLIENT, "basic.nack", delivery_tag=2, multiple=True, requeue=True),
            says(CLIENT, "basic.reject", delivery_tag=3),
        ],
        [
            *(*HELD, "nacked 1 payments multiple requeue", "nacked 2 payments multiple requeue"),
            "rejected 3 payments",
        ],
    ),
    "an ack of what nobody holds": ([*THREE, ack(9)], HELD),
    "a consumer that does not ack": (
        [*consuming(no_ack=True), deliver(1), ack(multiple=True)],
        ["consuming payments no_ack", "delivered 1 payments no_ack"],
    ),
    "get": (
        [
            says(CLIENT, "basic.get", queue="a"),
            says(CLIENT, "basic.get", queue="b", no_ack=True),
            says(CLIENT, "basic.get", queue="c"),
            says(BROKER, "basic.get-empty"),
            content(BROKER, "basic.get-ok", delivery_tag=1, redelivered=True),
            content(BROKER, "basic.get-ok", delivery_tag=2),
            ack(multiple=True),
        ],
        ["got 1 b redelivered no_ack", "got 2 c", "acked 2 c multiple"],
    ),
    "a queue that the broker named": (
        [
            says(CLIENT, "queue.declare"),
            says(BROKER, "queue.declare-ok", queue="amq.gen-1"),
            *consuming(""),
            deliver(1, redelivered=True),
        ],
        ["consuming amq.gen-1", "delivered 1 amq.gen-1 redelivered"],
    ),
    "prefetch": (
        [
            says(CLIENT, "basic.qos", prefetch_count=7),
            *consuming(),
            says(CLIENT, "basic.qos", prefetch_count=9, global_qos=True),
        ],
        ["consuming payments x7", "qos x9"],
    ),
    "recover": ([*THREE, says(BROKER, "basic.recover-ok")], [*HELD, "recovered x3"]),
    "a cancelled consumer still settles": (
        [
            *(*THREE, says(CLIENT, "basic.cancel", consumer_tag="one"), deliver(4)),
            *(says(BROKER, "basic.cancel-ok", consumer_tag="one"), ack(4)),
        ],
        [*HELD, "delivered 4 payments", "cancelled payments", "acked 4 payments"],
    ),
    "cancelled without waiting": (
        [*consuming(), says(CLIENT, "basic.cancel", consumer_tag="one", nowait=True), deliver(1)],
        ["consuming payments", "cancelled payments", "delivered 1 payments"],
    ),
    "the broker cancels": (
        [*consuming(), says(BROKER, "basic.cancel", consumer_tag="one")],
        ["consuming payments", "cancelled payments"],
    ),
    "a consumer that does not wait overtakes one that does": (
        [
            says(CLIENT, "basic.consume", queue="slow"),
            says(CLIENT, "basic.consume", queue="quick", consumer_tag="two", nowait=True),
            says(BROKER, "basic.consume-ok", consumer_tag="one"),
            *(deliver(1), deliver(2, consumer_tag="two")),
        ],
        ["consuming quick", "consuming slow", "delivered 1 slow", "delivered 2 quick"],
    ),
    "the broker closes the channel": (
        [*THREE, end("channel.close", BROKER, 406), ack(1), says(CLIENT, "channel.close-ok")],
        [*HELD, "channel_closed x3 406"],
    ),
    "what comes before close-ok goes back as well": (
        [
            *(*THREE, end("channel.close", CLIENT, 200), deliver(4)),
            *(says(BROKER, "channel.close-ok"), *opened(), publish()),
        ],
        [
            *(*HELD, "delivered 4 payments", "channel_closed x4 200"),
            *("channel_opened", "published 1"),
        ],
    ),
    "an alarm": (
        [
            says(BROKER, "connection.blocked", 0, reason="low on memory"),
            says(BROKER, "connection.unblocked", 0),
        ],
        ["blocked", "unblocked"],
    ),
    "a transaction that is rolled back": (
        [
            *(says(CLIENT, "tx.select"), *THREE, publish(), ack(2)),
            *(says(BROKER, "tx.rollback-ok"), ack(2, multiple=True)),
            says(BROKER, "tx.commit-ok"),
        ],
        [*HELD, "acked 1 payments multiple", "acked 2 payments multiple"],
    ),
}

ENDINGS: dict[str, tuple[list[Piece], list[str]]] = {
    "by the broker": (
        [*THREE, end("connection.close", BROKER, 320, 0), ack(1)],
        [*HELD, "channel_closed x3 320", "connection_closed 320"],
    ),
    "by the client": (
        [*THREE, end("connection.close", CLIENT, 200, 0), says(BROKER, "connection.close-ok", 0)],
        [*HELD, "channel_closed x3 200", "connection_closed 200"],
    ),
}
