"""Random histories of a queue, told as facts: whole, or with gaps and in another order."""

from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.message_facts import Flag, Kind, MessageFact
from tests.core.seen_facts import seen

CHANNELS = (1, 2, 3)


@dataclass
class Queue:
    """One queue, its consumers, and books of all that happens."""

    random: Random
    facts: list[MessageFact] = field(default_factory=list)
    ready: deque[tuple[str, bool]] = field(default_factory=deque)
    held: dict[int, dict[int, str]] = field(default_factory=lambda: {c: {} for c in CHANNELS})
    tags: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    redelivered: Counter[str] = field(default_factory=Counter)
    number: int = 0

    def live(self, moves: int) -> None:
        for _ in range(moves):
            move = self.random.choice([self.publish, self.deliver, self.deliver, self.settle])
            move = self.close if self.random.random() < 0.05 else move
            move(self.random.choice(CHANNELS))

    def publish(self, _channel: int) -> None:
        self.number += 1
        self.ready.append((f"m{self.number}", False))

    def deliver(self, channel: int) -> None:
        if not self.ready:
            return
        name, again = self.ready.popleft()
        self.tags[channel] += 1
        self.held[channel][self.tags[channel]] = name
        self.counts["deliver"] += 1
        self.redelivered[name] += again
        flags = Flag.REDELIVERED if again else Flag(0)
        self.tell(Kind.DELIVERED, channel, self.tags[channel], message_id=name, flags=flags)

    def settle(self, channel: int) -> None:
        held = self.held[channel]
        if not held:
            return
        up_to = self.random.choice(list(held))
        multiple = self.random.random() < 0.5
        requeue = self.random.random() < 0.3
        tags = [tag for tag in held if tag <= up_to] if multiple else [up_to]
        kind = self.random.choice([Kind.ACKED, Kind.NACKED])
        flags = Flag.REQUEUE if requeue and kind == Kind.NACKED else Flag(0)
        back = [(held.pop(tag), True) for tag in tags]
        for tag in tags:
            batch = len(self.facts) if multiple else 0
            self.tell(kind, channel, tag, flags=flags, batch=batch)
        event = "ack" if kind == Kind.ACKED else "nack_requeue" if flags else "nack"
        self.counts[event] += len(tags)
        if flags:
            self.ready.extendleft(reversed(back))

    def close(self, channel: int) -> None:
        held = self.held[channel]
        self.counts["channel_closed"] += len(held)
        self.ready.extendleft(reversed([(name, True) for name in held.values()]))
        held.clear()
        self.tags[channel] = 0
        self.tell(Kind.CHANNEL_CLOSED, channel, 0)
        self.tell(Kind.CHANNEL_OPENED, channel, 0)

    def tell(self, kind: Kind, channel: int, tag: int, **more: object) -> None:
        at = 1000.0 + len(self.facts)
        self.facts.append(seen(kind, tag, at, channel=channel, **more))


def batches(facts: list[MessageFact], size: int) -> list[list[MessageFact]]:
    return [facts[start : start + size] for start in range(0, len(facts), size)]


def counted(flow: AckFlow) -> Counter[str]:
    together: Counter[str] = Counter()
    for consumer in flow.consumers.values():
        together.update(consumer.counts)
    return together


@given(st.randoms(use_true_random=False), st.integers(0, 150), st.integers(1, 40))
def test_that_a_whole_history_is_told_exactly(random: Random, moves: int, size: int) -> None:
    queue, flow = Queue(random), AckFlow()
    queue.live(moves)

    for batch in batches(queue.facts, size):
        flow.fold(logged(*batch))

    held = {(c, tag): name for c, messages in queue.held.items() for tag, name in messages.items()}
    unacked = flow.life.unacked()
    assert {(m.channel, m.tag): m.message_id for m in unacked} == held
    assert all(m.redeliveries == queue.redelivered[m.message_id] for m in unacked)
    wanted = Counter({**queue.counts, "redeliver": queue.redelivered.total()})
    assert +counted(flow) == +wanted
    assert not flow.is_partial


@given(st.randoms(use_true_random=False), st.integers(0, 150), st.floats(0, 0.5))
def test_that_gaps_and_disorder_do_no_harm(random: Random, moves: int, missing: float) -> None:
    queue, flow = Queue(random), AckFlow(most=20)
    queue.live(moves)
    facts = [fact for fact in queue.facts if random.random() >= missing]
    for _ in range(len(facts) // 4):
        first = random.randrange(len(facts) - 1) if len(facts) > 1 else 0
        facts[first : first + 2] = reversed(facts[first : first + 2])

    for batch in batches(facts, 7):
        flow.fold(logged(*batch))

    ledgers = [channel.unacked for channel in flow.life.channels]
    assert all(ledger.forgotten >= 0 for ledger in ledgers)
    assert sum(len(ledger.open) for ledger in ledgers) == len(flow.life.unacked()) <= 20
    assert all(count >= 0 for count in counted(flow).values())
    told = Counter(fact.kind for fact in facts)
    assert counted(flow)["deliver"] == told[Kind.DELIVERED]
    assert counted(flow)["ack"] == told[Kind.ACKED]
