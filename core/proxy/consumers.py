"""Who takes messages on a channel, and from which queue: no delivery says it."""

from collections import deque
from typing import NamedTuple

from core.message_facts import Kind
from core.proxy.notes import Notes

_REMEMBERED = 64
"""Consumers that were cancelled without waiting for the answer: what is on its way still comes."""


class Consumer(NamedTuple):
    """What its consumer tag stands for."""

    queue: str
    flags: int
    limit: int = 0
    """Its prefetch, 0 without limit."""


NOBODY = Consumer("", 0)


class Consumers:
    """The consumers of one channel, and what it fetches one by one."""

    def __init__(self, number: int, notes: Notes) -> None:
        self._number = number
        self._notes = notes
        self._consumers: dict[str, Consumer] = {}
        self._asked: deque[Consumer] = deque()
        self._left: deque[tuple[str, Consumer]] = deque(maxlen=_REMEMBERED)
        self.fetches: deque[tuple[str, int]] = deque()
        """Queue and flags of each basic.get that has no answer yet."""
        self.last_queue = ""
        """The one that was declared last: what the client means when it names none."""
        self.limit = 0
        """The prefetch of consumers to come."""

    def ask(self, queue: str, tag: str, flags: int, *, waits: bool) -> None:
        """The client wants to consume; unless it waits for the answer it does so at once."""
        asked = Consumer(queue, flags, self.limit)
        if waits:
            self._asked.append(asked)
        else:
            self._begin(tag, asked)

    def answered(self, tag: str) -> None:
        """The broker agrees to the oldest wish to consume."""
        if self._asked:
            self._begin(tag, self._asked.popleft())

    def _begin(self, tag: str, asked: Consumer) -> None:
        one = self._consumers[tag] = asked._replace(queue=asked.queue or self.last_queue)
        self._notes.consumer(Kind.CONSUMING, self._number, one.queue, tag, one.flags, one.limit)

    def end(self, tag: str) -> None:
        """A consumer ends; what it holds it may still settle."""
        one = self._consumers.pop(tag, None)
        if one is not None:
            self._notes.consumer(Kind.CANCELLED, self._number, one.queue, tag, one.flags, 0)

    def leave(self, tag: str) -> None:
        """A consumer ends without waiting for the answer."""
        self._left.append((tag, self.find(tag)))
        self.end(tag)

    def find(self, tag: str) -> Consumer:
        """Who consumes, or did until now, with this tag."""
        one = self._consumers.get(tag)
        if one is not None:
            return one
        return next((left for known, left in reversed(self._left) if known == tag), NOBODY)

    def fetched(self) -> tuple[str, int]:
        """Queue and flags of the basic.get that is answered now."""
        queue, flags = self.fetches.popleft() if self.fetches else ("", 0)
        return queue or self.last_queue, flags
