"""What hurts in a lane, in words: from what is seen of its messages at one time."""

from core import numbers
from core.lanes.lane import Hurt, Lane
from core.lanes.settled import Fate
from core.wording import phrase, tr

OLD_SECONDS, VERY_OLD_SECONDS = 5.0, 60.0
_UNCONFIRMED_SECONDS = 1.0
_SILENT_SECONDS = 5.0
_MANY = 50
"""Messages that a consumer without a limit may hold for a while."""
_HOLDS = phrase("holds a message for {age}")
_UNCONFIRMED = phrase("waits for a confirm for {age}")
_BACK = (Fate.NACK, Fate.REJECT, Fate.REQUEUE)
_REFUSED = (Fate.BROKER_NACK, Fate.RETURN, Fate.UNANSWERED)


def judge(lane: Lane, settled_at: float | None, now: float) -> None:
    """Say what hurts in a lane."""
    age = now - lane.oldest if lane.oldest is not None else 0.0
    if lane.kind == "queue":
        lane.hurt, lane.why = _queue(lane, age)
    elif lane.kind == "publisher":
        lane.hurt, lane.why = _publisher(lane, age)
    else:
        lane.hurt, lane.why = _consumer(lane, age, now - settled_at if settled_at else age)


def _consumer(lane: Lane, age: float, silent: float) -> tuple[Hurt, str]:
    silent = min(silent, age)
    if lane.gauge is not None and lane.gauge.is_full and silent >= _SILENT_SECONDS:
        told = tr(
            "holds its whole prefetch and answered nothing for {age}", age=numbers.whole_age(silent)
        )
        return Hurt.STUCK, told
    has_no_limit = lane.gauge is not None and lane.gauge.limit == "none"
    if has_no_limit and lane.held >= _MANY and silent >= _SILENT_SECONDS:
        told = tr(
            "holds {n:,} and answered nothing for {age}", n=lane.held, age=numbers.whole_age(silent)
        )
        return Hurt.STUCK, told
    if age >= VERY_OLD_SECONDS:
        return Hurt.STUCK, tr(_HOLDS, age=numbers.whole_age(age))
    back = sum(lane.rates.get(fate, 0.0) for fate in _BACK)
    if back > lane.rates.get(Fate.ACK, 0.0):
        return Hurt.BAD, tr("acks fewer messages than it nacks, rejects or requeues")
    if age >= OLD_SECONDS:
        return Hurt.SLOW, tr(_HOLDS, age=numbers.whole_age(age))
    return (Hurt.CALM if lane.held or lane.rates else Hurt.IDLE), ""


def _publisher(lane: Lane, age: float) -> tuple[Hurt, str]:
    if age >= OLD_SECONDS:
        return Hurt.STUCK, tr(_UNCONFIRMED, age=numbers.whole_age(age))
    if lane.rates.get(Fate.UNROUTED):
        return Hurt.BAD, tr("some of what it publishes reaches no queue")
    if any(lane.rates.get(fate) for fate in _REFUSED):
        return Hurt.BAD, tr("some of what it publishes is returned, nacked or never confirmed")
    if age >= _UNCONFIRMED_SECONDS:
        return Hurt.SLOW, tr(_UNCONFIRMED, age=numbers.whole_age(age))
    return (Hurt.CALM if lane.held or lane.rates else Hurt.IDLE), ""


def _queue(lane: Lane, age: float) -> tuple[Hurt, str]:
    if age >= VERY_OLD_SECONDS and lane.ready and not lane.is_unsure:
        return Hurt.SLOW, tr("a message waits there for {age}", age=numbers.whole_age(age))
    return Hurt.CALM, ""
