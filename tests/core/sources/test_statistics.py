"""Readings of `message_stats` that are of one sample each, and when that sample was taken."""

import json
from collections.abc import Iterator
from math import inf
from typing import Any

import pytest

from core.endpoints import endpoints
from core.facts import ObjectTotals, Sample
from core.sources.management import ManagementApi
from core.sources.statistics import Statistics, StatisticsInterval
from tests.api_replies import CONSUMER, PUBLISHER, replies
from tests.local_http import Answer, LocalHttp, serving

BEGUN = 1_000_000.0


class Broker:
    """An API whose totals the test moves."""

    def __init__(self) -> None:
        self.now = BEGUN
        self.uptime = 60_000
        self.nodes = ["rabbit@one"]
        self.closed = 0
        self.publish = 0
        self.ahead: dict[str, int] = {}
        """Paths of which the reply has moved on already, and by how much."""
        self.slow = 0.0
        """How long it takes to list the channels."""

    def answer(self, path: str) -> Answer | bytes:
        where = path.partition("?")[0]
        publish = self.publish + self.ahead.get(where, 0)
        if where == "/api/nodes":
            told = {"uptime": self.uptime, "channel_closed": self.closed}
            return self._rows(*({"name": node, **told} for node in self.nodes))
        if where == "/api/vhosts":
            return self._rows({"name": "research", "message_stats": {"publish": publish}})
        if where == "/api/exchanges/research":
            return self._rows({"name": "shop", "message_stats": {"publish_in": publish}})
        if where == "/api/vhosts/research/channels":
            self.now += self.slow
            return self._rows({"name": PUBLISHER, "message_stats": {"publish": publish}})
        return b"[]"

    def _rows(self, *rows: Any) -> bytes:
        return json.dumps(rows).encode()

    def clock(self) -> float:
        return self.now


class Read:
    """The statistics of such a broker, read half a second after half a second."""

    def __init__(self, base: str, broker: Broker) -> None:
        api = ManagementApi(endpoints("amqp://guest:guest@localhost/research", base, "off", {}))
        self.broker = broker
        self.statistics = Statistics(api, broker.clock)

    def after(self, seconds: float, *, detailed: bool = False) -> ObjectTotals | None:
        self.broker.now += seconds
        return self.statistics.newest(detailed=detailed)

    def learn_interval(self) -> None:
        """See the uptime grow by five seconds."""
        self.after(0.0)
        self.broker.uptime += 5_000
        self.after(0.5)

    def steady(self) -> ObjectTotals:
        """Read until nothing moves."""
        found = None
        while found is None:
            found = self.after(0.5)
        return found


@pytest.fixture
def read() -> Iterator[Read]:
    broker = Broker()
    with serving(broker.answer) as local:
        yield Read(local.base, broker)


@pytest.fixture
def real() -> Iterator[LocalHttp]:
    with serving(replies()) as local:
        yield local


def test_that_totals_are_those_of_all_objects(real: LocalHttp) -> None:
    totals = Read(real.base, Broker()).steady()
    assert totals.channels[PUBLISHER]["publish"] == 1229
    assert totals.channels[CONSUMER]["ack"] == 272
    assert totals.connections[CONSUMER] == CONSUMER.removesuffix(" (1)")
    assert totals.exchanges[""]["publish_in"] == 183
    assert totals.exchanges["audit"] == {}
    assert set(totals.queues) == {"audit.q", "billing", "dead", "shipping"}
    assert totals.vhost == {"publish": 1412, "confirm": 1229, "deliver": 1007, "ack": 826}
    assert {queue for _, _, queue in totals.consumers} == {"audit.q", "billing", "shipping"}
    assert (totals.publishes, totals.routes, totals.deliveries) == ({}, {}, {})
    assert not totals.detailed


def test_that_detailed_totals_have_every_edge() -> None:
    channels = [{"name": PUBLISHER}, {"name": CONSUMER}, {"name": "gone (1)"}]
    publisher = {"publishes": [{"exchange": {"name": "orders"}, "stats": {"publish": 5}}]}
    consumer = {"deliveries": [{"queue": {"name": "billing"}, "stats": {"deliver": 4, "ack": 3}}]}
    queue = {"incoming": [{"exchange": {"name": "orders"}, "stats": {"publish": 5}}, {"stats": {}}]}
    instead = {
        f"channels/{PUBLISHER}": publisher,
        f"channels/{CONSUMER}": consumer,
        "queues/research/billing": queue,
        "channels/gone (1)": Answer(status=404),
        "queues/research/audit.q": {},
        "vhosts/research/channels": channels,
    }
    with serving(replies(**instead)) as local:
        reading = Read(local.base, Broker())
        reading.after(0.0)
        totals = reading.after(0.5, detailed=True)
    assert totals is not None
    assert totals.publishes == {(PUBLISHER, "orders"): {"publish": 5}}
    assert totals.deliveries == {("billing", CONSUMER): {"deliver": 4, "ack": 3}}
    assert totals.routes["orders", "billing"] == {"publish": 5}
    assert totals.detailed


