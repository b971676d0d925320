from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core import numbers
from core.directory import Directory
from core.graph import FlowGraph
from core.lost_feeds import LostFeeds
from core.structure import Structure
from core.topology import Binding, Queue, Topology
from core.topology_log import BROKER_ITSELF, Entry, TopologyLog
from core.troubles import Trouble

AT = 1_000_000.0
NAME = "parcel.events -> billing [parcel.delivered.*]"
GONE = Entry(AT, "vanished", "binding", NAME, by="m.weber")
ADVICE = ": bind it again, unless that is meant"
BOUND = Binding(source="parcel.events", destination="billing", routing_key="parcel.delivered.*")
OTHER = replace(BOUND, routing_key="parcel.charged.*")


class Broker:
    """Queue `billing`, which gets messages from an exchange and hands them to a service."""

    def __init__(self) -> None:
        self.graph = FlowGraph()
        self.log = TopologyLog()
        self.structure = Structure(self.graph, Directory("shop"))
        self.exchange = self.graph.node("exchange", "parcel.events")
        self.queue = self.graph.node("queue", "billing")
        self.queue.consumers = 1
        self.graph.node("service", "billing-desk")
        self.graph.edge("deliver", self.queue.id, "service:billing-desk").declared = True
        self.route = self.graph.edge("route", self.exchange.id, self.queue.id)
        self.graph.count_with(self.route)
        self.pace = self.graph.tally.pace()
        self.now = AT - 100
        self.lost = LostFeeds(self.graph, self.structure, self.log)
        self.declare()

    def declare(self, *bindings: Binding, **queue: bool) -> None:
        """What is declared now; the removed binding is not."""
        found = {"billing": Queue(name="billing", **queue)}  # type: ignore[arg-type]
        self.structure.topology = Topology(queues=found, bindings=bindings)
        self.structure.read_at = self.now

    def pass_time(self, until: float, comes: Callable[[int], float] = lambda _: 0) -> list[Trouble]:
        """Second by second, each looked at."""
        found: list[Trouble] = []
        counter = np.array([self.route.counters["publish"]])
        while self.now < until:
            self.now += 1
            self.structure.read_at = self.now
            came = np.array([float(comes(int(self.now - AT)))])
            self.graph.tally.advance(self.pace, counter, came, self.now, 5.0)
            found = list(self.lost.troubles(self.now))
        return found

    def unbind(self, entry: Entry = GONE) -> None:
        self.pass_time(AT, lambda _: 3)
        self.log.add(entry)


def at_work(entry: Entry = GONE) -> Broker:
    """One that got messages until its binding was removed."""
    broker = Broker()
    broker.unbind(entry)
    return broker


def told(found: list[Trouble]) -> list[tuple[str | tuple[str, str, str], str, str]]:
    return [(one.at, one.severity, one.text) for one in found]


def test_that_a_queue_that_lost_its_feed_tells_who_removed_it() -> None:
    broker = at_work()
    assert broker.pass_time(AT + 10) == []
    queue, service = broker.pass_time(AT + 40)

    time = numbers.clock(AT)
    assert (queue.at, queue.kind, queue.severity) == ("queue:billing", "unfed", "warning")
    assert queue.text == (
        f"no message has come since {time}, "
        f"when m.weber removed the binding of parcel.events [parcel.delivered.*]{ADVICE}"
    )
    assert (queue.leads_to, queue.change) == ("exchange:parcel.events", GONE)
    assert (service.at, service.severity) == ("service:billing-desk", "notice")
    assert service.text == (
        f"it gets nothing any more: no message has come to queue billing since {time}"
    )
    assert service.leads_to == "queue:billing"
    assert len(broker.pass_time(AT + 4_000)) == 2  # however long ago


def test_that_it_ends_when_messages_come_again() -> None:
    broker = at_work()
    assert broker.pass_time(AT + 40)
    assert broker.pass_time(AT + 45, lambda second: second == 43) == []
    assert broker.pass_time(AT + 100) == []


def test_that_it_ends_when_it_is_bound_again() -> None:
    broker = at_work()
    assert broker.pass_time(AT + 40)
    broker.declare(BOUND)
    assert broker.pass_time(AT + 60) == []


@pytest.mark.parametrize(
    ("by", "words"),
    [("", "about {}, when the binding of"), (BROKER_ITSELF, "{}, when the broker itself removed")],
)
def test_that_it_says_what_is_known_of_who_did_it(by: str, words: str) -> None:
    found = at_work(replace(GONE, by=by)).pass_time(AT + 40)

    assert f"has come since {words.format(numbers.clock(AT))}" in found[0].text


def test_that_a_queue_of_its_consumer_may_be_unbound_as_that_pleases() -> None:
    broker = at_work()
    broker.declare(exclusive=True)

    assert {one.severity for one in broker.pass_time(AT + 40)} == {"notice"}


def test_that_a_service_with_another_queue_is_not_without_feed() -> None:
    broker = at_work()
    broker.graph.node("queue", "other")
    broker.graph.edge("deliver", "queue:other", "service:billing-desk").declared = True

    assert [one.at for one in broker.pass_time(AT + 40)] == ["queue:billing"]


def test_that_another_binding_that_feeds_it_keeps_silence() -> None:
    broker = at_work()
    broker.declare(OTHER)

    assert broker.pass_time(AT + 300, lambda second: second % 9 == 0) == []


def test_that_another_binding_gets_as_long_as_it_may_need() -> None:
    broker = Broker()
    broker.declare(OTHER)
    broker.pass_time(AT, lambda second: second % 20 == 0)
    broker.log.add(GONE)

    assert broker.pass_time(AT + 55) == []
    (queue, _) = broker.pass_time(AT + 80)
    assert f"; what is still bound to it brings nothing{ADVICE}" in queue.text


def test_that_a_queue_that_never_got_any_has_lost_nothing() -> None:
    broker = Broker()
    broker.pass_time(AT)
    broker.log.add(GONE)

    assert broker.pass_time(AT + 100) == []


def test_that_nobody_misses_what_nobody_consumes() -> None:
    broker = at_work()
    broker.queue.consumers = 0

    assert broker.pass_time(AT + 100) == []


def test_that_a_queue_that_went_too_misses_nothing() -> None:
    broker = at_work()
    broker.queue.present = False

    assert broker.pass_time(AT + 100) == []


def test_that_what_may_get_dead_letters_is_not_known_to_get_nothing() -> None:
    broker = at_work()
    broker.declare()
    queues = {**broker.structure.topology.queues}
    queues["first"] = Queue(name="first", dead_letter_exchange="")
    broker.structure.topology = Topology(queues=queues)

    assert broker.pass_time(AT + 100) == []


def test_that_the_log_may_begin_anew_with_the_counts() -> None:
    broker = at_work()
    assert broker.pass_time(AT + 40)
    broker.graph.tally.begin()
    assert broker.pass_time(AT + 50)
    assert broker.pass_time(AT + 52, lambda _: 1) == []
