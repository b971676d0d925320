"""The methods that a client says on an open channel, with their arguments; each returns the reply.

`nowait` is nothing to them: whoever calls them keeps the reply back.
"""

import base64
import secrets
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from core.amqp.fields import Table
from core.amqp.hot import encode_tagged
from core.amqp.methods import id_of
from core.broker.client_consumer import ClientConsumer, address_of
from core.broker.refusal import Refusal
from core.broker.unacked import Held

if TYPE_CHECKING:
    from core.broker.channel import ClientChannel


class Reply(NamedTuple):
    """What a method is answered with, and what comes after that: deliveries."""

    arguments: dict[str, Any]
    then: Callable[[], object] | None = None


Answer = Reply | None
_OK = Reply({})
_GET_OK = id_of("basic.get-ok")


def _access_request(_channel: "ClientChannel", **_asked: object) -> Answer:
    """Realms are a thing of the past."""
    return Reply({"ticket": 1})


def _channel_flow(_channel: "ClientChannel", *, active: bool) -> Answer:
    if not active:
        raise Refusal(540, "active=false")
    return Reply({"active": True})


def _exchange_declare(
    channel: "ClientChannel",
    *,
    exchange: str,
    type: str,  # noqa: A002
    passive: bool,
    durable: bool,
    auto_delete: bool,
    internal: bool,
    arguments: Table,
) -> Answer:
    channel.requests.declare_exchange(
        exchange,
        type,
        passive=passive,
        durable=durable,
        auto_delete=auto_delete,
        internal=internal,
        arguments=arguments,
    )
    return _OK


def _exchange_delete(
    channel: "ClientChannel",
    *,
    exchange: str,
    if_unused: bool,
) -> Answer:
    channel.requests.delete_exchange(exchange, if_unused=if_unused)
    return _OK


def _exchange_bind(
    channel: "ClientChannel",
    *,
    destination: str,
    source: str,
    routing_key: str,
    arguments: Table,
) -> Answer:
    channel.requests.bind("exchange", destination, source, routing_key, arguments)
    return _OK


def _exchange_unbind(
    channel: "ClientChannel",
    *,
    destination: str,
    source: str,
    routing_key: str,
    arguments: Table,
) -> Answer:
    channel.requests.unbind("exchange", destination, source, routing_key, arguments)
    return _OK


def _queue_declare(
    channel: "ClientChannel",
    *,
    queue: str,
    passive: bool,
    durable: bool,
    exclusive: bool,
    auto_delete: bool,
    arguments: Table,
) -> Answer:
    name, message_count, consumer_count = channel.requests.declare_queue(
        queue,
        passive=passive,
        durable=durable,
        exclusive=exclusive,
        auto_delete=auto_delete,
        arguments=arguments,
    )
    return Reply({"queue": name, "message_count": message_count, "consumer_count": consumer_count})


def _queue_bind(
    channel: "ClientChannel",
    *,
    queue: str,
    exchange: str,
    routing_key: str,
    arguments: Table,
) -> Answer:
    channel.requests.bind("queue", queue, exchange, routing_key, arguments)
    return _OK


def _queue_unbind(
    channel: "ClientChannel", *, queue: str, exchange: str, routing_key: str, arguments: Table
) -> Answer:
    channel.requests.unbind("queue", queue, exchange, routing_key, arguments)
    return _OK


def _queue_purge(channel: "ClientChannel", *, queue: str) -> Answer:
    return Reply({"message_count": channel.requests.purge_queue(queue)})


def _queue_delete(
    channel: "ClientChannel",
    *,
    queue: str,
    if_unused: bool,
    if_empty: bool,
) -> Answer:
    count = channel.requests.delete_queue(queue, if_unused=if_unused, if_empty=if_empty)
    return Reply({"message_count": count})


def _basic_qos(
    channel: "ClientChannel", *, prefetch_size: int, prefetch_count: int, global_qos: bool
) -> Answer:
    if prefetch_size:
        raise Refusal(540, f"prefetch_size!=0 ({prefetch_size})")
    if not global_qos:
        channel.prefetch_count = prefetch_count
        return _OK
    channel.global_prefetch_count = prefetch_count
    return Reply({}, channel.wake)


