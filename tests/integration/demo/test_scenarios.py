"""Each scenario's promise, as Flowscope sees it on a real broker."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from core.demo.scenarios import Scenario
from core.demo.system import System
from core.endpoints import endpoints
from core.graph import EdgeKey
from core.session import Session
from core.troubles import Kind
from tests.integration.clients import pump_until, watching
from tests.integration.conftest import NodeWith
from tests.private_node import PLUGINS, PrivateNode

ORDERS: EdgeKey = ("deliver", "queue:shop.orders", "service:orders")
STOCK: EdgeKey = ("deliver", "queue:shop.stock", "service:stock")
MAIL: EdgeKey = ("deliver", "queue:shop.mail", "service:mail")
SHIPPING: EdgeKey = ("deliver", "queue:shop.shipping", "service:shipping")
PLACING: EdgeKey = ("publish", "service:storefront", "exchange:shop.events")
ORDERED: EdgeKey = ("route", "exchange:shop.events", "queue:shop.orders")


@dataclass(slots=True)
class Watched:
    """The system, and what Flowscope shows of it."""

    system: System
    session: Session

    def scenario(self, name: str) -> Scenario:
        return next(one for one in self.system.scenarios if one.name == name)

    def until(self, condition: Callable[[], bool], seconds: float = 45.0) -> None:
        pump_until(self.session, condition, seconds)

    def count(self, key: EdgeKey, counter: str) -> int:
        edge = self.session.graph.edges.get(key)
        return (self.session.graph.count(edge, counter) if edge else None) or 0

    def rate(self, key: EdgeKey, counter: str) -> float:
        edge = self.session.graph.edges.get(key)
        return (self.session.graph.rate(edge, counter) if edge else None) or 0.0

    def told(self, at: str | EdgeKey, *kinds: Kind) -> bool:
        """One of these verdicts is told of a place, once."""
        found = [one for one in self.session.graph.troubles if one.at == at and one.kind in kinds]
        assert len(found) <= 1, found
        return bool(found)

    def depth(self, queue: str) -> tuple[int, int]:
        node = self.session.graph.nodes[f"queue:{queue}"]
        return node.ready or 0, node.unacked or 0


@contextmanager
def shop(node: PrivateNode, url: str, **options: float) -> Iterator[Watched]:
    """The shop is open, and Flowscope sees every service at work."""
    where = endpoints(url, node.management_url, node.prometheus_url)
    system = System(where, speed=options.get("speed", 1.5))
    system.start()
    try:
        with watching(where) as (session, _window):
            watched = Watched(system, session)
            watched.until(lambda: watched.count(SHIPPING, "ack") > 0)
            yield watched
    finally:
        system.stop()


def test_that_a_slow_consumer_builds_a_backlog_that_goes_away(
    node: PrivateNode, vhost_url: str
) -> None:
    with shop(node, vhost_url) as watched:
        scenario = watched.scenario("slow-consumer")
        scenario.start()
        acked = watched.count(SHIPPING, "ack")
        watched.until(lambda: watched.depth("shop.shipping")[0] >= 10)
        assert watched.depth("shop.shipping")[1] == 10  # the prefetch
        watched.until(lambda: watched.count(SHIPPING, "ack") > acked)
        watched.until(lambda: watched.told(SHIPPING, "slow", "stuck"))
        scenario.stop()
        watched.until(lambda: watched.depth("shop.shipping")[0] == 0)
        watched.until(lambda: not watched.told(SHIPPING, "slow", "stuck"))


def test_that_a_crash_loop_redelivers_and_never_acks(node: PrivateNode, vhost_url: str) -> None:
    with shop(node, vhost_url) as watched:
        scenario = watched.scenario("crash-loop")
        scenario.start()
        watched.until(lambda: watched.count(STOCK, "redeliver") >= 10)
        acked = watched.count(STOCK, "ack")
        starts = watched.system.services["stock"].starts
        watched.until(lambda: watched.system.services["stock"].starts >= starts + 2)
        assert watched.count(STOCK, "ack") == acked
        watched.until(lambda: watched.told(STOCK, "redelivered"))
        scenario.stop()
        watched.until(lambda: watched.count(STOCK, "ack") > acked)
        watched.until(lambda: not watched.told(STOCK, "redelivered"), 90)


def test_that_a_poison_message_is_redelivered_many_times_a_second(
    node: PrivateNode, vhost_url: str
) -> None:
    with shop(node, vhost_url) as watched:
        scenario = watched.scenario("poison-message")
        scenario.start()
        watched.until(lambda: watched.rate(ORDERS, "redeliver") > 5)
        acked = watched.count(ORDERS, "ack")
        watched.until(lambda: watched.count(ORDERS, "ack") > acked)  # good orders still pass
        watched.until(lambda: watched.told(ORDERS, "redelivered"))
        scenario.stop()
        watched.until(lambda: watched.rate(ORDERS, "redeliver") == 0)
        watched.until(lambda: not watched.told(ORDERS, "redelivered"), 90)


def test_that_an_unbound_key_is_dropped_and_starves_the_orders(
    node: PrivateNode, vhost_url: str
) -> None:
    with shop(node, vhost_url) as watched:
        scenario = watched.scenario("unbound-key")
        scenario.start()
        watched.until(lambda: watched.rate(PLACING, "drop_unroutable") > 1)
        watched.until(lambda: watched.rate(ORDERED, "publish") == 0)
        watched.until(lambda: watched.told(PLACING, "dropped"))
        scenario.stop()
        watched.until(lambda: watched.rate(ORDERED, "publish") > 0)


def test_that_a_stuck_consumer_holds_its_prefetch_and_acks_nothing(
    node: PrivateNode, vhost_url: str
) -> None:
    with shop(node, vhost_url) as watched:
        scenario = watched.scenario("stuck-consumer")
        scenario.start()
        watched.until(lambda: watched.depth("shop.mail")[0] >= 10)
        assert watched.depth("shop.mail")[1] == watched.system.services["mail"].prefetch
        watched.until(lambda: watched.rate(MAIL, "ack") == 0)
        acked = watched.count(MAIL, "ack")
        watched.until(lambda: watched.told(MAIL, "stuck"))
        scenario.stop()
        watched.until(lambda: watched.count(MAIL, "ack") > acked + 10)
        watched.until(lambda: watched.depth("shop.mail")[0] == 0)
        assert not watched.told(MAIL, "stuck", "slow", "holding")


def test_that_a_flood_gathers_at_the_payments(node: PrivateNode, vhost_url: str) -> None:
    with shop(node, vhost_url, speed=1.0) as watched:
        scenario = watched.scenario("flood")
        scenario.start()
        watched.until(lambda: watched.rate(PLACING, "publish") > 15)
        watched.until(lambda: watched.depth("shop.charge")[0] >= 30)
        watched.until(lambda: watched.told("queue:shop.charge", "growing"), 90)
        scenario.stop()
        watched.until(lambda: watched.rate(PLACING, "publish") < 15)
        watched.until(lambda: watched.depth("shop.charge")[0] == 0, 90)
        watched.until(lambda: not watched.told("queue:shop.charge", "growing"))


def test_that_the_legacy_service_holds_its_prefetch_for_ever(
    node: PrivateNode, vhost_url: str
) -> None:
    with shop(node, vhost_url, speed=4.0) as watched:
        watched.until(lambda: watched.depth("shop.erp")[1] == 25)
        watched.until(lambda: watched.depth("shop.erp")[0] > 0)
        assert watched.count(("deliver", "queue:shop.erp", "service:legacy-erp"), "ack") == 0


@pytest.mark.timeout(240)
def test_that_everybody_comes_back_after_a_restart_of_the_broker(node_with: NodeWith) -> None:
    node = node_with(PLUGINS, "# restarted by its test")

    def restart() -> None:
        node.halt()
        node.start()

    where = endpoints(node.amqp_url, node.management_url, node.prometheus_url)
    system = System(where, restart=restart)
    system.start()
    try:
        scenario = system.scenarios[-1]
        assert scenario.name == "broker-restart"
        scenario.start()
        deadline = time.monotonic() + 120
        while scenario.is_on:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        with watching(where) as (session, _window):
            watched = Watched(system, session)
            watched.until(lambda: watched.count(SHIPPING, "ack") > 0)
    finally:
        system.stop()
