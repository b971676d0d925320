"""The life of a message, as one table: in which state which event leads to which other state.

Who watches may have begun in the middle, and may have missed something: from `unseen` everything is
possible, and what the table does not expect happened all the same: the event tells the new state.
"""

from collections.abc import Mapping
from typing import Literal

from core.wording import phrase

State = Literal[
    "unseen",
    "published",
    "confirmed",
    "nacked_by_broker",
    "returned",
    "ready",
    "unacked",
    "done",
    "ack_unseen",
    "acked",
    "rejected",
    "dead_lettered",
    "unanswered",
    "out_of_sight",
    "left_unseen",
]
Event = Literal[
    "publish",
    "route",
    "confirm",
    "nack_by_broker",
    "return_unroutable",
    "deliver",
    "deliver_no_ack",
    "deliver_unseen",
    "get",
    "get_no_ack",
    "ack",
    "nack",
    "nack_requeue",
    "reject",
    "reject_requeue",
    "channel_closed",
    "recover",
    "dead_letter",
    "unanswered",
    "lose_sight",
]

STATE_WORDS: Mapping[State, str] = {
    "unseen": phrase("not seen before"),
    "published": phrase("published"),
    "confirmed": phrase("confirmed by the broker"),
    "nacked_by_broker": phrase("nacked by the broker"),
    "returned": phrase("returned: no queue took it"),
    "ready": phrase("ready in the queue"),
    "unacked": phrase("delivered, not acked"),
    "done": phrase("delivered to a consumer that does not ack"),
    "ack_unseen": phrase("delivered, ack not observable"),
    "acked": phrase("acked"),
    "rejected": phrase("rejected"),
    "dead_lettered": phrase("dead-lettered"),
    "unanswered": phrase("not confirmed: the channel ended first"),
    "out_of_sight": phrase("not watched any more"),
    "left_unseen": phrase("expired or taken, not seen"),
}

_HANDED: Mapping[Event, State] = {
    "deliver": "unacked",
    "get": "unacked",
    "deliver_no_ack": "done",
    "get_no_ack": "done",
    "deliver_unseen": "ack_unseen",
}
_SETTLED: Mapping[Event, State] = {
    "ack": "acked",
    "nack": "rejected",
    "reject": "rejected",
    "nack_requeue": "ready",
    "reject_requeue": "ready",
    "channel_closed": "ready",
    "recover": "ready",
    "lose_sight": "out_of_sight",
}
_ANSWERED: Mapping[Event, State] = {
    "confirm": "confirmed",
    "nack_by_broker": "nacked_by_broker",
    "return_unroutable": "returned",
    "unanswered": "unanswered",
    "lose_sight": "out_of_sight",
}
AFTER: Mapping[Event, State] = {
    "publish": "published",
    "route": "ready",
    **_ANSWERED,
    **_HANDED,
    **_SETTLED,
    "dead_letter": "dead_lettered",
}
"""Where an event leads, whatever was before."""

TRANSITIONS: Mapping[State, Mapping[Event, State]] = {
    "unseen": AFTER,
    "published": _ANSWERED,
    "returned": {**_ANSWERED, "confirm": "returned", "unanswered": "returned"},
    "confirmed": {},
    "nacked_by_broker": {},
    "ready": {**_HANDED, "dead_letter": "dead_lettered"},
    "unacked": _SETTLED,
    "done": {},
    "ack_unseen": {**_HANDED, "dead_letter": "dead_lettered"},
    "acked": {},
    "rejected": {"dead_letter": "dead_lettered"},
    "dead_lettered": {},
    "unanswered": {},
    "out_of_sight": {},
    "left_unseen": {**_HANDED, "dead_letter": "dead_lettered"},
}

PUBLISHES = frozenset({"publish", "confirm", "nack_by_broker", "return_unroutable", "unanswered"})
"""What happens to a message at its publisher."""
HANDED = frozenset(_HANDED)
"""How a message comes to a consumer."""
ANSWERS = frozenset({"ack", "nack", "reject", "nack_requeue", "reject_requeue"})
"""How a consumer answers for a message."""
REQUEUES = frozenset({"nack_requeue", "reject_requeue", "channel_closed", "recover"})
"""What brings a message back into its queue."""


def after(state: State, event: Event) -> tuple[State, bool]:
    """The next state, and whether the table expects the event there."""
    expected = TRANSITIONS[state].get(event)
    return (AFTER[event], False) if expected is None else (expected, True)
