"""A connection that only publishes: one channel, always in confirm mode."""

from functools import partial
from typing import Any, Protocol

import pika
from pika.adapters.select_connection import IOLoop, SelectConnection
from pika.exceptions import ChannelClosedByBroker

from core.confirms import Reply
from core.endpoints import Endpoints
from core.message_facts import Kind
from core.publishing import Publish
from core.sources.good_host import in_turn, let_in
from core.sources.link import identified, parameters
from core.sources.own_facts import OwnFacts
from core.sources.trouble import Trouble, explain, is_final, reply_of
from core.standing import ReadOnlyError
from core.tls import TlsFileError
from core.wording import tr

ROLE = "publish"


class Listener(Protocol):
    """Whoever publishes on a line: told what the broker answers, on the line's thread."""

    def ready(self) -> None:
        """Messages can be published now; delivery tags start at 1."""

    def lost(self, trouble: Trouble, reply: Reply, refused: bool) -> None:
        """Channel or connection ended; `refused` if the broker itself refused a message."""

    def acked(self, tag: int, multiple: bool) -> None:
        """The broker took messages."""

    def nacked(self, tag: int, multiple: bool) -> None:
        """The broker refused messages."""

    def returned(self, code: int, text: str, routing_key: str) -> None:
        """The broker found no queue for a mandatory message."""

    def blocked(self, reason: str) -> None:
        """The broker holds publishers back, or not any more when there is no reason."""


class ConfirmLine:
    """Opens on demand, and again after the broker closed the channel or the connection."""

    def __init__(
        self,
        loop: IOLoop,
        endpoints: Endpoints,
        listener: Listener,
        blocked_timeout: float,
        facts: OwnFacts | None = None,
    ) -> None:
        self._facts = facts
        self._loop = loop
        self._blocked_timeout = blocked_timeout
        self._endpoints = endpoints
        self._hosts: list[Endpoints] = []
        """Those that are still to be tried."""
        self._listener = listener
        self._connection: Any = None
        self._channel: Any = None
        self._leaving: Any = None
        self._ready = False
        self._tag = 0

    @property
    def has_left(self) -> bool:
        """No connection is left, not even one that is closing."""
        return self._connection is None and self._leaving is None

    @property
    def is_ready(self) -> bool:
        """Messages can be published now."""
        return self._ready

    def open(self) -> None:
        """Begin whatever is missing; the listener hears `ready` or `lost`."""
        if self._connection is None:
            self._hosts = in_turn(self._endpoints)
            self._connect()
        elif self._channel is None and self._connection.is_open:
            self._open_channel()

    def _connect(self) -> None:
        """Try the next host."""
        where = self._hosts.pop(0)
        try:
            wanted = parameters(where, ROLE, blocked_timeout=self._blocked_timeout)
        except (TlsFileError, ReadOnlyError) as error:
            self._tell(error, refused=False)
            return
        self._connection = SelectConnection(
            wanted,
            on_open_callback=partial(self._on_open, where),
            on_open_error_callback=lambda connection, error: self._on_refused(
                connection, identified(error, where), where
            ),
            on_close_callback=self._on_end,
            custom_ioloop=self._loop,
        )

    def _on_refused(self, connection: Any, error: BaseException, where: Endpoints) -> None:
        """One host did not let us in; another may."""
        if connection is self._connection and self._hosts and not is_final(error, where):
            self._connection = None
            self._connect()
        else:
            self._on_end(connection, error)

    def publish(self, publish: Publish) -> int:
        """Send one message; its delivery tag."""
        self._channel.basic_publish(
            publish.exchange, publish.routing_key, publish.body, publish.wire(), publish.mandatory
        )
        self._tag += 1
        if self._facts is not None:
            self._facts.published(publish, self._tag)
        return self._tag

    def close(self) -> None:
        """End the connection; the listener hears nothing more of it."""
        connection, self._connection = self._connection, None
        self._channel, self._ready = None, False
        if self._facts is not None:
            self._facts.closed()
        if connection is not None and not connection.is_closed:
            self._leaving = connection
            if connection.is_open:  # pika fails when it is to close one that is still opening
                connection.close()

    def _on_open(self, where: Endpoints, connection: Any) -> None:
        if connection is not self._connection:
            connection.close()
            return
        let_in(self._endpoints, where)
        connection.add_on_connection_blocked_callback(self._on_blocked)
        connection.add_on_connection_unblocked_callback(self._on_unblocked)
        self._open_channel()

    def _open_channel(self) -> None:
        self._tag = 0
        self._channel = self._connection.channel(on_open_callback=self._on_channel)

    def _on_channel(self, channel: Any) -> None:
        channel.add_on_close_callback(self._on_channel_end)
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_answer, callback=lambda _frame: self._on_confirming())

    def _on_confirming(self) -> None:
        self._ready = True
        if self._facts is not None:
            self._facts.opened(self._connection, self._channel.channel_number)
        self._listener.ready()

    def _on_answer(self, frame: Any) -> None:
        method = frame.method
        took = isinstance(method, pika.spec.Basic.Ack)
        if self._facts is not None:
            kind = Kind.CONFIRMED if took else Kind.NACKED_BY_BROKER
            self._facts.answered(kind, method.delivery_tag, method.multiple)
        told = self._listener.acked if took else self._listener.nacked
        told(method.delivery_tag, method.multiple)

    def _on_return(self, _channel: Any, method: Any, _properties: Any, _body: bytes) -> None:
        if self._facts is not None:
            self._facts.returned(method.reply_code, method.reply_text, method.routing_key)
        self._listener.returned(method.reply_code, method.reply_text, method.routing_key)

    def _on_blocked(self, _connection: Any, frame: Any) -> None:
        self._listener.blocked(frame.method.reason or tr("a resource alarm is set"))

    def _on_unblocked(self, _connection: Any, _frame: Any) -> None:
        self._listener.blocked("")

    def _on_channel_end(self, channel: Any, error: BaseException) -> None:
        if channel is not self._channel:
            return
        self._channel, self._ready = None, False
        if self._connection is not None and self._connection.is_open:
            self._tell(error, refused=isinstance(error, ChannelClosedByBroker))

    def _on_end(self, connection: Any, error: BaseException) -> None:
        if connection is self._leaving:
            self._leaving = None
        if connection is not self._connection:
            return
        self._connection, self._channel, self._ready = None, None, False
        self._tell(error, refused=False)

    def _tell(self, error: BaseException, refused: bool) -> None:
        trouble = explain(error, self._endpoints)
        code, text = reply_of(error) or (None, trouble.why)
        if self._facts is not None:
            self._facts.closed(code, text)
        self._listener.lost(trouble, Reply(code, text), refused)
