"""One connection of a tap: its queue, its bindings, its consumer. It ends and leaves nothing."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from core.amqp.fields import shown
from core.amqp.properties import Properties
from core.clock import Clock
from core.endpoints import Endpoints
from core.sources.link import LINK_ERRORS, open_link
from core.sources.own_facts import OwnFacts
from core.tapped import TappedMessage
from core.tapping import MAX_LENGTH, Declared, TapPlan, queue_arguments, to_change

ROLE = "tap"

Deliver = Callable[[TappedMessage], None]


class TapQueueGoneError(Exception):
    """Somebody deleted the tap's queue, or the broker closed its channel."""


class TapLine:
    """Everything of it belongs to one exclusive queue, which the broker deletes with the line.

    The consumer has a channel of its own, so that a binding that the broker refuses does not end
    it. Messages are taken with automatic acknowledgement: the bound is the queue's length, and
    beyond it the broker drops the oldest copy.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        deliver: Deliver,
        clock: Clock,
        body_limit: int,
        facts: OwnFacts | None = None,
    ) -> None:
        self._facts = facts
        self._deliver = deliver
        self._clock = clock
        self._body_limit = body_limit
        self._cancelled = False
        self.queue = ""
        """Name of the tap's queue, as the broker chose it."""
        self._connection: Any = open_link(endpoints, ROLE)
        self._control: Any = None
        self._consuming: Any = None

    def consume(self, declared: Declared | None) -> None:
        """Declare the queue and consume it, bound to nothing yet. Raises LINK_ERRORS."""
        self._consuming = self._connection.channel()
        self._consuming.add_on_cancel_callback(self._on_cancel)
        made = self._consuming.queue_declare(
            "", exclusive=True, auto_delete=True, arguments=queue_arguments(declared)
        )
        self.queue = made.method.queue
        if self._facts is not None:
            self._facts.opened(self._connection._impl, self._consuming.channel_number)  # noqa: SLF001
        self._consuming.basic_consume(self.queue, self._on_message, auto_ack=True, exclusive=True)

    def bind(self, plan: TapPlan, declared: Declared | None) -> None:
        """Bind what is planned and unbind what is not. Raises LINK_ERRORS."""
        missing, extra = to_change(plan, declared.own if declared is not None else ())
        for one in missing:
            self._controlling().queue_bind(self.queue, one.exchange, one.routing_key, one.arguments)
        for one in extra:
            self._controlling().queue_unbind(
                self.queue, one.exchange, one.routing_key, one.arguments
            )

    def serve(self, seconds: float) -> None:
        """Take messages for at most so long. Raises LINK_ERRORS or TapQueueGoneError."""
        self._connection.process_data_events(time_limit=seconds)
        if self._cancelled or not self._consuming.is_open:
            raise TapQueueGoneError

    def is_full(self) -> bool:
        """Whether copies wait on the broker up to the bound, so that it drops. Raises LINK_ERRORS."""
        declared = self._controlling().queue_declare(self.queue, passive=True)
        return bool(declared.method.message_count >= MAX_LENGTH)

    def close(self) -> None:
        """End the connection, and with it queue and bindings."""
        if self._facts is not None:
            self._facts.closed()
        with suppress(*LINK_ERRORS):
            if self._connection.is_open:
                self._connection.close()

    def _controlling(self) -> Any:
        if self._control is None or not self._control.is_open:
            self._control = self._connection.channel()
        return self._control

    def _on_cancel(self, _frame: Any) -> None:
        self._cancelled = True

    def _on_message(self, _channel: Any, method: Any, properties: Properties, body: bytes) -> None:
        if self._facts is not None:
            self._facts.delivered(method, self.queue, len(body))
        self._deliver(
            TappedMessage(
                at=self._clock(),
                exchange=shown(method.exchange),
                routing_key=shown(method.routing_key),
                redelivered=method.redelivered,
                wire=properties,
                body=body if len(body) <= self._body_limit else body[: self._body_limit],
                size=len(body),
            )
        )
