"""Whose keys lead where, in a shop whose every publish is heard."""

import itertools
from typing import Any

import numpy as np
import pytest

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.flow import Flow
from core.graph import EdgeKey
from core.message_facts import Flag, Party
from core.reach import Barred, Reach
from core.selection import Selection
from core.topology import Binding, Connection, Consumer, Exchange, Queue, Topology
from tests.core.seen_facts import published

STAFF = ("web", "stock", "mailer", "clerk")


def bound(source: str, key: str, destination: str, kind: str = "queue") -> Binding:
    return Binding(
        source=source,
        destination=destination,
        destination_type="exchange" if kind == "exchange" else "queue",
        routing_key=key,
    )


def topology(*more: Binding, queues: tuple[Queue, ...] = ()) -> Topology:
    """Events reach mails and orders, and by way of the archive all that is called so."""
    found = ("mails", "orders", "all", "dead")
    return Topology(
        exchanges={
            "events": Exchange(name="events", type="topic"),
            "archive": Exchange(name="archive", type="fanout"),
            "": Exchange(name="", type="direct"),
        },
        queues={name: Queue(name=name) for name in found} | {one.name: one for one in queues},
        bindings=(
            bound("events", "mail.*", "mails"),
            bound("events", "order.*", "orders"),
            bound("events", "order.*", "archive", "exchange"),
            bound("archive", "", "all"),
            *more,
        ),
        connections={one: Connection(name=one, vhost="v", provided_name=one) for one in STAFF},
        consumers=(
            Consumer(tag="1", queue="mails", channel="mailer (1)", connection="mailer"),
            Consumer(tag="1", queue="orders", channel="clerk (1)", connection="clerk"),
        ),
    )


class Shop:
    """Who publishes there, and what was heard of it."""

    def __init__(self, declared: Topology | None = None) -> None:
        self.flow, self.ack_flow, self.hears = Flow("v"), AckFlow(), True
        self.flow.fold_topology(declared or topology())
        self.reach = Reach(self.flow, self.ack_flow, lambda: self.hears)
        self._tags = itertools.count()

    def publishes(self, service: str, *keys: str, exchange: str = "events") -> None:
        """The edge is there, and these keys were heard."""
        edge = self.flow.graph.edge("publish", f"service:{service}", f"exchange:{exchange}")
        edge.declared = True
        about: dict[str, Any] = {"exchange": exchange, "flags": Flag.ACKS_UNSEEN, "amount": 1}
        for key in keys:
            party = Party(service, service, vhost="v")
            fact = published(next(self._tags), party=party, routing_key=key, **about)
            self.ack_flow.fold(logged(fact))

    def passes(self, *key: str) -> None:
        """The broker has counted messages on an edge."""
        edge = self.flow.graph.edge(*key)  # type: ignore[arg-type]
        self.flow.graph.count_with(edge)
        counter = np.array([edge.counters["publish"]])
        for second in (1, 2):
            self.flow.graph.tally.advance(
                self.flow.graph.tally.pace(), counter, np.array([3.0]), second, 10.0
            )

    def down(self, selection: Selection) -> set[tuple[str, str]]:
        return ends(self.reach.barred(selection).down)

    def up(self, selection: Selection) -> set[tuple[str, str]]:
        return ends(self.reach.barred(selection).up)


def ends(edges: frozenset[EdgeKey]) -> set[tuple[str, str]]:
    return {(source.partition(":")[2], target.partition(":")[2]) for _, source, target in edges}


def shop(declared: Topology | None = None) -> Shop:
    """Web publishes mails, stock publishes orders."""
    found = Shop(declared)
    found.publishes("web", "mail.hello")
    found.publishes("stock", "order.new")
    return found


def test_that_a_publisher_leads_only_where_its_keys_do() -> None:
    assert shop().down("service:web") == {
        ("events", "orders"),
        ("events", "archive"),
        ("archive", "all"),
    }
    assert shop().down(("publish", "service:stock", "exchange:events")) == {("events", "mails")}


def test_that_an_exchange_leads_where_the_keys_of_all_do() -> None:
    found = shop()
    assert found.down("exchange:events") == set()
    found.flow.fold_topology(topology(bound("events", "never.*", "dead")))
    assert found.down("exchange:events") == {("events", "dead")}


