"""How a channel publishes: what RabbitMQ checks in a message, and what is counted of it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from core.broker import replies
from core.broker.exchange import Exchange
from core.broker.message import Message
from core.broker.parties import Channel, Consumer
from core.broker.queue import Queue
from core.broker.queue_settings import LONGEST_MILLISECONDS
from core.broker.refusal import Refusal
from core.broker.routing import copied_to
from core.broker.vhost import Routed, Vhost

_REDUCTIONS = 10
"""What publishing adds to a channel's measure of work."""
_DELIVERY_MODES = (None, 1, 2)
_INTEGER = re.compile(r"[+-]?[0-9]+")


class Accepted(NamedTuple):
    """A message on its way from a client to these queues."""

    message: Message
    exchange: Exchange
    queues: Sequence[Queue]
    mandatory: bool

    @property
    def is_returned(self) -> bool:
        """Nobody gets it, and the client wants to know that."""
        return self.mandatory and not self.queues


class Publishing:
    """What one channel publishes, and where its direct replies go."""

    def __init__(self, vhost: Vhost, channel: Channel) -> None:
        self._vhost = vhost
        self._channel = channel
        self._user = channel.connection.user
        self._address = ""
        """Where replies to this channel are sent; empty while it waits for none."""

    def accept(self, message: Message, *, mandatory: bool = False) -> Accepted:
        """basic.publish: checked and routed, not yet given to the queues. Raises Refusal."""
        vhost = self._vhost
        self._user.require(vhost.name, "write", "exchange", message.exchange)
        exchange = vhost.exchange(message.exchange)
        if exchange.internal:
            raise Refusal(
                403,
                f"cannot publish to internal exchange '{exchange.name}' in vhost '{vhost.name}'",
            )
        if not message.is_plain:
            self._check(message)
        if (mode := message.delivery_mode) not in _DELIVERY_MODES:
            raise Refusal(406, f"invalid message: {{delivery_mode_unknown,{mode}}}")
        if message.may_have_copies:
            self._copy(message)
        queues = vhost.route(exchange, message)
        if vhost.tracer is not None:
            vhost.tracer.published(self._channel, message, queues)
        return Accepted(message, exchange, queues, mandatory)

    def give(self, accepted: Accepted) -> Routed:
        """Says what became of the message.

        As in RabbitMQ a direct reply is routed nowhere, though it arrives.
        """
        message, exchange, queues, mandatory = accepted
        routed = self._vhost.give(message, queues)
        if routed is Routed.NOWHERE and not exchange.name:
            self._vhost.replies.give(message)
        self._count(exchange, queues, routed, mandatory=mandatory)
        return routed

    def await_replies(self, consumer: Consumer) -> None:
        """The channel consumes `amq.rabbitmq.reply-to`. Raises Refusal."""
        if not consumer.no_ack:
            raise Refusal(406, "reply consumer cannot acknowledge")
        if self._address:
            raise Refusal(406, "reply consumer already set")
        self._address = self._vhost.replies.add(consumer)

    def await_no_replies(self) -> None:
        """It consumes them no more."""
        self._vhost.replies.discard(self._address)
        self._address = ""

    def _count(
        self, exchange: Exchange, queues: Sequence[Queue], routed: Routed, *, mandatory: bool
    ) -> None:
        for counts in (self._channel.counts.published[exchange.name], exchange.counts):
            counts.publish += 1
            if self._channel.confirm and routed is not Routed.REFUSED:
                counts.confirm += 1
            if routed is Routed.NOWHERE:
                if mandatory:
                    counts.return_unroutable += 1
                else:
                    counts.drop_unroutable += 1
            counts.routed_total += len(queues)
            for queue in queues:
                counts.routed[queue.name] += 1
        for queue in queues:
            queue.published += 1
        self._channel.reductions += _REDUCTIONS + len(queues)

    def _check(self, message: Message) -> None:
        """Raises Refusal for properties that say what they must not."""
        properties = message.properties
        if properties.user_id is not None and properties.user_id != self._user.name:
            raise Refusal(
                406,
                f"user_id property set to '{properties.user_id}' "
                f"but authenticated user was '{self._user.name}'",
            )
        if properties.expiration is not None:
            _check_expiration(properties.expiration)
        if properties.reply_to == replies.NAME:
            message.rewrite({**properties.values, "reply_to": self._own_address()})

    def _copy(self, message: Message) -> None:
        """Take the routing keys of CC and BCC; nobody shall see the latter."""
        message.copies = copied_to(message.headers)
        if "BCC" in message.headers:
            headers = {name: one for name, one in message.headers.items() if name != "BCC"}
            message.rewrite({**message.properties.values, "headers": headers})

    def _own_address(self) -> str:
        if not self._address:
            raise Refusal(406, "fast reply consumer does not exist")
        return self._address


def _check_expiration(text: str) -> None:
    number = _INTEGER.match(text)
    if number is None:
        fault = "no_integer"
    elif rest := text[number.end() :]:
        fault = f'{{leftover_string,"{rest}"}}'
    elif (value := int(number[0])) < 0:
        fault = f"{{value_negative,{value}}}"
    elif value > LONGEST_MILLISECONDS:
        fault = f"{{value_too_large,{value}}}"
    else:
        return
    raise Refusal(406, f"invalid expiration '{text}': {fault}")
