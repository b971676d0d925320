"""The firehose: a copy of every message that is published or delivered, on `amq.rabbitmq.trace`."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.amqp.fields import LONGEST_SHORT_STRING, Field, Table, field_of
from core.amqp.properties import Properties
from core.broker.message import Entry, Message
from core.broker.parties import Channel
from core.broker.queue import Queue
from core.broker.vhost import TRACE_EXCHANGE, Vhost


class Firehose:
    """Traces one vhost; what it publishes itself is not traced again."""

    def __init__(self, vhost: Vhost, node: str) -> None:
        self._vhost = vhost
        self._node = node
        self._exchange = vhost.exchanges[TRACE_EXCHANGE]

    def published(self, channel: Channel, message: Message, queues: Sequence[Queue]) -> None:
        """A client published it, and these queues get it."""
        if self._exchange.bindings:
            headers = self._headers(channel, message)
            headers["routed_queues"] = field_of([queue.name for queue in queues])
            self._publish(f"publish.{message.exchange}", headers, message)

    def delivered(self, channel: Channel, queue: Queue, entry: Entry) -> None:
        """A client is about to receive it."""
        message = entry.message
        if self._exchange.bindings and message.exchange != TRACE_EXCHANGE:
            headers = self._headers(channel, message)
            headers["redelivered"] = Field("I", int(entry.redelivered))
            self._publish(f"deliver.{queue.name}", headers, message)

    def _headers(self, channel: Channel, message: Message) -> Table:
        connection = channel.connection
        told: Mapping[str, Any] = {
            "exchange_name": message.exchange,
            "routing_keys": list(message.routing_keys),
            "properties": properties_told(message),
            "node": self._node,
            "vhost": self._vhost.name,
            "connection": connection.name,
            "channel": channel.number,
            "user": connection.user.name,
        }
        return {name: field_of(value) for name, value in told.items()}

    def _publish(self, routing_key: str, headers: Table, message: Message) -> None:
        header = b"".join(Properties({"headers": headers}).encode())
        copy = Message(TRACE_EXCHANGE, _short(routing_key), header, message.body)
        self._vhost.give(copy, self._vhost.route(self._exchange, copy))


def _short(text: str) -> str:
    """At most 255 bytes: a long name with its prefix would be no routing key."""
    encoded = text.encode("utf-8", "surrogateescape")[:LONGEST_SHORT_STRING]
    return encoded.decode("utf-8", "surrogateescape")


def properties_told(message: Message) -> Table:
    """The properties of a message as one table, its headers within."""
    told: Table = {}
    for name, value in message.properties.values.items():
        if name == "headers":
            told[name] = Field("F", value)
        else:
            told[name] = Field("T", value) if name == "timestamp" else field_of(value)
    return told
