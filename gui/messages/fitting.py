"""The messages of a ring that fit a filter, as rows without gaps."""

from bisect import bisect_left

from core.message_filter import EVERY, MessageFilter
from core.tapped import TappedMessage
from gui.messages.ring import MessageRing

AT_ONCE = 4_000
"""So many messages are looked at without a pause: more would be felt while somebody types."""


class FittingMessages:
    """Looks at each message once; without a filter it is the ring itself."""

    def __init__(self, ring: MessageRing[TappedMessage]) -> None:
        self._ring = ring
        self._filter = EVERY
        self._numbers: list[int] = []
        self._dropped = 0
        """Of those that fitted, how many the ring holds no more."""
        self._looked_at = 0
        """The number in the ring before which every message was looked at."""

    @property
    def is_all(self) -> bool:
        """Nothing is left out."""
        return not self._filter

    def show(self, wanted: MessageFilter) -> None:
        """Begin anew with those that fit."""
        self._filter = wanted
        self._numbers, self._dropped, self._looked_at = [], 0, 0

    def catch_up(self, most: int = AT_ONCE) -> bool:
        """Look at what came, or at a part of it; whether that was all."""
        ring = self._ring
        if self._looked_at > ring.end:  # it was cleared
            self.show(self._filter)
        if self.is_all:
            return True
        gone = bisect_left(self._numbers, ring.first)
        del self._numbers[:gone]
        self._dropped += gone
        begin = max(self._looked_at, ring.first)
        self._looked_at = min(begin + most, ring.end)
        self._numbers += filter(self._fits, range(begin, self._looked_at))
        return self._looked_at == ring.end

    @property
    def first(self) -> int:
        """The number of the first row."""
        return self._ring.first if self.is_all else self._dropped

    @property
    def end(self) -> int:
        """The number behind the last row."""
        return self._ring.end if self.is_all else self._dropped + len(self._numbers)

    def __len__(self) -> int:
        return self.end - self.first

    def get(self, number: int) -> TappedMessage | None:
        """What is in a row; None where there is none."""
        in_ring = self.in_ring(number)
        return None if in_ring is None else self._ring.get(in_ring)

    def in_ring(self, number: int) -> int | None:
        """The number that the message of a row has in the ring."""
        if not self.first <= number < self.end:
            return None
        return number if self.is_all else self._numbers[number - self._dropped]

    def row_of(self, in_ring: int) -> int | None:
        """The row of a message of the ring; None where it does not fit, or not looked at yet."""
        if self.is_all:
            return in_ring if self._ring.get(in_ring) is not None else None
        place = bisect_left(self._numbers, in_ring)
        is_there = place < len(self._numbers) and self._numbers[place] == in_ring
        return self._dropped + place if is_there else None

    def _fits(self, in_ring: int) -> bool:
        message = self._ring.get(in_ring)
        if message is None:
            return False
        # A message's properties are decoded only where its key does not say enough.
        wanted = self._filter
        return wanted.fits(message.routing_key) or wanted.fits(message.wire.message_id)
