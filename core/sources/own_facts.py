"""What Flowscope itself publishes and consumes, as the same facts that other sources tell."""

import itertools
from collections.abc import Callable
from typing import Any

from core.amqp.fields import shown
from core.clock import Clock
from core.content import Content, content_of
from core.endpoints import Endpoints, spelled
from core.fact_log import FactLog
from core.message_facts import NO_FLAG, Flag, Kind, MessageFacts, Party
from core.publishing import Publish
from core.services import OWN_PREFIX

PutFacts = Callable[[MessageFacts], bool]
"""Where facts go; False when there is no room."""


class OwnFacts:
    """The facts of one connection of Flowscope's, with one channel; begins anew with each."""

    def __init__(self, endpoints: Endpoints, role: str, put: PutFacts, clock: Clock) -> None:
        self._service = f"{OWN_PREFIX}{role}"
        self._endpoints = endpoints
        self._put = put
        self._clock = clock
        self._log = FactLog()
        self._party = Party("")
        self._channel = 0
        self._unanswered: dict[int, dict[str, Any]] = {}
        self._next_returned = 1
        self._batches = itertools.count(1)

    def opened(self, connection: Any, channel: int) -> None:
        """A channel is there."""
        where = self._endpoints
        self._party = Party(name_on_broker(connection), self._service, where.user, where.vhost)
        self._channel = channel
        self._unanswered.clear()
        self._next_returned = 1
        self._note(Kind.CHANNEL_OPENED)
        self.flush()  # before others see what it publishes

    def closed(self, code: int | None = None, text: str = "") -> None:
        """The channel has ended, and what was not answered never will be."""
        if self._channel:
            self._note(Kind.CHANNEL_CLOSED, code=code or 0, text=text)
            self._channel = 0
        self._unanswered.clear()

    def published(self, publish: Publish, tag: int) -> None:
        """A message went out in confirm mode."""
        said = {
            "exchange": publish.exchange,
            "routing_key": publish.routing_key,
            "message_id": _text(publish.properties.get("message_id")),
            "correlation_id": _text(publish.properties.get("correlation_id")),
            "reply_to": _text(publish.properties.get("reply_to")),
            "size": len(publish.body),
        }
        flags = Flag.CONFIRMS | Flag.MANDATORY if publish.mandatory else Flag.CONFIRMS
        self._unanswered[tag] = said
        self._note(Kind.PUBLISHED, tag=tag, flags=flags, content=_carried(publish), **said)

    def answered(self, kind: Kind, tag: int, multiple: bool) -> None:
        """The broker confirmed or nacked one message, or all up to this one."""
        tags = [tag]
        if multiple:
            tags = list(itertools.takewhile(lambda one: tag == 0 or one <= tag, self._unanswered))
        flags, batch = (Flag.MULTIPLE, next(self._batches)) if multiple else (NO_FLAG, 0)
        for one in tags:
            if (said := self._unanswered.pop(one, None)) is not None:
                self._note(kind, tag=one, flags=flags, batch=batch, **said)

    def returned(self, code: int, text: str, routing_key: str) -> None:
        """The broker found no queue; of the messages with this key, which are alike, the next."""
        waiting = (
            tag
            for tag, said in self._unanswered.items()
            if tag >= self._next_returned and said["routing_key"] == routing_key
        )
        tag = next(waiting, 0)
        self._next_returned = max(self._next_returned, tag + 1)
        self._note(Kind.RETURNED, tag=tag, code=code, text=text, **self._unanswered.get(tag, {}))

    def delivered(self, method: Any, queue: str, size: int) -> None:
        """A copy reached a tap, which does not ack."""
        self._note(
            Kind.DELIVERED,
            tag=method.delivery_tag,
            flags=Flag.NO_ACK | (Flag.REDELIVERED if method.redelivered else NO_FLAG),
            exchange=shown(method.exchange),
            routing_key=shown(method.routing_key),
            queue=queue,
            consumer_tag=method.consumer_tag,
            size=size,
        )

    def flush(self) -> None:
        """Hand over what was noted; what finds no room is counted in the next batch."""
        if len(self._log):
            batch = self._log.take()
            if not self._put(batch):
                self._log.lose(len(batch) + batch.lost)

    def _note(self, kind: Kind, **said: Any) -> None:
        self._log.add(kind, self._clock(), self._party, self._channel, **said)


def name_on_broker(connection: Any) -> str:
    """A connection's name as the broker spells it, unless something in between changes addresses.

    Empty when the line is gone already.
    """
    socket = connection._transport._sock  # noqa: SLF001 - no other way in pika 1.4
    try:
        ends = (socket.getsockname(), socket.getpeername())
    except OSError:
        return ""
    return " -> ".join(spelled(host, port) for host, port, *_ in ends)


def _carried(publish: Publish) -> Content | None:
    return content_of(b"".join(publish.wire().encode()), publish.body)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
