"""Where a source notes what it sees, message by message, and takes it as a batch."""

from itertools import islice
from typing import Final

import numpy as np

from core.content import Content
from core.message_facts import LAYOUT, NOBODY, RECORD, MessageFact, MessageFacts, Party

_MOST_STRINGS: Final = 50_000
_MOST_PARTIES: Final = 10_000
_MOST_BYTES: Final = 4 * 1024 * 1024
"""Of contents that wait to be taken; of a message for which there is no room they are not told."""
_PACK = LAYOUT.pack


class FactLog:
    """The facts of one source that nobody has taken yet.

    Batches are taken in order and all go to the same readers: what was numbered in one is not told
    again. A batch that has to be dropped is dropped by `drop` before it is taken.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lost = 0
        self._records: list[bytes] = []
        self._ids = {"": 0}
        self._contents: list[Content | None] = [None]
        self._bytes = 0
        self._begin_anew()

    def __len__(self) -> int:
        return len(self._records)

    def add(
        self,
        kind: int,
        at: float,
        party: Party = NOBODY,
        channel: int = 0,
        tag: int = 0,
        flags: int = 0,
        *,
        exchange: str = "",
        routing_key: str = "",
        queue: str = "",
        consumer_tag: str = "",
        message_id: str = "",
        correlation_id: str = "",
        cause: str = "",
        cause_header: str = "",
        reply_to: str = "",
        trace_id: str = "",
        size: int = 0,
        batch: int = 0,
        amount: int = 0,
        code: int = 0,
        text: str = "",
        death_queue: str = "",
        death_reason: str = "",
        deaths: int = 0,
        content: Content | None = None,
    ) -> None:
        """Note a fact; the words are those of `MessageFact`."""
        # Written out, because this runs for every message. What is new gets the next number.
        known, ids = self._strings, self._ids
        number, id_number = known.setdefault, ids.setdefault
        self._records.append(
            _PACK(
                at,
                tag,
                size,
                0 if content is None else self._content(content),
                self._parties.setdefault(party, len(self._parties)),
                number(exchange, len(known)),
                number(routing_key, len(known)),
                number(queue, len(known)),
                number(consumer_tag, len(known)),
                id_number(message_id, len(ids)),
                id_number(correlation_id, len(ids)),
                id_number(cause, len(ids)),
                number(cause_header, len(known)),
                id_number(reply_to, len(ids)),
                id_number(trace_id, len(ids)),
                number(text, len(known)),
                number(death_queue, len(known)),
                number(death_reason, len(known)),
                deaths,
                amount,
                batch,
                channel,
                code,
                flags,
                kind,
            )
        )

    def drop(self) -> None:
        """Forget what nobody has taken, and count it."""
        self.lose(len(self._records))
        self._records = []
        self._ids = {"": 0}
        self._contents, self._bytes = [None], 0

    def lose(self, facts: int) -> None:
        """Count facts that could not be noted."""
        self._lost += facts

    def take(self) -> MessageFacts:
        """What was noted since the last time."""
        strings = len(self._all_strings), len(self._strings)
        parties = len(self._all_parties), len(self._parties)
        self._all_strings.extend(islice(self._strings, *strings))
        self._all_parties.extend(islice(self._parties, *parties))
        facts = MessageFacts(
            np.frombuffer(b"".join(self._records), RECORD),
            self._all_strings,
            self._all_parties,
            list(self._ids),
            self._contents,
            self._lost,
            (strings, parties),
        )
        self._records, self._ids, self._lost = [], {"": 0}, 0
        self._contents, self._bytes = [None], 0
        if strings[1] > _MOST_STRINGS or parties[1] > _MOST_PARTIES:
            self._begin_anew()
        return facts

    def _content(self, content: Content) -> int:
        """Its number; 0 where there is no room for it. Facts of one message have it together."""
        if content is not self._contents[-1]:
            if self._bytes >= self._most_bytes:
                return 0
            self._contents.append(content)
            self._bytes += content.cost
        return len(self._contents) - 1

    def _begin_anew(self) -> None:
        """Number texts from the beginning: there may be no end of routing keys."""
        self._strings = {"": 0}
        self._parties = {NOBODY: 0}
        self._all_strings: list[str] = []
        self._all_parties: list[Party] = []


def logged(*facts: MessageFact) -> MessageFacts:
    """Single facts as a batch."""
    log = FactLog()
    for fact in facts:
        fields = {name: getattr(fact, name) for name in MessageFact.__slots__}
        log.add(**fields)
    return log.take()
