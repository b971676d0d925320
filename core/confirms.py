"""Published messages that the broker has not answered yet, and how its answers settle them.

The broker sends a return just before the confirm of the same message, but does not say which
message it was. All messages of a run with one routing key are alike, so that an acknowledged
message takes the oldest return of its key that no other has taken; a nacked message never does.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from core.clock import Clock
from core.publishing import Outcome, OutcomeKind, Publish
from core.wording import tr


class Reply(NamedTuple):
    """A code and a text of the broker, or of ours with no code."""

    code: int | None
    text: str


NO_REPLY = Reply(None, "")


@dataclass(frozen=True, slots=True)
class _Sent:
    number: int
    tag: int
    at: float
    routing_key: str


class Confirms:
    """The messages in flight on one channel during one run."""

    def __init__(self, publish: Publish, clock: Clock, stopwatch: Clock) -> None:
        self._publish = publish
        self._clock = clock
        self._stopwatch = stopwatch
        self._waiting: dict[int, _Sent] = {}
        self._returns: defaultdict[str, deque[Reply]] = defaultdict(deque)

    def __len__(self) -> int:
        return len(self._waiting)

    def sent(self, number: int, tag: int, routing_key: str) -> None:
        """A message went out; `tag` is its delivery tag on the channel."""
        self._waiting[tag] = _Sent(number, tag, self._stopwatch(), routing_key)

    def returned(self, code: int, text: str, routing_key: str) -> None:
        """The broker returned a message; its confirm follows."""
        self._returns[routing_key].append(Reply(code, text))

    def acked(self, tag: int, multiple: bool) -> list[Outcome]:
        """The broker took one message, or all up to this one."""
        return [self._confirmed(sent) for sent in self._settled(tag, multiple)]

    def nacked(self, tag: int, multiple: bool) -> list[Outcome]:
        """The broker refused one message, or all up to this one."""
        reply = Reply(None, tr("the broker did not take it (a queue is full or failed)"))
        return [self._outcome(sent, "nacked", reply) for sent in self._settled(tag, multiple)]

    def failed(self, reply: Reply) -> list[Outcome]:
        """No more answers will come."""
        lost, self._waiting = list(self._waiting.values()), {}
        self._returns.clear()
        return [self.unsent(sent.number, reply, sent.routing_key) for sent in lost]

    def unsent(self, number: int, reply: Reply, routing_key: str | None = None) -> Outcome:
        """The outcome of a message that has no answer."""
        return Outcome(
            number=number,
            at=self._clock(),
            outcome="failed",
            latency_ms=None,
            reply_code=reply.code,
            reply_text=reply.text,
            exchange=self._publish.exchange,
            routing_key=self._publish.routing_key if routing_key is None else routing_key,
        )

    def _settled(self, tag: int, multiple: bool) -> Iterator[_Sent]:
        # Tags are issued in rising order, and a dict keeps it; 0 stands for all of them.
        up_to = takewhile(lambda one: tag == 0 or one <= tag, self._waiting)
        tags = list(up_to) if multiple else [tag]
        for one in tags:
            if (sent := self._waiting.pop(one, None)) is not None:
                yield sent

    def _confirmed(self, sent: _Sent) -> Outcome:
        if returns := self._returns.get(sent.routing_key):
            return self._outcome(sent, "returned", returns.popleft())
        return self._outcome(sent, "confirmed", NO_REPLY)

    def _outcome(self, sent: _Sent, kind: OutcomeKind, reply: Reply) -> Outcome:
        return Outcome(
            number=sent.number,
            at=self._clock(),
            outcome=kind,
            latency_ms=round((self._stopwatch() - sent.at) * 1000, 3),
            reply_code=reply.code,
            reply_text=reply.text,
            exchange=self._publish.exchange,
            routing_key=sent.routing_key,
        )
