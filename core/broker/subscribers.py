"""The consumers of one queue: whose turn it is, by priority and in turn."""

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.broker.field_types import is_integer, type_name
from core.broker.message import Entry
from core.broker.parties import Consumer
from core.broker.queue_settings import not_of_classic_queues
from core.broker.refusal import Refusal

if TYPE_CHECKING:
    from core.broker.queue import Queue

OF_STREAMS = "x-stream-offset"
"""What a consumer may ask of a stream only."""


class Subscribers:
    """All consumers in the order in which they came, and those that can take a message."""

    __slots__ = ("_all", "_is_single", "_lines")

    def __init__(self, *, is_single: bool) -> None:
        self._all: dict[Consumer, None] = {}
        self._lines: dict[int, deque[Consumer]] = {}
        """Those that can take a message by priority, the highest first."""
        self._is_single = is_single

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Consumer]:
        return iter(self._all)

    @property
    def single(self) -> Consumer | None:
        """The one that gets all messages, where only one does."""
        return next((one for one in self._all if one.active), None) if self._is_single else None

    @property
    def capacity(self) -> float:
        """1 while somebody could take a message at once, else 0."""
        return 1.0 if any(self._lines.values()) else 0

    def add(self, queue: "Queue", consumer: Consumer) -> None:
        """Raises Refusal when it may not join."""
        _check_arguments(queue, consumer)
        consumer.priority = _priority(queue, consumer)
        first = next(iter(self._all), None)
        is_alone = first is not None and (consumer.exclusive or first.exclusive)
        if is_alone or (consumer.exclusive and self._is_single):
            raise Refusal(403, f"queue '{queue.name}' in vhost '{queue.vhost}' in exclusive use")
        consumer.active = not (self._is_single and self._all)
        self._all[consumer] = None
        if consumer.active:
            self._admit(consumer)

    def discard(self, consumer: Consumer) -> bool:
        """Whether it was there."""
        if consumer not in self._all:
            return False
        del self._all[consumer]
        line = self._lines.get(consumer.priority)
        if line is not None and consumer in line:
            line.remove(consumer)
        if self._is_single and consumer.active and self._all:
            heir = next(iter(self._all))
            heir.active = True
            self._admit(heir)
        return True

    def clear(self) -> None:
        """The queue is gone."""
        self._all.clear()
        self._lines.clear()

    def taker(self, entry: Entry) -> Consumer | None:
        """Who gets this message; who cannot take it now is left out until it resumes."""
        for line in self._lines.values():
            while line:
                consumer = line.popleft()
                if consumer.can_take(entry):
                    line.append(consumer)
                    return consumer
                consumer.blocked = True
        return None

    def resume(self, consumer: Consumer) -> bool:
        """Whether it had been left out."""
        if not consumer.blocked or consumer not in self._all:
            return False
        consumer.blocked = False
        self._admit(consumer)
        return True

    def _admit(self, consumer: Consumer) -> None:
        if consumer.priority not in self._lines:
            self._lines[consumer.priority] = deque()
            self._lines = dict(sorted(self._lines.items(), reverse=True))
        self._lines[consumer.priority].append(consumer)


def _check_arguments(queue: "Queue", consumer: Consumer) -> None:
    if OF_STREAMS in consumer.arguments:
        where = f"queue '{queue.name}' in vhost '{queue.vhost}'"
        raise not_of_classic_queues(OF_STREAMS, where)


def _priority(queue: "Queue", consumer: Consumer) -> int:
    field = consumer.arguments.get("x-priority")
    if field is None:
        return 0
    if not is_integer(field):
        raise Refusal(
            406,
            f"invalid arg 'x-priority' for queue '{queue.name}' in vhost '{queue.vhost}': "
            f'"expected integer, got {type_name(field)}"',
        )
    return int(field.value)
