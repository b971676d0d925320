"""What waits and what was settled, followed step by step through an `AckFlow`."""

from collections.abc import Iterator
from itertools import chain

from core.ack_flow import AckFlow
from core.lanes.holders import Holders, queue_of
from core.lanes.settled import FATES, UNKNOWN, Fate, SettledMessages
from core.lanes.waiting import WaitingMessages
from core.life_table import ANSWERS, HANDED, PUBLISHES, REQUEUES, State
from core.watched_message import Message, Step, Trace

_ALONE = (0, 1)
_STILL: frozenset[State] = frozenset({"published", "returned"})
_MOST_QUEUED = 20_000
_SECONDS_BETWEEN_CHECKS = 10.0
_SECONDS_OF_THE_PAST = 10.0
Queued = tuple[Trace, bool]


class LaneLedger:
    """Follows a model of acks; `pull` takes what has happened since the last time."""

    def __init__(self, flow: AckFlow) -> None:
        self._flow = flow
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget who there was: holders get other numbers."""
        self.holders = Holders()
        self._clear()

    def leave_unseen(self, message: Message) -> None:
        """It must have left its queue, and nobody saw how."""
        for key in ((message.trace, False), (message.trace, True)):
            alike = self._queued.get(key, [])
            if message in alike:
                alike.remove(message)
                self._in_queues -= 1
                if not alike:
                    del self._queued[key]
        self.waiting.remove(message)
        self._flow.life.leave_unseen(message)

    def _clear(self) -> None:
        self.waiting = WaitingMessages()
        self.settled = SettledMessages()
        self.last_batch: dict[int, tuple[int, int]] = {}
        """By holder: the frame that answered last, and how many messages it settled."""
        self._queued: dict[Queued, list[Message]] = {}
        self._in_queues = 0
        self._next: int | None = None
        self._evicted = self._flow.life.evicted
        self._checked_at = self._flow.at

    def pull(self) -> int:
        """Take the steps since the last time; of how many."""
        recent = self._flow.recent_steps
        if self._next is None or recent.first > self._next:
            self._begin()
        steps = recent.since(self._next or 0)
        self._next = recent.end
        self._take_all(steps)
        self.settled.settle()
        self._check()
        return len(steps)

    def _begin(self) -> None:
        """Take over what waits now; what was settled before is told by the recent steps."""
        self._clear()
        for message in sorted(self._open(), key=lambda message: message.since):
            if message.state == "unacked":
                self._wait(message, message.since)
            else:
                holder = self.holders.publisher(message)
                self.waiting.add(message, holder, message.began_at)

        steps = self._flow.recent_steps.since(0)
        old = [step for step in steps if step.at < self._flow.at - _SECONDS_OF_THE_PAST]
        for step in old:
            self._remember(step)
        self._next = self._flow.recent_steps.first + len(old)

    def _remember(self, step: Step) -> None:
        """What happened long ago matters only where it put something into a queue."""
        event, message = step.event, step.message
        if event == "route" or event in REQUEUES:
            self._enqueue(message, step.at, came_back=event != "route")
        elif self._queued and (event in HANDED or event == "dead_letter"):
            self._leave_queue(message)

    def _open(self) -> Iterator[Message]:
        for channel in self._flow.life.channels:
            yield from chain(channel.unacked.open.values(), channel.unconfirmed.open.values())

    def _check(self) -> None:
        """Put right what no step told: messages that were too many, facts that were lost."""
        if self._flow.life.evicted != self._evicted:
            self._evicted = self._flow.life.evicted
            self.waiting.sweep("out_of_sight")
        if self._flow.at - self._checked_at >= _SECONDS_BETWEEN_CHECKS:
            self._checked_at = self._flow.at
            channels = self._flow.life.channels
            kept = sum(len(c.unacked.open) + len(c.unconfirmed.open) for c in channels)
            if kept != len(self.waiting) - self._in_queues:
                self._next = None

    def _take_all(self, steps: list[Step]) -> None:
        """Written out for what happens to every message; most are settled when they are told."""
        remove, add, holders = self.waiting.remove, self.settled.add, self.holders
        for step in steps:
            event, message, at, lasted, before, batch = step
            if event == "publish":
                if message.state in _STILL:
                    self._publish(step)
            elif event == "confirm" and before != "unseen":
                remove(message)
                add(message, at, lasted, holders.publisher(message), Fate.CONFIRM, batch)
            elif event == "ack" and before != "unseen":
                remove(message)
                holder = holders.consumer(message)
                add(message, at, lasted, holder, Fate.ACK, batch)
                self._count_batch(holder, batch)
            elif event != "deliver" or message.state == "unacked" or self._queued:
                self._take(step)

    def _take(self, step: Step) -> None:
        event = step.event
        if event in HANDED:
            self._hand(step)
        elif event in FATES:
            self._settle(step)
        elif event == "route":
            self._enqueue(step.message, step.at, came_back=False)
        else:
            self.waiting.remove(step.message)

    def _hand(self, step: Step) -> None:
        message = step.message
        if self._queued:
            self._leave_queue(message)
        if step.event in ("deliver", "get"):
            if message.state == "unacked" and message not in self.waiting:
                self._wait(message, step.at)
            return
        age = 0.0 if message.published_at is None else step.at - message.published_at
        holder = self.holders.consumer(message)
        self.settled.add(message, step.at, age, holder, FATES[step.event], 0)

    def _wait(self, message: Message, since: float) -> None:
        self.waiting.add(message, self.holders.consumer(message), since)

    def _publish(self, step: Step) -> None:
        message = step.message
        if message in self.waiting:
            return
        holder = self.holders.publisher(message)
        connection = self._flow.life.connections.get(message.party.connection)
        channel = connection.channels.get(message.channel) if connection else None
        if channel is not None and channel.unconfirmed.open.get(message.tag) is message:
            self.waiting.add(message, holder, step.at)
        elif message.queues is not None:
            fate = Fate.PUBLISHED if message.queues else Fate.UNROUTED
            self.settled.add(message, step.at, 0.0, holder, fate, 0)
        elif channel is not None:
            self.settled.add(message, step.at, 0.0, holder, Fate.SENT, 0)

    def _settle(self, step: Step) -> None:
        event, message, at, lasted, before, batch = step
        if event == "dead_letter":
            self._leave_queue(message)
        elif event != "return_unroutable":
            self.waiting.remove(message)
        holder = self._settler(step)
        age = _age(step) if before == "unseen" or event == "dead_letter" else lasted
        self.settled.add(message, at, age, holder, FATES[event], batch)
        if event in REQUEUES:
            self._enqueue(message, at, came_back=True)
        if event in ANSWERS:
            self._count_batch(holder, batch)

    def _settler(self, step: Step) -> int:
        """Whose fate it is; what dies in a queue was held by nobody."""
        if step.event in PUBLISHES:
            return self.holders.publisher(step.message)
        if step.event == "dead_letter" and step.before == "ready":
            return self.holders.number(queue_of(step.message))
        return self.holders.consumer(step.message)

    def _count_batch(self, holder: int, batch: int) -> None:
        if not batch:
            self.last_batch[holder] = _ALONE
            return
        before, size = self.last_batch.get(holder, _ALONE)
        self.last_batch[holder] = (batch, size + 1 if batch == before else 1)

    def _enqueue(self, message: Message, at: float, *, came_back: bool) -> None:
        """Of messages that come back it is known only until they are seen elsewhere."""
        if message.state != "ready" or not message.queue or self._in_queues >= _MOST_QUEUED:
            return
        self._queued.setdefault((message.trace, came_back), []).append(message)
        self._in_queues += 1
        self.waiting.add(message, self.holders.number(queue_of(message)), at)

    def _leave_queue(self, message: Message) -> None:
        """The one that has waited longest, of those that look like it."""
        trace = message.trace
        for key in ((trace, True), (trace, False)) if message.redelivered else ((trace, False),):
            alike = self._queued.get(key)
            if alike:
                self.waiting.remove(alike.pop(0))
                self._in_queues -= 1
                if not alike:
                    del self._queued[key]
                return


def _age(step: Step) -> float:
    """How long it had waited for its fate; UNKNOWN where the beginning was not seen."""
    if step.event == "dead_letter":
        return step.at - step.message.began_at
    if step.before == "unseen" and step.event != "return_unroutable":
        return UNKNOWN
    return step.lasted
