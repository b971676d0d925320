"""Messages that wait, in columns: since when, with whom; cheap to count by age for each frame."""

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from core.watched_message import Message

_FEWEST = 1_024
GONE = -1
"""In the place of the holder, of a message that waits no longer."""


class WaitingMessages:
    """Rows of messages, in the order in which they began to wait; what goes leaves a gap."""

    def __init__(self) -> None:
        self._since = np.zeros(_FEWEST)
        self._holder = np.full(_FEWEST, GONE, np.int32)
        self._messages: list[Message] = []
        self._rows: dict[Message, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, message: Message) -> bool:
        return message in self._rows

    @property
    def since(self) -> NDArray[np.float64]:
        """When each row began to wait."""
        return self._since[: len(self._messages)]

    @property
    def holder(self) -> NDArray[np.int32]:
        """The number of each row's holder, GONE for what waits no longer."""
        return self._holder[: len(self._messages)]

    def message(self, row: int) -> Message:
        """The message of a row."""
        return self._messages[row]

    def row(self, message: Message) -> int | None:
        """Of a message; None when it waits no longer."""
        return self._rows.get(message)

    def add(self, message: Message, holder: int, since: float) -> None:
        """A message begins to wait."""
        row = len(self._messages)
        if row == len(self._since):
            self._make_room()
            row = len(self._messages)
        self._messages.append(message)
        self._rows[message] = row
        self._since[row] = since
        self._holder[row] = holder

    def remove(self, message: Message) -> None:
        """A message waits no longer; nothing happens if it was not known to wait."""
        row = self._rows.pop(message, None)
        if row is not None:
            self._holder[row] = GONE

    def sweep(self, state: str) -> None:
        """Remove what came into a state without a step."""
        for message in [one for one in self._rows if one.state == state]:
            self.remove(message)

    def _make_room(self) -> None:
        """Close the gaps; where these are few, grow."""
        stays = self.holder != GONE
        kept = int(stays.sum())
        size = max(kept * 2, len(self._since))
        since, holder = np.zeros(size), np.full(size, GONE, np.int32)
        since[:kept], holder[:kept] = self.since[stays], self.holder[stays]
        self._messages = list(compress(self._messages, stays.tolist()))
        self._since, self._holder = since, holder
        self._rows = {message: row for row, message in enumerate(self._messages)}
