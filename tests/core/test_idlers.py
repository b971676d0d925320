"""A service and a queue that have been there for long, on a clock that the test turns."""

from dataclasses import replace
from typing import Any

import pytest

from core.fact_log import logged
from core.message_facts import Flag, Party
from core.topology import Binding, Channel, Exchange, Queue
from core.troubles import Trouble
from tests.core.driven_session import DrivenSession
from tests.core.seen_facts import published
from tests.simulated_node import Line, SimulatedNode, consumer

HOUR = 3600.0
LONELY = "queue:lonely"


class Waiting(SimulatedNode):
    """A node on which things are declared that nobody has used."""

    declared: dict[str, Any]

    def topology(self, **declared: object) -> Any:
        return super().topology(**self.declared, **declared)


class Office:
    """Services that connected before watching began, and a queue `lonely`."""

    def __init__(self, queue: Queue | None = None, *bindings: Binding, hours: float = 3.0) -> None:
        self.node = Waiting()
        found = queue or Queue(name="lonely")
        exchanges = {name: Exchange(name=name) for name in ("", "events")}
        self.node.declared = {
            "queues": {found.name: found},
            "bindings": bindings,
            "exchanges": exchanges,
        }
        self.node.depths[found.name] = (0, 0)
        self.session = DrivenSession(self.node)
        self.since = self.session.watch.now - hours * HOUR

    def comes(self, service: str) -> Line:
        """A client that is connected for long, with a channel."""
        line = self.node.client(service)
        name = line.connection.name
        line.connection = replace(line.connection, connected_at=self.since)
        self.node.connections[name] = line.connection
        self.session.fold(self.node.opened(line))
        return line

    def consumes(self, service: str, queue: str = "lonely") -> Line:
        line = self.comes(service)
        self.node.consumers.append(consumer(line, queue))
        return line

    def told(self, seconds: int = 320) -> dict[object, Trouble]:
        """What is hinted at after so long, by place."""
        for _ in range(seconds // 5):
            self.session.wait(5.0)
            self.session.pump()
        kinds = ("idle", "unreached")
        return {one.at: one for one in self.session.graph.troubles if one.kind in kinds}


def test_that_a_consumer_that_nothing_can_reach_is_told_with_what_to_do() -> None:
    office = Office()
    office.consumes("reports")
    found = office.told()
    assert list(found) == [LONELY]
    one = found[LONELY]
    assert (one.severity, one.leads_to) == ("notice", "service:reports")
    assert one.text == (
        "no exchange is bound to it, and nothing has come to its consumer, connected for 3 h 5 min:"
        " perhaps a binding is missing; bind it, unless messages are meant to be sent to it by name"
    )


def test_that_it_is_not_told_before_it_was_watched_for_a_while() -> None:
    office = Office()
    office.consumes("reports")
    assert not office.told(280)
    assert office.told(40)


def test_that_a_consumer_that_came_lately_may_wait() -> None:
    office = Office(hours=0.5)
    office.consumes("reports")
    assert not office.told()
    assert office.told(1600)


@pytest.mark.parametrize(
    "queue",
    [
        Queue(name="lonely", exclusive=True),
        Queue(name="lonely", auto_delete=True),
        Queue(name="lonely", type="stream"),
        Queue(name="amq.gen-x"),
        Queue(name="lonely", dead_letter_exchange=""),
    ],
)
def test_that_queues_which_may_be_fed_otherwise_are_not_told(queue: Queue) -> None:
    office = Office(queue)
    office.consumes("reports", queue.name)
    assert not office.told()


def test_that_a_bound_queue_is_not_told() -> None:
    office = Office(None, Binding(source="events", destination="lonely", routing_key="a"))
    office.consumes("reports")
    assert not office.told()


def test_that_the_binding_that_every_queue_has_is_no_way_in() -> None:
    office = Office(None, Binding(source="", destination="lonely", routing_key="lonely"))
    office.consumes("reports")
    assert LONELY in office.told()


def test_that_a_consumer_that_got_something_before_it_was_watched_is_not_told() -> None:
    office = Office()
    office.node.deliver(office.consumes("reports"), "lonely", 7)
    assert not office.told()


def test_that_a_queue_that_is_seen_to_be_published_to_by_name_is_not_told() -> None:
    office = Office()
    office.consumes("reports")
    heard = published(
        1, office.since, party=Party("x"), exchange="", routing_key="lonely", flags=Flag.ACKS_UNSEEN
    )
    office.session.fold(logged(heard))
    assert not office.told()


def test_that_messages_that_wait_tell_that_it_can_be_reached() -> None:
    office = Office()
    office.consumes("reports")
    office.node.depths["lonely"] = (0, 1)
    assert not office.told()


def test_that_a_service_that_does_nothing_is_told_with_what_to_do() -> None:
    office = Office()
    office.comes("importer")
    found = office.told()
    assert list(found) == ["service:importer"]
    assert found["service:importer"].severity == "notice"
    assert found["service:importer"].text == (
        "connected for 3 h 5 min, but on its open channels nothing was ever published, and it "
        "consumes nothing: perhaps it did not start as it should; look at its log, unless it is "
        "meant to wait"
    )


def test_that_it_is_over_when_it_publishes() -> None:
    office = Office()
    line = office.comes("importer")
    assert office.told()
    office.node.publish(line, "events")
    assert not office.told(5)


def test_that_a_service_that_published_before_it_was_watched_is_not_told() -> None:
    office = Office()
    office.node.publish(office.comes("importer"), "events", amount=3)
    assert not office.told()


def test_that_a_service_of_which_one_connection_works_is_not_told() -> None:
    office = Office()
    office.comes("importer-1")
    office.node.publish(office.comes("importer-2"), "events")
    assert not office.told()


def test_that_a_connection_without_a_channel_says_nothing() -> None:
    office = Office()
    line = office.comes("importer")
    office.node.close(line)
    office.node.collect()
    office.comes("other")
    assert list(office.told()) == ["service:other"]


def test_that_nothing_is_told_while_somebody_counts_who_has_no_name() -> None:
    office = Office()
    office.comes("importer")
    unnamed = office.node.client("stranger")
    office.node.publish(unnamed, "events")
    assert not office.told()


def test_that_nothing_is_told_of_nodes_whose_counters_do_not_come() -> None:
    office = Office()
    line = office.comes("importer")
    elsewhere = Channel(name=line.name, connection=line.connection.name, node="rabbit@two")
    office.node.declared["channels"] = {line.name: elsewhere}
    assert not office.told()