def test_that_a_queue_and_its_consumer_come_from_those_whose_keys_match() -> None:
    for selection in ("queue:mails", "service:mailer"):
        assert shop().up(selection) == {("stock", "events")}
    assert shop().up(("deliver", "queue:mails", "service:mailer")) == {("stock", "events")}
    assert shop().up(("route", "exchange:events", "queue:orders")) == {("web", "events")}
    assert shop().up("queue:all") == {("web", "events")}
    assert shop().up("exchange:events") == set()


def test_that_nothing_is_barred_while_not_everything_is_heard() -> None:
    found = shop()
    found.hears = False
    assert found.reach.barred("service:web") == Barred()


def test_that_nothing_is_barred_when_keys_were_missed() -> None:
    found = shop()
    found.ack_flow.key_counts.missed = True
    assert found.reach.barred("service:web") == Barred()


def test_that_whoever_was_not_heard_may_publish_with_any_key() -> None:
    found = shop()
    found.publishes("clerk")
    assert found.down("service:clerk") == set()
    assert found.down("exchange:events") == set()
    assert ("events", "orders") in found.down("service:web")
    assert found.up("queue:mails") == {("stock", "events")}


def test_that_a_new_key_opens_the_way() -> None:
    found = shop()
    assert ("events", "orders") in found.down("service:web")
    found.publishes("web", "order.new")
    assert found.down("service:web") == set()


def test_that_what_dead_letters_come_to_stays_open() -> None:
    dying = Queue(name="mails", dead_letter_exchange="archive")
    assert shop(topology(queues=(dying,))).down("service:web") == {
        ("events", "orders"),
        ("events", "archive"),
    }


def test_that_dead_letters_with_a_key_of_their_own_go_where_it_leads() -> None:
    dying = Queue(name="mails", dead_letter_exchange="", dead_letter_routing_key="dead")
    found = shop(topology(queues=(dying,)))
    found.publishes("clerk", "orders", exchange="")
    found.passes("route", "exchange:", "queue:orders")
    found.passes("route", "exchange:", "queue:dead")
    assert ("", "orders") in found.down("service:web")
    assert ("", "dead") not in found.down("service:web")
    assert found.up("queue:dead") == {("stock", "events"), ("clerk", "")}
    assert found.up("queue:orders") == {("web", "events"), ("mails", "")}


def test_that_of_very_many_dead_letter_keys_nothing_is_known() -> None:
    dying = tuple(
        Queue(name=f"q{n}", dead_letter_exchange="events", dead_letter_routing_key="mail.x")
        for n in range(1001)
    )
    assert shop(topology(queues=dying)).down("service:web") == set()
    assert ("events", "orders") in shop(topology(queues=dying[:1000])).down("service:web")


def test_that_an_edge_that_something_unknown_has_passed_stays_open() -> None:
    found = shop(topology(bound("events", "never.*", "dead")))
    found.passes("route", "exchange:events", "queue:dead")
    assert ("events", "dead") not in found.down("service:web")
    assert found.up("queue:dead") == set()


def test_that_what_is_counted_for_the_first_exchange_is_known_to_pass() -> None:
    found = shop()
    found.passes("route", "exchange:events", "queue:all")
    assert ("events", "all") in found.down("service:web")
    assert ("events", "all") not in found.down("service:stock")


def test_that_who_has_very_many_keys_may_publish_with_any() -> None:
    found = Shop()
    found.publishes("web", *(f"mail.{n}" for n in range(201)))
    assert found.down("service:web") == set()


def test_that_of_very_many_keys_those_of_whoever_has_few_are_followed() -> None:
    found = shop()
    for number in range(10):
        keys = (f"mail.{number}.{n}" for n in range(150))
        found.publishes(f"robot-{number}", *keys)
    assert ("events", "orders") in found.down("service:web")
    assert ("events", "orders") in found.down("service:robot-0")
    assert found.down("service:robot-9") == set()


@pytest.mark.parametrize("kind", ["headers", "x-random"])
def test_that_exchanges_which_choose_otherwise_stay_open(kind: str) -> None:
    declared = topology()
    exchanges = {**declared.exchanges, "events": Exchange(name="events", type=kind)}
    found = shop(Topology(**{**vars(declared), "exchanges": exchanges}))
    assert found.down("service:web") == set()
