"""What may be said of a broker depends on what has answered, and since when."""

from typing import Any

import pytest

from core.clock import now
from core.endpoints import endpoints
from core.facts import CapabilityChanged, ObjectTotals, Sample
from core.flow import Flow
from core.freshness import Freshness
from core.sources.broker_identity import BrokerIdentity
from core.sources.cluster import ClusterScrapers
from core.surfaces import Surfaces

NAMES = ("amqp", "management", "prometheus", "event_exchange")


def told(name: str, *, ok: bool) -> CapabilityChanged:
    return CapabilityChanged(at=1.0, capability=name, ok=ok)


def no_totals(at: float) -> ObjectTotals:
    return ObjectTotals(
        at=at,
        channels={},
        exchanges={},
        queues={},
        publishes={},
        deliveries={},
        routes={},
        detailed=False,
        period=5.0,
        samples={"channels": Sample(since=at, at=at + 1)},
    )


def freshness(*seen: CapabilityChanged, broker: dict[str, Any] | None = None) -> Freshness:
    surfaces = Surfaces()
    for one in seen:
        surfaces.take(one)
    where = endpoints("amqp://127.0.0.1:1/shop", "off", "off", {})
    cluster = ClusterScrapers(where, lambda _: True, now, BrokerIdentity(where, now))
    return Freshness(Flow("shop"), surfaces, cluster, {} if broker is None else broker)


def test_that_it_waits_for_every_surface_but_the_firehose() -> None:
    assert not freshness(*(told(name, ok=False) for name in NAMES[1:])).has_answered
    assert freshness(*(told(name, ok=False) for name in NAMES)).has_answered


def test_that_a_management_api_that_works_owes_the_topology() -> None:
    known = freshness(*(told(name, ok=True) for name in NAMES))
    assert not known.has_answered
    known.topology_at = 5.0
    assert known.has_answered


@pytest.mark.parametrize(("rates_mode", "counts"), [("basic", True), ("none", False)])
def test_that_a_broker_may_be_told_not_to_count(rates_mode: str, counts: bool) -> None:
    known = freshness(told("management", ok=True), broker={"rates_mode": rates_mode})
    assert known.counts_messages is counts


def test_that_a_node_whose_counters_never_came_is_missed_by_name() -> None:
    broker: dict[str, Any] = {}
    known = freshness(told("prometheus", ok=True), broker=broker)
    assert known.uncounted_nodes == []
    broker["nodes"] = ["rabbit@two", "rabbit@one"]
    assert known.uncounted_nodes == ["rabbit@one", "rabbit@two"]


def test_that_the_management_api_alone_is_as_new_as_its_older_half() -> None:
    known = freshness(told("management", ok=True))
    known.topology_at = 7.0
    assert not known.was_read_since(6.0)  # its totals have not come
    known._flow.api_totals.take(no_totals(6.5))
    assert known.was_read_since(6.0)
    assert not known.was_read_since(6.8)
    assert known.counts_are_newer_than(6.5)


def test_that_nothing_was_read_where_nothing_works() -> None:
    assert not freshness(*(told(name, ok=False) for name in NAMES)).was_read_since(0.0)
