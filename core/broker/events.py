"""What the broker tells on `amq.rabbitmq.event`: the headers of each kind of event, as RabbitMQ's.

Nothing is made of an event while nobody has bound a queue to the exchange.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from core.amqp.fields import Field, Table, field_of
from core.amqp.properties import Properties
from core.broker import erlang_terms as terms
from core.broker.exchange import Binding, Exchange
from core.broker.message import Message
from core.broker.parties import Channel, Connection, Consumer
from core.broker.queue import Queue
from core.broker.vhost import EVENT_EXCHANGE, Vhost

if TYPE_CHECKING:
    from core.broker.broker import Broker

_HAVE_NO_DOER = ("connection.closed", "user.authentication.success", "user.authentication.failure")
_OF_TLS = (
    "ssl_protocol",
    "ssl_key_exchange",
    "ssl_cipher",
    "ssl_hash",
    "peer_cert_subject",
    "peer_cert_issuer",
    "peer_cert_validity",
)


class Events:
    """Puts what happens into words and publishes it."""

    def __init__(self, broker: "Broker", vhost: Vhost) -> None:
        self._broker = broker
        self._vhost = vhost
        self._exchange = vhost.exchanges[EVENT_EXCHANGE]
        self._words: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
            "connection.created": self._connection,
            "connection.closed": self._connection_closed,
            "channel.created": self._channel,
            "channel.closed": self._channel_closed,
            "consumer.created": self._consumer,
            "consumer.deleted": self._consumer_gone,
            "queue.created": self._queue,
            "queue.deleted": _queue_gone,
            "exchange.created": _exchange,
            "exchange.deleted": _exchange_gone,
            "binding.created": _binding,
            "binding.deleted": _binding,
            "vhost.created": self._vhost_told,
            "vhost.updated": self._vhost_told,
            "vhost.deleted": _vhost_gone,
        }

    def happened(self, what: str, about: Any, user: str) -> None:
        """Tell it to whoever listens."""
        if not self._exchange.bindings:
            return
        at = self._broker.wall()
        headers = dict(self._words[what](about) if what in self._words else about)
        headers["timestamp_in_ms"] = Field("l", int(at * 1000))
        if what not in _HAVE_NO_DOER:
            headers["user_who_performed_action"] = user
        properties = {"headers": headers, "delivery_mode": 2, "timestamp": int(at)}
        message = Message(
            EVENT_EXCHANGE, what, b"".join(Properties(_typed(properties)).encode()), b""
        )
        self._vhost.give(message, self._vhost.route(self._exchange, message))

    def _process(self, pid: int) -> str:
        return terms.process(self._broker.node, self._broker.started_at, pid)

    def _connection(self, connection: Connection) -> Mapping[str, Any]:
        told = {
            "pid": self._process(connection.pid),
            "name": connection.name,
            "port": connection.port,
            "peer_port": connection.peer_port,
            "host": terms.address(connection.host),
            "peer_host": terms.address(connection.peer_host),
            "ssl": False,
            "auth_mechanism": connection.auth_mechanism,
            "protocol": "{0,9,1}",
            "user": connection.user.name,
            "vhost": connection.vhost.name,
            "timeout": connection.timeout,
            "frame_max": connection.frame_max,
            "channel_max": connection.channel_max,
            "client_properties": terms.lines(connection.client_properties),
            "connected_at": Field("l", connection.connected_at),
            "node": self._broker.node,
            "user_provided_name": provided_name(connection),
            "type": "network",
        }
        return {**told, **dict.fromkeys(_OF_TLS, "")}

    def _connection_closed(self, connection: Connection) -> Mapping[str, Any]:
        return {
            "name": connection.name,
            "pid": self._process(connection.pid),
            "node": self._broker.node,
            "client_properties": terms.lines(connection.client_properties),
            "user_provided_name": provided_name(connection),
        }

    def _channel(self, channel: Channel) -> Mapping[str, Any]:
        return {
            "pid": self._process(channel.pid),
            "connection": self._process(channel.connection.pid),
            "number": channel.number,
            "name": channel_name(channel),
            "user": channel.connection.user.name,
            "vhost": channel.connection.vhost.name,
        }

    def _channel_closed(self, channel: Channel) -> Mapping[str, Any]:
        return {"pid": self._process(channel.pid), "consumer_count": len(channel.consumers)}

    def _consumer(self, consumer: Consumer) -> Mapping[str, Any]:
        return {
            **self._consumer_gone(consumer),
            "exclusive": consumer.exclusive,
            "ack_required": not consumer.no_ack,
            "prefetch_count": consumer.prefetch_count,
            "arguments": terms.lines(consumer.arguments),
        }

    def _consumer_gone(self, consumer: Consumer) -> Mapping[str, Any]:
        queue = consumer.queue
        return {
            "consumer_tag": consumer.tag,
            "channel": self._process(consumer.channel.pid),
            "queue": "" if queue is None else queue.name,
            "vhost": consumer.channel.connection.vhost.name,
        }

    def _queue(self, queue: Queue) -> Mapping[str, Any]:
        return {
            **_queue_gone(queue),
            "durable": queue.durable,
            "auto_delete": queue.auto_delete,
            "arguments": terms.lines(queue.arguments),
            "exclusive": queue.owner is not None,
            "owner_pid": "" if queue.owner is None else self._process(queue.owner.pid),
            "leader": self._broker.node,
            "members": [self._broker.node],
        }

    def _vhost_told(self, vhost: Vhost) -> Mapping[str, Any]:
        return {
            "name": vhost.name,
            "description": vhost.description,
            "tags": list(vhost.tags),
            "tracing": vhost.tracer is not None,
            "cluster_state": {self._broker.node: "running"},
            "default_queue_type": "classic",
        }


def channel_name(channel: Channel) -> str:
    """As RabbitMQ names a channel: by its connection and its number."""
    return f"{channel.connection.name} ({channel.number})"


def provided_name(connection: Connection) -> str:
    """What the client calls its connection."""
    field = connection.client_properties.get("connection_name")
    return str(field.value) if field is not None else ""


def _queue_gone(queue: Queue) -> Mapping[str, Any]:
    return {"name": queue.name, "vhost": queue.vhost, "type": "rabbit_classic_queue"}


def _exchange(exchange: Exchange) -> Mapping[str, Any]:
    return {
        **_exchange_gone(exchange),
        "type": exchange.type,
        "durable": exchange.durable,
        "auto_delete": exchange.auto_delete,
        "internal": exchange.internal,
        "arguments": terms.lines(exchange.arguments),
        "policy": "" if exchange.policy is None else exchange.policy.name,
    }


def _exchange_gone(exchange: Exchange) -> Mapping[str, Any]:
    return {"name": exchange.name, "vhost": exchange.vhost}


def _binding(binding: Binding) -> Mapping[str, Any]:
    return {
        "source_name": binding.source.name,
        "source_kind": "exchange",
        "destination_name": binding.destination.name,
        "destination_kind": binding.destination.kind,
        "routing_key": binding.routing_key,
        "arguments": terms.lines(binding.arguments),
        "vhost": binding.source.vhost,
    }


def _vhost_gone(vhost: Vhost) -> Mapping[str, Any]:
    return {"name": vhost.name}


def _typed(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    headers: Table = {
        name: field_of(value) for name, value in sorted(properties["headers"].items())
    }
    return {**properties, "headers": headers}
