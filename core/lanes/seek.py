"""Messages that were seen lately, found by how their ids begin."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from core.lanes.kin import identity
from core.watched_message import Message, Step

LEAST_LETTERS = 4
"""Of an id, before any message is looked for: fewer letters begin too many."""
MOST = 8


class Sought(NamedTuple):
    """A message, and the id that begins with what was typed."""

    message: Message
    id: str
    is_correlation: bool
    at: float
    """When it was first seen, as far as that is kept."""


def sought(typed: str, steps: Iterable[Step], most: int = MOST) -> list[Sought]:
    """The messages whose message_id or correlation_id begins so, the first that was seen first."""
    wanted = typed.strip().lower()
    if len(wanted) < LEAST_LETTERS:
        return []
    found: dict[Hashable, Sought] = {}
    for step in steps:
        message = step.message
        if message.message_id.lower().startswith(wanted):
            one = Sought(message, message.message_id, False, step.at)
        elif message.correlation_id.lower().startswith(wanted):
            one = Sought(message, message.correlation_id, True, step.at)
        else:
            continue
        found.setdefault(identity(message), one)
        if len(found) >= most:
            break
    return list(found.values())
