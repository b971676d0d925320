"""What a channel was given and has not yet acked, by delivery tag."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from core.broker.message import Entry
from core.broker.queue import Queue
from core.broker.refusal import Refusal

if TYPE_CHECKING:
    from core.broker.client_consumer import ClientConsumer


class Held(NamedTuple):
    """One message in a client's hands."""

    entry: Entry
    queue: Queue
    consumer: "ClientConsumer | None"
    """None when the client fetched it with basic.get."""


class Unacked:
    """In the order of their delivery tags, which is that of delivery."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[int, Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[Held]:
        return iter(self._held.values())

    def add(self, delivery_tag: int, held: Held) -> None:
        """It was delivered just now."""
        self._held[delivery_tag] = held

    def take(self, delivery_tag: int, *, multiple: bool) -> list[Held]:
        """What these are; 0 and `multiple` mean all. Raises Refusal for a tag that is not held."""
        return [self._held.pop(tag) for tag in self._tags(delivery_tag, multiple=multiple)]

    def take_tagged(self, delivery_tag: int, *, multiple: bool) -> dict[int, Held]:
        """The same by delivery tag, so that it can be restored. Raises Refusal."""
        return {tag: self._held.pop(tag) for tag in self._tags(delivery_tag, multiple=multiple)}

    def restore(self, taken: dict[int, Held]) -> None:
        """What was taken is unacked again."""
        self._held = dict(sorted({**self._held, **taken}.items()))

    def _tags(self, delivery_tag: int, *, multiple: bool) -> list[int]:
        if multiple and not delivery_tag:
            return list(self._held)
        if delivery_tag not in self._held:
            raise Refusal(406, f"unknown delivery tag {delivery_tag}")
        if not multiple:
            return [delivery_tag]
        tags = []
        for tag in self._held:
            tags.append(tag)
            if tag == delivery_tag:
                break
        return tags

    def take_all(self) -> list[Held]:
        """Everything that is held."""
        taken = list(self._held.values())
        self._held.clear()
        return taken
