"""What a channel has published and the broker has not answered yet."""

from collections import deque

from core.message_facts import Flag
from core.proxy.message import Label, Message
from core.proxy.outstanding import Outstanding

_CONFIRMS, _MANDATORY = int(Flag.CONFIRMS), int(Flag.MANDATORY)
Alike = tuple[str, str, Label]


class Publishes:
    """Sequence numbers, and the messages without a confirm."""

    __slots__ = ("_mandatory", "confirms", "number", "unconfirmed")

    def __init__(self) -> None:
        self.number = 0
        """Of the newest message."""
        self.confirms = False
        self.unconfirmed = Outstanding()
        self._mandatory: dict[Alike, deque[int]] = {}

    def select(self) -> None:
        """Confirm mode: the broker counts from here."""
        if not self.confirms:
            self.confirms = True
            self.number = 0

    def add(self, message: Message) -> int:
        """The next message; its number."""
        number = self.number = self.number + 1
        if self.confirms:
            message.flags |= _CONFIRMS
            self.unconfirmed.add(number, message)
            if message.flags & _MANDATORY:
                self._mandatory.setdefault(_alike(message), deque()).append(number)
        return number

    def answered(self, tag: int, *, multiple: bool) -> list[tuple[int, Message]]:
        """The messages that a confirm is about."""
        if multiple:
            found = self.unconfirmed.settle_up_to(tag)
        else:
            message = self.unconfirmed.settle(tag)
            found = [] if message is None else [(tag, message)]
        if self._mandatory:
            for number, message in found:
                self._no_more_returned(number, message)
        return found

    def returned(self, message: Message) -> int:
        """The number of a returned message: the oldest of those that are just like it.

        The broker returns in the order of publishing, each before its confirm. 0 where that is not
        known.
        """
        alike = _alike(message)
        numbers = self._mandatory.get(alike)
        if not numbers:
            return 0
        number = numbers.popleft()
        if not numbers:
            del self._mandatory[alike]
        return number

    def lose_sight(self) -> None:
        """What waits for a confirm is not known any more."""
        self.unconfirmed.clear()
        self._mandatory.clear()

    def _no_more_returned(self, number: int, message: Message) -> None:
        alike = _alike(message)
        numbers = self._mandatory.get(alike)
        if numbers and number in numbers:
            numbers.remove(number)
            if not numbers:
                del self._mandatory[alike]


def _alike(message: Message) -> Alike:
    """The broker rewrites where to reply."""
    return message.exchange, message.routing_key, message.label._replace(reply_to="")
