"""Ten minutes of a healthy system on a clock that the test turns: nobody says a word."""

import random
from dataclasses import dataclass, field, replace

from core.fact_log import logged
from core.message_facts import Kind, MessageFact, Party
from tests.core.driven_session import DrivenSession
from tests.simulated_node import Line, consumer

SECONDS = 600
TOLD_SECONDS = 5


@dataclass
class Part:
    """A service and the queue that it consumes."""

    name: str
    line: Line
    prefetch: int
    burst: int
    every: int
    """Seconds between two bursts."""
    pace: int
    """Messages that it can handle in a second."""
    rejects: float = 0.0
    held: list[int] = field(default_factory=list)
    ready: int = 0
    tag: int = 0


class Healthy:
    """Services with steady work, bursts, slow handlers, batches and rejects, seen by a proxy too."""

    def __init__(self) -> None:
        self.session = DrivenSession()
        self.dice = random.Random(7)
        self.parts = [
            self._part("steady", 20, 30, 1, 100),
            self._part("bursts", 10, 150, 8, 40),
            self._part("batches", 100, 40, 2, 100),
            self._part("choosy", 10, 20, 1, 50, rejects=0.1),
            self._part("one-by-one", 1, 1, 1, 3),
            self._part("seldom", 5, 1, 90, 5),
            self._part("idle", 5, 0, 1, 5),
        ]
        self.second = 0

    def _part(
        self, name: str, prefetch: int, burst: int, every: int, pace: int, rejects: float = 0.0
    ) -> Part:
        node = self.session.node
        line = node.client(name)
        node.consumers.append(replace(consumer(line, f"{name}.q"), prefetch=prefetch))
        node.deliver(line, f"{name}.q", 0)
        self.session.fold(node.opened(line))
        return Part(name, line, prefetch, burst, every, pace, rejects)

    def work(self) -> None:
        """A second passes."""
        self.second += 1
        for part in self.parts:
            facts = self._arrive(part)
            left = part.pace
            while left > 0 and (part.ready or part.held):
                facts += self._hand_out(part)
                answered = part.held[: min(left, len(part.held))]
                left -= max(len(answered), 1)
                facts += [self._settle(part, tag) for tag in answered]
            self._tell(part)
            self.session.fold(logged(*facts))
        self.session.wait(1.0)
        self.session.pump()

    def _arrive(self, part: Part) -> list[MessageFact]:
        came = part.burst if self.second % part.every == 0 else 0
        part.ready += came
        if came:
            self.session.node.publish(part.line, "events", f"{part.name}.q", amount=came)
        return []

    def _hand_out(self, part: Part) -> list[MessageFact]:
        room = min(part.ready, part.prefetch - len(part.held))
        part.ready -= room
        self.session.node.deliver(part.line, f"{part.name}.q", room)
        tags = range(part.tag + 1, part.tag + room + 1)
        part.tag += room
        part.held += tags
        return [self._fact(part, Kind.DELIVERED, tag) for tag in tags]

    def _settle(self, part: Part, tag: int) -> MessageFact:
        part.held.remove(tag)
        if self.dice.random() < part.rejects:
            return self._fact(part, Kind.REJECTED, tag)
        self.session.node.deliver(part.line, f"{part.name}.q", 1, "ack")
        return self._fact(part, Kind.ACKED, tag)

    def _fact(self, part: Part, kind: Kind, tag: int) -> MessageFact:
        party = Party(part.line.connection.name, part.name, vhost="shop")
        at = self.session.watch.now
        queue = f"{part.name}.q"
        return MessageFact(kind=kind, at=at, tag=tag, party=party, channel=1, queue=queue)

    def _tell(self, part: Part) -> None:
        if self.second % TOLD_SECONDS == 0:
            part.line.unacked = len(part.held)
            part.line.reductions += 10
            self.session.node.depths[f"{part.name}.q"] = (part.ready, len(part.held))


def test_that_a_healthy_system_has_no_verdicts_for_ten_minutes() -> None:
    healthy = Healthy()
    for _ in range(SECONDS):
        healthy.work()
        assert healthy.session.graph.troubles == ()

    edges = healthy.session.graph.edges
    assert len([key for key in edges if key[0] == "deliver"]) == len(healthy.parts)
    assert healthy.session.ack_flow.consumers
    assert not healthy.session.ack_flow.is_partial