def _basic_consume(
    channel: "ClientChannel",
    *,
    queue: str,
    consumer_tag: str,
    no_ack: bool,
    exclusive: bool,
    arguments: Table,
    **_no_local: object,
) -> Answer:
    """As in RabbitMQ `no_local` means nothing."""
    if consumer_tag in channel.consumers:
        raise Refusal(530, f"attempt to reuse consumer tag '{consumer_tag}'")
    tag = consumer_tag or _new_tag()
    consumer = ClientConsumer(channel, tag, no_ack=no_ack, exclusive=exclusive, arguments=arguments)
    channel.requests.consume(queue, consumer)
    channel.consumers[tag] = consumer
    then = None if consumer.queue is None else consumer.queue.pump
    return Reply({"consumer_tag": tag}, then)


def _basic_cancel(channel: "ClientChannel", *, consumer_tag: str) -> Answer:
    consumer = channel.consumers.pop(consumer_tag, None)
    then = None if consumer is None else partial(channel.requests.cancel, consumer)
    return Reply({"consumer_tag": consumer_tag}, then)


def _basic_get(channel: "ClientChannel", *, queue: str, no_ack: bool) -> Answer:
    found = channel.requests.get(queue, no_ack=no_ack)
    if found is None:
        channel.send("basic.get-empty")
        return None
    source, entry = found
    message = entry.message
    delivery_tag = channel.next_delivery_tag()
    if not no_ack:
        channel.settling.hold(delivery_tag, Held(entry, source, None))
    address = address_of(message.exchange, message.routing_key)
    after = address + source.message_count.to_bytes(4)
    method = encode_tagged(_GET_OK, delivery_tag, entry.redelivered, after)
    channel.send_content(method, message)
    return None


def _basic_ack(channel: "ClientChannel", *, delivery_tag: int, multiple: bool) -> Answer:
    channel.ack(delivery_tag, multiple=multiple)
    return None


def _basic_nack(
    channel: "ClientChannel", *, delivery_tag: int, multiple: bool, requeue: bool
) -> Answer:
    channel.nack(delivery_tag, multiple=multiple, requeue=requeue)
    return None


def _basic_reject(channel: "ClientChannel", *, delivery_tag: int, requeue: bool) -> Answer:
    channel.nack(delivery_tag, multiple=False, requeue=requeue)
    return None


def _basic_recover(channel: "ClientChannel", *, requeue: bool) -> Answer:
    if not requeue:
        raise Refusal(540, "requeue=false")
    return Reply({}, channel.settling.requeue_all)


def _confirm_select(channel: "ClientChannel") -> Answer:
    if channel.transaction is not None:
        raise Refusal(406, "cannot switch from tx to confirm mode")
    channel.confirm = True
    return _OK


def _tx_select(channel: "ClientChannel") -> Answer:
    channel.begin()
    return _OK


def _tx_commit(channel: "ClientChannel") -> Answer:
    return Reply({}, channel.commit())


def _tx_rollback(channel: "ClientChannel") -> Answer:
    channel.roll_back()
    return _OK


def _new_tag() -> str:
    return f"amq.ctag-{base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip('=')}"


COMMANDS: dict[str, Callable[..., Answer]] = {
    "access.request": _access_request,
    "channel.flow": _channel_flow,
    "exchange.declare": _exchange_declare,
    "exchange.delete": _exchange_delete,
    "exchange.bind": _exchange_bind,
    "exchange.unbind": _exchange_unbind,
    "queue.declare": _queue_declare,
    "queue.bind": _queue_bind,
    "queue.unbind": _queue_unbind,
    "queue.purge": _queue_purge,
    "queue.delete": _queue_delete,
    "basic.qos": _basic_qos,
    "basic.consume": _basic_consume,
    "basic.cancel": _basic_cancel,
    "basic.get": _basic_get,
    "basic.ack": _basic_ack,
    "basic.nack": _basic_nack,
    "basic.reject": _basic_reject,
    "basic.recover": _basic_recover,
    "basic.recover-async": _basic_recover,
    "confirm.select": _confirm_select,
    "tx.select": _tx_select,
    "tx.commit": _tx_commit,
    "tx.rollback": _tx_rollback,
}
"""What may be said on an open channel, apart from basic.publish and channel.close."""
