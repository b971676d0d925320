"""Messages that may be seen again elsewhere, by what is known of them; a bounded number."""

from collections import OrderedDict
from collections.abc import Hashable

from core.watched_message import Message


class Traces:
    """Messages by a key that need not be unique: where two are alike nobody is found."""

    def __init__(self, most: int) -> None:
        self.evicted = 0
        """How many were forgotten because there were too many."""
        self._most = most
        self._known: OrderedDict[Hashable, Message | int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, key: Hashable, message: Message) -> None:
        """Remember a message beside those that are like it."""
        known = self._known.get(key)
        if known is not None:
            self._known[key] = known + 1 if isinstance(known, int) else 2
            return
        self._known[key] = message
        if len(self._known) > self._most:
            self._known.popitem(last=False)
            self.evicted += 1

    def replace(self, key: Hashable, message: Message) -> None:
        """Remember a message instead of an earlier one."""
        self._known.pop(key, None)
        self.add(key, message)

    def find(self, key: Hashable) -> Message | None:
        """The one that is known; it stays."""
        known = self._known.get(key)
        return None if isinstance(known, int) else known

    def take(self, key: Hashable) -> Message | None:
        """The one that is known, which is forgotten; None where there are several alike."""
        known = self._known.get(key)
        if isinstance(known, int) and known > 1:
            self._known[key] = known - 1
            return None
        self._known.pop(key, None)
        return None if isinstance(known, int) else known
