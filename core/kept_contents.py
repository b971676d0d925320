"""The contents of messages that passed lately: a bounded number of bytes, the newest."""

from collections import deque
from dataclasses import replace
from threading import Lock

import numpy as np

from core.content import Content
from core.message_facts import MessageFacts

MOST_BYTES = 48 * 1024 * 1024


class KeptContents:
    """Numbers contents from 1; any thread keeps, the model's owner looks.

    They do not wait in batches for somebody to fold these: however many facts wait, there are never
    more bytes.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._kept: deque[Content] = deque()
        self._first = 1
        """The number of the oldest."""
        self._bytes = 0
        self._lock = Lock()

    def get(self, number: int) -> Content | None:
        """What a message carries; None where that was let go, or never seen (0)."""
        with self._lock:
            place = number - self._first
            return self._kept[place] if 0 <= place < len(self._kept) else None

    def was_let_go(self, number: int) -> bool:
        """It was kept once."""
        return 0 < number < self._first

    def keep(self, facts: MessageFacts) -> MessageFacts:
        """The same facts, naming their contents by the numbers under which these are kept now."""
        if len(facts.contents) <= 1:
            return replace(facts, contents=())
        records = facts.records.copy()
        used = np.unique(records["content"])
        used = used[used > 0]
        numbers = np.zeros(len(facts.contents), np.uint64)
        numbers[used] = self._add([facts.contents[one] for one in used.tolist()])
        records["content"] = numbers[records["content"]]
        return replace(facts, records=records, contents=())

    def _add(self, contents: list[Content | None]) -> list[int]:
        with self._lock:
            begin = self._first + len(self._kept)
            added = [one for one in contents if one is not None]
            self._kept.extend(added)
            self._bytes += sum(one.cost for one in added)
            while self._bytes > self.most_bytes:
                self._bytes -= self._kept.popleft().cost
                self._first += 1
        return list(range(begin, begin + len(added)))
