"""A cluster of two nodes: each counts for its own channels, and nothing is counted twice."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.endpoints import Endpoints, endpoints
from tests.integration.clients import (
    Client,
    lower_bounds,
    pump_until,
    reported,
    watching,
    wrong,
)
from tests.integration.commands import Command
from tests.integration.shop import Ledger
from tests.private_node import PrivateNode

AMOUNT = 7


@pytest.fixture(scope="module")
def cluster(broker_root: Path) -> Iterator[tuple[PrivateNode, PrivateNode]]:
    first = PrivateNode(root=broker_root).start()
    second = PrivateNode(root=broker_root, joins=first)
    try:
        yield first, second.start()
    finally:
        second.stop()
        first.stop()


@pytest.fixture
def urls(cluster: tuple[PrivateNode, PrivateNode], vhost_name: str) -> Iterator[tuple[str, str]]:
    """The same vhost by way of each node."""
    with cluster[0].vhost(vhost_name) as url:
        yield url, cluster[1].vhost_url(vhost_name)


def both(nodes: tuple[PrivateNode, PrivateNode]) -> str:
    return ",".join(node.prometheus_url for node in nodes)


def options(nodes: tuple[PrivateNode, PrivateNode], url: str, prometheus: str) -> list[str]:
    surfaces = ["--management-url", nodes[0].management_url, "--prometheus-url", prometheus]
    return ["flow", "--duration", "120", "--url", url, *surfaces]


class Pair:
    """A service on each node, a queue on each node, and every way between them."""

    def __init__(self, urls: tuple[str, str]) -> None:
        self.ledger = Ledger()
        self.orders = Client(urls[0], "orders-1", self.ledger)
        self.billing = Client(urls[1], "billing", self.ledger)
        self.replica = Client(urls[1], "orders-2", self.ledger)
        self.all = (self.orders, self.billing, self.replica)
        self.orders.channel.exchange_declare("shop", "fanout")
        for client, queue in ((self.orders, "here.q"), (self.billing, "there.q")):
            client.channel.queue_declare(queue)
            client.channel.queue_bind(queue, "shop")

    def work(self) -> None:
        for publisher in (self.orders, self.replica):
            publisher.publish("shop", "", "here.q", "there.q", amount=AMOUNT)
            publisher.ask("here.q", "there.q")
        self.billing.publish("", "here.q", "here.q", amount=AMOUNT)
        self.billing.ask("here.q", "there.q")
        self.billing.consume("there.q", 2 * AMOUNT)
        self.billing.consume("here.q", AMOUNT)
        self.replica.get("here.q", 2 * AMOUNT)

    def close(self) -> None:
        for client in self.all:
            client.close()


@contextlib.contextmanager
def pair_of(urls: tuple[str, str]) -> Iterator[Pair]:
    made = Pair(urls)
    try:
        yield made
    finally:
        made.close()


def test_that_every_node_counts_once(
    cluster: tuple[PrivateNode, PrivateNode], urls: tuple[str, str]
) -> None:
    """Also when one of them is named twice, and for channels that were open before."""
    twice = cluster[0].prometheus_url.replace("127.0.0.1", "localhost")
    with pair_of(urls) as pair:
        command = Command(*options(cluster, urls[0], f"{both(cluster)},{twice}"))
        command.wait_until_says("watching")
        pair.work()
        command.interrupt()
        result = command.json()
    assert reported(result) == pair.ledger.counts()
    assert result["complete"]
    assert not lower_bounds(result)
    instances = {node["id"]: node.get("instances") for node in result["nodes"]}
    assert instances["service:orders"] == 2


def inferred(nodes: tuple[PrivateNode, PrivateNode], url: str) -> Endpoints:
    """As when nobody names Prometheus URLs, but with the port that the first node really has."""
    named = endpoints(url, nodes[0].management_url, nodes[0].prometheus_url)
    return replace(named, prometheus_inferred=True)


def test_that_the_other_nodes_are_found(
    cluster: tuple[PrivateNode, PrivateNode], urls: tuple[str, str]
) -> None:
    with watching(inferred(cluster, urls[0])) as (_, window), pair_of(urls) as pair:
        pair.work()
        window.end()
        result = window.as_json()
    assert reported(result) == pair.ledger.counts()
    assert result["complete"]
    assert not lower_bounds(result)
    told = result["capabilities"]["prometheus"]["detail"]
    assert all(f"node {node.name}" in told for node in cluster)


def test_that_a_node_that_is_not_asked_makes_lower_bounds(
    cluster: tuple[PrivateNode, PrivateNode], urls: tuple[str, str]
) -> None:
    named = endpoints(urls[0], cluster[0].management_url, cluster[0].prometheus_url)
    with watching(named) as (_, window), pair_of(urls) as pair:
        pair.work()
        window.end()
        result = window.as_json()
    assert not wrong(result, pair.ledger)
    assert not result["complete"]
    assert {key[:3] for key in reported(result)} <= lower_bounds(result)
    assert cluster[1].name in result["capabilities"]["prometheus"]["why"]


def test_that_a_node_that_goes_away_keeps_its_counts(
    cluster: tuple[PrivateNode, PrivateNode], urls: tuple[str, str]
) -> None:
    """The last test of the two: the second node does not come back."""
    first, second = cluster
    named = endpoints(urls[0], first.management_url, both(cluster))
    with watching(named) as (session, window), pair_of(urls) as pair:
        pair.work()
        truth = pair.ledger.counts()
        pump_until(session, lambda: reported(window.as_json()) == truth)
        second.kill()
        pump_until(session, lambda: not session.capabilities["prometheus"].ok)
        pair.orders.publish("", "here.q", "here.q", amount=AMOUNT)
        pair.orders.ask("here.q")
        window.end()
        result = window.as_json()
    assert reported(result) == pair.ledger.counts()
    assert not result["complete"]
    assert {key[:3] for key in truth} <= lower_bounds(result)
    assert second.prometheus_url in result["capabilities"]["prometheus"]["why"]
