"""What a channel may ask of its vhost: AMQP's methods, checked as RabbitMQ does and in its order."""

from typing import Literal

from core.amqp.fields import Table, shown
from core.broker import replies
from core.broker.equivalence import require_same, require_same_arguments
from core.broker.exchange import Binding, Destination, Exchange
from core.broker.field_types import type_name
from core.broker.message import Entry
from core.broker.parties import Channel, Consumer
from core.broker.publishing import Publishing
from core.broker.queue import Queue
from core.broker.queue_settings import COMPARED, check_arguments
from core.broker.refusal import Refusal, in_use, not_found
from core.broker.routing import TABLES, HeadersTable, check_match
from core.broker.vhost import Vhost, locked

_RESERVED = "amq."
Kind = Literal["queue", "exchange"]


class Requests:
    """The methods of one channel; each raises Refusal when RabbitMQ would refuse it."""

    def __init__(self, vhost: Vhost, channel: Channel) -> None:
        self._vhost = vhost
        self._channel = channel
        self._connection = channel.connection
        self._user = channel.connection.user
        self._last_queue = ""
        self._publishing = Publishing(vhost, channel)
        self.accept = self._publishing.accept
        self.give = self._publishing.give

    # Exchanges.

    def declare_exchange(
        self,
        name: str,
        kind: str,
        *,
        passive: bool = False,
        durable: bool = False,
        auto_delete: bool = False,
        internal: bool = False,
        arguments: Table | None = None,
    ) -> None:
        """exchange.declare."""
        name, arguments = _plain(name), arguments or {}
        if passive:
            _not_default(name)
            self._vhost.exchange(name)
            return
        if kind not in TABLES:
            fault = "unknown" if kind else "invalid"
            raise Refusal(503, f"{fault} exchange type '{shown(kind)}'")
        _not_default(name)
        self._require("configure", "exchange", name)
        exchange = self._vhost.exchanges.get(name)
        if exchange is None:
            _not_reserved("exchange", name)
            self._check_alternate(name, arguments)
            exchange = Exchange(
                self._vhost.name,
                name,
                kind,
                durable=durable,
                auto_delete=auto_delete,
                internal=internal,
                arguments=arguments,
                user=self._user.name,
            )
            self._vhost.add_exchange(exchange)
            return
        require_same(exchange, "type", kind, exchange.type)
        require_same(exchange, "durable", durable, exchange.durable)
        require_same(exchange, "auto_delete", auto_delete, exchange.auto_delete)
        require_same(exchange, "internal", internal, exchange.internal)
        require_same_arguments(exchange, arguments, ["alternate-exchange"])

    def delete_exchange(self, name: str, *, if_unused: bool = False) -> None:
        """exchange.delete."""
        name = _plain(name)
        _not_default(name)
        if name.startswith(_RESERVED):
            raise Refusal(
                403,
                f"deletion of system exchange '{name}' in vhost '{self._vhost.name}' not allowed",
            )
        self._require("configure", "exchange", name)
        exchange = self._vhost.exchanges.get(name)
        if exchange is None:
            return
        if if_unused and exchange.bindings:
            raise in_use("exchange", name, self._vhost.name)
        self._vhost.forget_exchange(exchange, self._user.name)

    # Bindings.

    def bind(
        self,
        kind: Kind,
        destination: str,
        source: str,
        routing_key: str,
        arguments: Table | None = None,
    ) -> None:
        """queue.bind and exchange.bind."""
        binding = self._binding(kind, destination, source, routing_key, arguments or {})
        self._require_access(binding.destination)
        if isinstance(binding.source.table, HeadersTable):
            check_match(binding.arguments)
        self._vhost.bind(binding, self._user.name)

    def unbind(
        self,
        kind: Kind,
        destination: str,
        source: str,
        routing_key: str,
        arguments: Table | None = None,
    ) -> None:
        """queue.unbind and exchange.unbind; what is not there need not be unbound."""
        try:
            binding = self._binding(kind, destination, source, routing_key, arguments or {})
        except Refusal as refusal:
            if refusal.code != 404:
                raise
            return
        if binding.key in binding.source.bindings:
            self._require_access(binding.destination)
        self._vhost.unbind(binding, self._user.name)

    # Queues.

    def declare_queue(
        self,
        name: str,
        *,
        passive: bool = False,
        durable: bool = False,
        exclusive: bool = False,
        auto_delete: bool = False,
        arguments: Table | None = None,
    ) -> tuple[str, int, int]:
        """queue.declare: says its name, how many messages are ready, how many consumers it has."""
        name, arguments = _plain(name), arguments or {}
        if name.startswith(replies.NAME):
            return self._reply_queue(name)
        if passive:
            queue = self._vhost.queue(name, self._connection)
        else:
            queue = self._declared(name, durable, exclusive, auto_delete, arguments)
        queue.used()
        self._vhost.declared += 1
        self._last_queue = queue.name
        return queue.name, queue.message_count, queue.consumer_count

    def purge_queue(self, name: str) -> int:
        """queue.purge: says how many messages it had."""
        name = self._named(name)
        self._require("read", "queue", name)
        return self._vhost.queue(name, self._connection).purge()

    def delete_queue(self, name: str, *, if_unused: bool = False, if_empty: bool = False) -> int:
        """queue.delete: says how many messages were ready."""
        name = self._named(name)
        self._require("configure", "queue", name)
        if name not in self._vhost.queues:
            return 0
        queue = self._vhost.queue(name, self._connection)
        if if_unused and queue.consumer_count:
            raise in_use("queue", name, self._vhost.name)
        if if_empty and queue.message_count:
            raise Refusal(406, f"queue '{name}' in vhost '{self._vhost.name}' not empty")
        return self._vhost.forget_queue(queue, self._user.name)

    # Messages.

    def get(self, name: str, *, no_ack: bool) -> tuple[Queue, Entry] | None:
        """basic.get: the message and the queue that it is acked to, or None when that is empty."""
        name = self._named(name)
        self._require("read", "queue", name)
        queue = self._vhost.queue(name, self._connection)
        entry = queue.get(self._channel, no_ack=no_ack)
        return None if entry is None else (queue, entry)

    def consume(self, name: str, consumer: Consumer) -> None:
        """basic.consume; nothing is delivered before the queue is pumped."""
        if _plain(name) == replies.NAME:
            self._publishing.await_replies(consumer)
            return
        name = self._named(name)
        self._require("read", "queue", name)
        queue = self._vhost.queue(name, self._connection)
        queue.subscribe(consumer)
        self._vhost.tell("consumer.created", consumer, self._user.name)

    def cancel(self, consumer: Consumer) -> None:
        """basic.cancel, and the end of the channel."""
        if consumer.queue is None:
            self._publishing.await_no_replies()
            return
        self._vhost.tell("consumer.deleted", consumer, self._user.name)
        consumer.queue.unsubscribe(consumer)

    # What follows happens inside.

    def _declared(
        self, name: str, durable: bool, exclusive: bool, auto_delete: bool, arguments: Table
    ) -> Queue:
        if name:
            _not_reserved("queue", name)
        else:
            name = self._vhost.new_name()
        self._require("configure", "queue", name)
        queue = self._vhost.queues.get(name)
        if queue is None:
            return self._new_queue(name, durable, exclusive, auto_delete, arguments)
        if queue.owner is not (self._connection if exclusive else None):
            raise locked(queue)
        require_same(queue, "durable", durable, queue.durable)
        require_same(queue, "auto_delete", auto_delete, queue.auto_delete)
        require_same_arguments(queue, arguments, COMPARED)
        return queue

    def _new_queue(
        self, name: str, durable: bool, exclusive: bool, auto_delete: bool, arguments: Table
    ) -> Queue:
        dlx = self._named_exchange("queue", name, arguments, "x-dead-letter-exchange")
        if dlx is not None:
            self._require("read", "queue", name)
            self._require("write", "exchange", dlx)
        check_arguments(self._vhost.name, name, arguments)
        queue = Queue(
            self._vhost,
            name,
            durable=durable,
            owner=self._connection if exclusive else None,
            auto_delete=auto_delete,
            arguments=arguments,
            user=self._user.name,
        )
        self._vhost.add_queue(queue)
        return queue

    def _reply_queue(self, name: str) -> tuple[str, int, int]:
        if name != replies.NAME and not self._vhost.replies.knows(name):
            raise not_found("queue", name, self._vhost.name)
        return name, 0, 1

    def _binding(
        self, kind: Kind, destination: str, source: str, routing_key: str, arguments: Table
    ) -> Binding:
        source, destination = _plain(source), _plain(destination)
        if kind == "queue":
            if not destination and not routing_key:
                routing_key = self._named("")
            destination = self._named(destination)
        else:
            _not_default(destination)
        self._require("write", kind, destination)
        _not_default(source)
        self._require("read", "exchange", source)
        exchange = self._vhost.exchange(source)
        return Binding(exchange, self._destination(kind, destination), routing_key, arguments)

    def _destination(self, kind: Kind, name: str) -> Destination:
        return self._vhost.queue(name) if kind == "queue" else self._vhost.exchange(name)

    def _require_access(self, destination: Destination) -> None:
        """Raises Refusal where another connection has it for itself."""
        if isinstance(destination, Queue):
            self._vhost.queue(destination.name, self._connection)

    def _check_alternate(self, name: str, arguments: Table) -> None:
        alternate = self._named_exchange("exchange", name, arguments, "alternate-exchange")
        if alternate is not None:
            self._require("read", "exchange", name)
            self._require("write", "exchange", alternate)

    def _named_exchange(self, kind: Kind, name: str, arguments: Table, key: str) -> str | None:
        field = arguments.get(key)
        if field is None:
            return None
        if field.tag != "S":
            raise Refusal(
                406,
                f"invalid type '{type_name(field)}' for arg '{key}' in {kind} '{name}' "
                f"in vhost '{self._vhost.name}'",
            )
        return shown(field.value)

    def _named(self, name: str) -> str:
        """The name of a queue; without one it is what the channel declared last."""
        name = _plain(name) or self._last_queue
        if not name:
            raise Refusal(404, "no previously declared queue")
        return name

    def _require(self, operation: str, kind: Kind, name: str) -> None:
        self._user.require(self._vhost.name, operation, kind, name)


def _plain(name: str) -> str:
    """RabbitMQ ignores line breaks in names."""
    return name.replace("\r", "").replace("\n", "")


def _not_default(name: str) -> None:
    if not name:
        raise Refusal(403, "operation not permitted on the default exchange")


def _not_reserved(kind: Kind, name: str) -> None:
    if name.startswith(_RESERVED):
        raise Refusal(403, f"{kind} name '{name}' contains reserved prefix '{_RESERVED}*'")