def test_that_what_moves_is_looked_at_again(read: Read) -> None:
    assert read.after(0.0) is None
    assert read.after(0.5) is not None
    read.broker.publish = 3
    assert read.after(0.5) is None
    found = read.after(0.5)
    assert found is not None
    assert (found.channels[PUBLISHER], found.vhost) == ({"publish": 3}, {"publish": 3})


@pytest.mark.parametrize("where", ["vhosts", "exchanges/research", "vhosts/research/channels"])
def test_that_half_a_sample_is_never_shown(read: Read, where: str) -> None:
    """A sample is written while it is read: some replies show it, others not yet."""
    read.steady()
    read.broker.ahead[f"/api/{where}"] = 1
    assert read.after(0.5) is None
    read.broker.ahead.clear()
    read.broker.publish += 1
    assert read.steady().vhost == {"publish": 1}


def test_that_replies_that_may_be_repeated_ones_are_not_trusted_at_once(read: Read) -> None:
    read.broker.slow = 0.2
    read.steady()
    read.broker.publish += 1
    assert [read.after(0.5) is None for _ in range(3)] == [True, True, False]


def test_that_a_sample_is_dated_by_what_moved(read: Read) -> None:
    read.learn_interval()
    assert (read.steady().period, read.steady().within) == (5.0, 6.0)
    before = read.broker.now
    read.broker.publish += 1
    assert read.after(0.5) is None
    found = read.steady()
    assert found.samples["publish"] == Sample(before - 1.0, before + 0.25)
    assert found.samples["publish"].is_dated
    assert not found.samples["deliver"].is_dated
    assert found.samples["deliver"].since == pytest.approx(read.broker.now - 6.0)


def test_that_samples_follow_each_other_even_when_nothing_moves(read: Read) -> None:
    read.learn_interval()
    read.steady()
    read.broker.publish += 1
    read.after(0.5)
    first = read.steady().samples["publish"]
    found = read.after(12.0)
    assert found is not None
    assert found.samples["publish"] == Sample(found.at - 6.0, first.at + 10.0)  # if it is in time


def test_that_channels_that_closed_are_counted_on_all_nodes_and_sampled_by_themselves(
    read: Read,
) -> None:
    read.broker.nodes.append("rabbit@two")
    read.broker.closed = 4
    read.learn_interval()
    found = read.steady()
    assert found.closed == 8
    assert found.samples["closings"] == Sample(found.at - 6.0, found.at - 6.0)


def test_that_nothing_is_known_of_samples_as_long_as_the_interval_is_not(read: Read) -> None:
    read.broker.publish += 1
    found = read.steady()
    assert found.period == 0.0
    assert found.within == inf
    assert set(found.samples.values()) == {Sample(0.0, 0.0)}


def test_that_a_broker_that_answers_slowly_may_sample_late(read: Read) -> None:
    read.learn_interval()
    read.broker.slow = 0.1
    assert read.steady().within == pytest.approx(6.6)


def test_that_in_a_cluster_one_node_does_not_date_the_samples_of_all(read: Read) -> None:
    read.broker.nodes.append("rabbit@two")
    read.learn_interval()
    read.steady()
    read.broker.publish += 1
    read.after(0.5)
    assert not read.steady().samples["publish"].is_dated


def test_that_the_interval_is_the_longest_of_the_nodes() -> None:
    interval = StatisticsInterval()
    interval.take([{"name": "one", "uptime": 1_000}, {"name": "two", "uptime": 3_000}])
    interval.take([{"name": "one", "uptime": 6_000}, {"name": "two", "uptime": 3_000}])
    assert interval.seconds == 0.0
    interval.take([{"name": "one", "uptime": 6_000}, {"name": "two", "uptime": 33_000}])
    assert (interval.seconds, interval.within, interval.nodes) == (30.0, 36.0, 2)


def test_that_a_broker_that_is_late_is_given_more_time() -> None:
    interval = StatisticsInterval()
    for uptime in (0, 5_000, 12_000):
        interval.take([{"name": "one", "uptime": uptime}])
    assert interval.seconds == 5.0
    assert interval.within == pytest.approx(8.4)
    for uptime in range(17_000, 50_000, 5_000):
        interval.take([{"name": "one", "uptime": uptime}])
    assert interval.within == pytest.approx(6.0)


def test_that_a_broker_that_tells_no_uptime_is_taken_for_a_usual_one() -> None:
    interval = StatisticsInterval()
    interval.take([{"name": "one"}])
    assert interval.seconds == 5.0
