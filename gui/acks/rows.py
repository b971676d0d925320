"""The unacked messages as rows of a list: what is shown in columns, and copied."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core import numbers
from core.amqp.fields import shown
from core.lanes.lane import Lane
from core.lanes.lanes import Unacked
from core.watched_message import Message
from core.wording import phrase, tr
from gui.acks.words import short_name
from gui.messages.column import Column

MOST = 1_000
NOTHING = Unacked([], [], [], 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A message that somebody holds, at one time."""

    message: Message
    lane: Lane
    age: float
    """Seconds since it was handed over, or published."""


class Rows:
    """Messages with numbers, as a list that draws itself reads them; a row is made when asked."""

    first = 0

    def __init__(self, unacked: Unacked = NOTHING, now: float = 0.0) -> None:
        self._unacked = unacked
        self._now = now

    def __len__(self) -> int:
        return len(self._unacked.messages)

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))

    @property
    def end(self) -> int:
        """The number behind the last."""
        return len(self)

    def get(self, number: int) -> Row | None:
        """A row by its number."""
        return self._row(number) if 0 <= number < len(self) else None

    def _row(self, number: int) -> Row:
        of = self._unacked
        age = max(self._now - of.since[number], 0.0)
        return Row(of.messages[number], of.lanes[number], age)

    def find(self, message: Message | None) -> int | None:
        """The number of a message's row."""
        if message is None or message not in self._unacked.messages:
            return None
        return self._unacked.messages.index(message)


def _holder(row: Row) -> str:
    return shown(tr("{name}, {where}", name=row.lane.name, where=row.lane.where))


def _key(row: Row) -> str:
    return shown(row.message.routing_key)


def _again(row: Row) -> str:
    times = row.message.redeliveries
    return f"{times:,}\N{MULTIPLICATION SIGN}" if times else ""


COLUMNS = (
    Column(phrase("age"), 100, lambda row: numbers.age(row.age), right=True),
    Column(phrase("message"), 104, lambda row: short_name(row.message), grows=True),
    Column(phrase("holder"), 132, _holder, repeats=True, grows=True),
    Column(phrase("routing key"), 104, _key, dim=True, grows=True),
    Column(phrase("again"), 58, _again, repeats=True, right=True),
    Column(phrase("size"), 60, lambda row: numbers.size(row.message.size), repeats=True, dim=True),
)


def as_text(rows: Iterable[Row]) -> str:
    """Rows for the clipboard, with a heading."""
    lines = [[tr(column.title) for column in COLUMNS]]
    lines += [[column.words(row) for column in COLUMNS] for row in rows]
    return "\n".join("\t".join(line) for line in lines)


def as_json(rows: Iterable[Row]) -> str:
    """Rows for the clipboard, in the form that the command line prints."""
    told = [row.message.as_json(0.0) | {"age_s": round(row.age, 3)} for row in rows]
    return json.dumps(told, indent=2, ensure_ascii=False)
