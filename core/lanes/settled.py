"""What became of messages just now, in a ring of columns."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.life_table import Event
from core.watched_message import Message


class Fate(IntEnum):
    """How a message left a lane."""

    ACK = 0
    NACK = 1
    REJECT = 2
    REQUEUE = 3
    DEAD_LETTER = 4
    HANDED = 5
    """Delivered to a consumer that acks nothing by design."""
    UNSEEN = 6
    """Delivered, where acks cannot be seen."""
    CONFIRM = 7
    BROKER_NACK = 8
    RETURN = 9
    SENT = 10
    """Published on a channel that asks for no confirms."""
    UNANSWERED = 11
    PUBLISHED = 12
    """Published, where confirms cannot be seen."""
    UNROUTED = 13
    """Published, and no queue took it: dropped, or returned where that was asked for."""


WELL = (Fate.ACK, Fate.HANDED, Fate.UNSEEN, Fate.CONFIRM, Fate.SENT, Fate.PUBLISHED)
"""What is as it should be."""
UNKNOWN = -1.0
"""In the place of an age whose beginning was not seen."""
FATES: dict[Event, Fate] = {
    "ack": Fate.ACK,
    "nack": Fate.NACK,
    "reject": Fate.REJECT,
    "nack_requeue": Fate.REQUEUE,
    "reject_requeue": Fate.REQUEUE,
    "channel_closed": Fate.REQUEUE,
    "recover": Fate.REQUEUE,
    "dead_letter": Fate.DEAD_LETTER,
    "deliver_no_ack": Fate.HANDED,
    "get_no_ack": Fate.HANDED,
    "deliver_unseen": Fate.UNSEEN,
    "confirm": Fate.CONFIRM,
    "nack_by_broker": Fate.BROKER_NACK,
    "return_unroutable": Fate.RETURN,
    "unanswered": Fate.UNANSWERED,
}


class SettledMessages:
    """The newest settlements; how many there were in a moment is exact while none fell out."""

    def __init__(self, most: int = 32_768) -> None:
        self._most = most
        self.at = np.zeros(most)
        """When; 0 where the ring is empty."""
        self.age = np.zeros(most)
        """How long the message had waited then."""
        self.holder = np.full(most, -1, np.int32)
        self.fate = np.zeros(most, np.int8)
        self.batch = np.zeros(most, np.int64)
        """The frame that settled several; 0 for a frame of its own."""
        self._messages: list[Message | None] = [None] * most
        self._end = 0
        self._new: list[tuple[Message, float, float, int, int, int]] = []

    def add(
        self, message: Message, at: float, age: float, holder: int, fate: Fate, batch: int
    ) -> None:
        """A message was settled."""
        self._new.append((message, at, age, holder, fate, batch))

    def settle(self) -> None:
        """Put what was added into the columns."""
        if not self._new:
            return
        self._end += len(self._new)
        new, self._new = self._new[-self._most :], []
        first = self._end - len(new)
        places = np.arange(first, self._end) % self._most
        messages, at, age, holder, fate, batch = zip(*new, strict=True)
        self.at[places], self.age[places] = at, age
        self.holder[places], self.fate[places], self.batch[places] = holder, fate, batch
        for place, message in zip(places.tolist(), messages, strict=True):
            self._messages[place] = message

    def message(self, place: int) -> Message | None:
        """The message of a place in the ring."""
        return self._messages[place]

    def place_of(self, message: Message) -> int | None:
        """Where a message was settled last; None where that is not known any more."""
        newest_first = range(self._end - 1, max(self._end - self._most, 0) - 1, -1)
        places = (number % self._most for number in newest_first)
        return next((place for place in places if self._messages[place] is message), None)

    def lately(self, since: float) -> NDArray[np.intp]:
        """The places of what was settled after that, in no certain order."""
        return np.flatnonzero(self.at > since)

    @property
    def reaches_back_to(self) -> float:
        """Everything after that is here."""
        return float(self.at.min())
