"""One connection that listens to the firehose: its private queue, its bindings, its consumer."""

from collections.abc import Iterable
from contextlib import suppress
from math import inf
from typing import Any

from core.amqp.properties import Properties
from core.clock import Clock
from core.endpoints import Endpoints
from core.fact_log import FactLog
from core.sources.event_exchange import FIREHOSE
from core.sources.link import LINK_ERRORS, cut, open_link
from core.sources.traced_messages import note
from core.sources.tracing import LISTENS, SWITCHES_OFF

ROLE = "firehose"
MAX_LENGTH = 50_000
MAX_BYTES = 64 * 1024 * 1024
_TTL_MILLISECONDS = 60_000
_MUCH = 100
"""Messages that come at once where the reader is hardly faster than they are."""
_LATELY_SECONDS = 5.0
_QUEUE_ARGUMENTS = {
    "x-max-length": MAX_LENGTH,
    "x-max-length-bytes": MAX_BYTES,
    "x-message-ttl": _TTL_MILLISECONDS,
    "x-overflow": "drop-head",
}


class FirehoseQueueGoneError(Exception):
    """Somebody deleted the private queue, or the broker closed its channel."""


class FirehoseLine:
    """Everything of it belongs to one exclusive queue, which the broker deletes with the line.

    Opening it shows at the broker that a Flowscope listens; nothing comes before `bind`.
    """

    def __init__(self, endpoints: Endpoints, log: FactLog, clock: Clock) -> None:
        self.foreign = 0
        """Messages that are no firehose's: somebody else has bound the queue."""
        self._log = log
        self._clock = clock
        self._cancelled = False
        self._bound: list[str] = []
        self._came = 0
        """Messages, at once."""
        self._much_at = -inf
        """When very many came at once."""
        self._connection: Any = open_link(endpoints, ROLE)
        try:
            self._channel = self._connection.channel()
            self._control = self._connection.channel()
            self.queue = self._channel.queue_declare(
                "", exclusive=True, auto_delete=True, arguments=_QUEUE_ARGUMENTS
            ).method.queue
            self._bind(LISTENS)
        except LINK_ERRORS:
            self.close()
            raise

    def promise(self, nodes: Iterable[str]) -> None:
        """Show at the broker on which nodes tracing is switched off in the end."""
        for node in nodes:
            self._bind(SWITCHES_OFF + node)

    def listen(self, patterns: Iterable[str]) -> None:
        """Take what matches. Raises LINK_ERRORS."""
        self._channel.add_on_cancel_callback(self._on_cancel)
        for pattern in patterns:
            self._bind(pattern)
        self._channel.basic_consume(self.queue, self._on_message, auto_ack=True, exclusive=True)

    def serve(self, seconds: float) -> None:
        """Note messages for at most so long. Raises LINK_ERRORS or FirehoseQueueGoneError."""
        self._came = 0
        self._connection.process_data_events(time_limit=seconds)
        if self._came > _MUCH:
            self._much_at = self._clock()
        if self._cancelled or not self._channel.is_open:
            raise FirehoseQueueGoneError

    def is_full(self) -> bool:
        """Whether the queue is so long that the broker drops. Raises LINK_ERRORS."""
        declared = self._control.queue_declare(self.queue, passive=True)
        return bool(declared.method.message_count >= MAX_LENGTH)

    def end(self) -> None:
        """Delete the bindings, by which a Flowscope shows itself, and end the connection.

        While very much comes, without a word: the broker would answer behind all that is on its
        way, and switch no tracing off until our own channel has had its turn. That takes seconds.
        """
        with suppress(*LINK_ERRORS):
            if self._connection.is_open:
                for key in self._bound:
                    self._control.queue_unbind(self.queue, FIREHOSE, key)
                if self._clock() - self._much_at < _LATELY_SECONDS:
                    cut(self._connection)
        self.close()

    def close(self) -> None:
        """End the connection, and with it queue and bindings that are still there."""
        with suppress(*LINK_ERRORS):
            if self._connection.is_open:
                self._connection.close()

    def _bind(self, key: str) -> None:
        self._control.queue_bind(self.queue, FIREHOSE, key)
        self._bound.append(key)

    def _on_cancel(self, _frame: Any) -> None:
        self._cancelled = True

    def _on_message(self, _channel: Any, method: Any, properties: Properties, body: bytes) -> None:
        self._came += 1
        if not note(self._log, method.routing_key, properties, body, self._clock()):
            self.foreign += 1
