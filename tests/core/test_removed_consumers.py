from dataclasses import replace

import pytest

from core import numbers
from core.consumer_troubles import Holder
from core.directory import Directory
from core.graph import FlowGraph
from core.removed_consumers import RemovedConsumers
from core.structure import Structure
from core.topology_log import BROKER_ITSELF, Entry, TopologyLog
from core.troubles import Trouble

AT = 1_000_000.0
LEFT = Entry(
    AT, "vanished", "consumer", "c1 of belt.assign", by=BROKER_ITSELF, service="belt-south"
)
HOLDER = Holder(
    channel="c (1)", service="service:belt-south", unacked=25, still=60, idle=60,
    queues=("belt.assign",),
)  # fmt: skip


class Belts:
    """A service whose consumer of a queue holds messages."""

    def __init__(self) -> None:
        self.graph = FlowGraph()
        self.log = TopologyLog()
        self.structure = Structure(self.graph, Directory("shop"))
        self.queue = self.graph.node("queue", "belt.assign")
        self.service = self.graph.node("service", "belt-south")
        self.edge = self.graph.edge("deliver", self.queue.id, self.service.id)
        self.edge.declared = True
        self.removed = RemovedConsumers(self.graph, self.structure, self.log)

    def look(self, at: float, *holders: Holder) -> list[Trouble]:
        self.structure.read_at = at
        return list(self.removed.troubles(holders, at))

    def lose(self, *holders: Holder, entry: Entry = LEFT) -> list[Trouble]:
        """The consumer goes, and the broker no longer lists it."""
        assert self.look(AT - 5, *holders) == []
        self.log.add(entry)
        assert self.look(AT + 1) == []  # it is listed still
        self.edge.declared = False
        return self.look(AT + 6)


def test_that_a_removed_consumer_is_told_with_what_it_held() -> None:
    (found,) = Belts().lose(HOLDER)

    assert (found.at, found.kind, found.severity) == ("service:belt-south", "removed", "notice")
    assert found.text == (
        f"the broker removed its consumer of queue belt.assign at {numbers.clock(AT)} "
        "(as it does when a channel ends, or at a consumer timeout: after too long without an ack); "
        "it held 25 messages when last counted, which went back to the queue"
    )
    assert (found.leads_to, found.change) == ("queue:belt.assign", LEFT)


def test_that_it_stays_for_an_hour_or_until_a_consumer_is_there_again() -> None:
    belts = Belts()
    belts.lose(HOLDER)

    assert belts.look(AT + 3000)
    belts.edge.declared = True
    assert belts.look(AT + 3010) == []
    belts.edge.declared = False
    assert belts.look(AT + 3020) == []


def test_that_it_is_not_told_for_ever() -> None:
    belts = Belts()
    belts.lose(HOLDER)

    assert belts.look(AT + 3700) == []


@pytest.mark.parametrize("gone", ["queue", "service"])
def test_that_a_service_or_queue_that_has_left_has_no_trouble(gone: str) -> None:
    belts = Belts()
    (belts.queue if gone == "queue" else belts.service).present = False

    assert belts.lose(HOLDER) == []


def test_that_one_that_held_nothing_or_was_cancelled_is_no_trouble() -> None:
    assert Belts().lose() == []
    assert Belts().lose(HOLDER, entry=replace(LEFT, by="haulage")) == []


@pytest.mark.parametrize(
    "holders",
    [(HOLDER, replace(HOLDER, channel="c (2)")), (replace(HOLDER, queues=("a", "belt.assign")),)],
)
def test_that_no_number_is_said_where_it_is_not_known(holders: tuple[Holder, ...]) -> None:
    (found,) = Belts().lose(*holders)

    assert found.text.endswith("; what it held went back to the queue")
