"""Messages that wait to be settled on a channel, by their tags."""

from collections.abc import Iterator
from itertools import takewhile

from core.proxy.message import Message

MOST = 200_000
"""How many are kept; a publisher whose broker confirms nothing must not fill our memory."""


class Outstanding:
    """Unacked deliveries, or publishes without a confirm, in the order of their tags."""

    __slots__ = ("_messages",)

    def __init__(self) -> None:
        self._messages: dict[int, Message] = {}

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[tuple[int, Message]]:
        return iter(self._messages.items())

    @property
    def is_full(self) -> bool:
        """No more can be kept."""
        return len(self._messages) >= MOST

    def add(self, tag: int, message: Message) -> None:
        """A message with a tag that is higher than all before."""
        self._messages[tag] = message

    def settle(self, tag: int) -> Message | None:
        """Take one; None when it is not known."""
        return self._messages.pop(tag, None)

    def settle_up_to(self, tag: int) -> list[tuple[int, Message]]:
        """Take all up to this one, as `multiple` says; 0 stands for all."""
        tags = list(takewhile(lambda one: tag == 0 or one <= tag, self._messages))
        return [(one, self._messages.pop(one)) for one in tags]

    def give_back(self, tag: int, message: Message) -> None:
        """It is not settled after all."""
        self._messages[tag] = message
        self._messages = dict(sorted(self._messages.items()))

    def clear(self) -> None:
        """Nothing is known any more."""
        self._messages.clear()
