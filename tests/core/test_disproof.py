from collections.abc import Callable

import numpy as np
import pytest

from core import numbers
from core.ack_flow import AckFlow
from core.disproof import Disproof
from core.fact_log import logged
from core.graph import Edge, EdgeKey, FlowGraph
from core.message_facts import Flag, Kind, MessageFact
from core.message_troubles import MessageTroubles
from core.sent_troubles import SentTroubles
from core.topology import Topology
from core.troubles import Trouble
from core.unrouted import Unrouted
from core.witness import Witness
from tests.core.seen_facts import published, seen
from tests.core.seen_troubles import BOUND, SERVICES, topology
from tests.core.test_message_troubles import loop

TAKEN: EdgeKey = ("deliver", "queue:billing.q", "service:billing")
SENT: EdgeKey = ("publish", "service:shop", "exchange:orders")
COUNTER = {TAKEN: "redeliver", SENT: "drop_unroutable"}


class Watched:
    """Messages that were seen at 1000, by somebody who may not look any more."""

    def __init__(self, *facts: MessageFact, declared: Topology | None = None) -> None:
        self.graph, self.flow = FlowGraph(), AckFlow()
        for kind, name in (("service", "shop"), ("service", "billing")):
            self.graph.node(kind, name)  # type: ignore[arg-type]
        self.graph.node("queue", "billing.q")
        self.graph.node("exchange", "orders")
        self.edges = {key: self.graph.edge(*key) for key in (TAKEN, SENT)}
        self.is_seen = True
        self.disproof = Disproof(self.graph, lambda _: self.is_seen)
        self.flow.fold(logged(*facts))
        self.why = Unrouted(declared or topology(BOUND)).why

    def count(self, key: EdgeKey, first: int, last: int, each: float) -> None:
        edge: Edge = self.edges[key]
        self.graph.count_with(edge)
        counter = np.array([edge.counters[COUNTER[key]]])
        pace = self.graph.tally.pace()
        for second in range(first, last + 1):
            self.graph.tally.advance(pace, counter, np.array([each]), second, 10.0)

    def troubles(self, at: float) -> list[Trouble]:
        self.disproof.look(at, at)
        seen = Witness(self.graph, self.flow, SERVICES.get, self.disproof)
        found = MessageTroubles(seen).troubles(at)
        return [*found, *SentTroubles(seen).troubles(self.why, at)]


def rejected() -> Watched:
    back = seen(Kind.REJECTED, 8, flags=Flag.REQUEUE)
    return Watched(*loop(7), back)


def misspelt() -> Watched:
    return Watched(published(1, routing_key="orders.new", flags=Flag.ACKS_UNSEEN))


@pytest.mark.parametrize(
    ("made", "key", "what"), [(rejected, TAKEN, "redeliveries"), (misspelt, SENT, "drops")]
)
def test_that_what_is_not_watched_any_more_stays_while_the_broker_counts_the_like(
    made: Callable[[], Watched], key: EdgeKey, what: str
) -> None:
    watched = made()
    watched.count(key, 999, 1200, 1.0)
    (before,) = watched.troubles(1001.0)
    watched.is_seen = False
    (trouble,) = watched.troubles(1200.0)

    assert trouble.severity == "warning"
    clock = numbers.clock(1000.0)
    assert trouble.text == (
        f"{before.text}; seen until {clock}, and the broker still counts {what} there"
    )


@pytest.mark.parametrize(("made", "key"), [(rejected, TAKEN), (misspelt, SENT)])
def test_that_it_is_over_once_the_broker_counts_nothing_of_the_kind(
    made: Callable[[], Watched], key: EdgeKey
) -> None:
    watched = made()
    watched.count(key, 999, 1100, 1.0)
    watched.is_seen = False
    assert watched.troubles(1100.0) != []
    watched.count(key, 1101, 1161, 0.0)

    assert watched.troubles(1161.0) == []
    watched.count(key, 1162, 1170, 1.0)
    assert watched.troubles(1170.0) == []


def test_that_it_is_worth_a_look_where_no_counter_tells() -> None:
    watched = rejected()
    watched.is_seen = False
    (trouble,) = watched.troubles(1100.0)

    assert trouble.severity == "notice"
    assert trouble.text.endswith(f"; seen until {numbers.clock(1000.0)}")


def test_that_it_is_over_when_its_queue_is_gone() -> None:
    watched = rejected()
    watched.is_seen = False
    watched.graph.nodes["queue:billing.q"].present = False

    assert watched.troubles(1100.0) == []


def test_that_it_is_over_when_who_would_see_it_sees_nothing() -> None:
    watched = rejected()
    watched.count(TAKEN, 999, 1100, 1.0)

    assert watched.troubles(1061.0) == []
    watched.is_seen = False
    assert watched.troubles(1100.0) == []


def test_that_one_who_has_just_begun_to_look_has_seen_nothing_yet() -> None:
    watched = rejected()
    watched.is_seen = False
    assert watched.troubles(1200.0) != []
    watched.is_seen = True

    assert watched.troubles(1201.0) != []
    assert watched.troubles(1261.0) != []
    assert watched.troubles(1262.0) == []
