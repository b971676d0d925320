"""The demo system on a real broker: its books, its services' return, what it leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest

from core.demo import plan
from core.demo.demo import CannotStart
from core.demo.system import System
from core.endpoints import endpoints
from tests.core.demo.bookkeeping import (
    NOWHERE,
    ROUTES,
    all_up,
    noted,
    truth,
    until,
    until_quiet,
)
from tests.integration.clients import reported
from tests.integration.commands import Command, surfaces
from tests.integration.shop import connect
from tests.private_node import PrivateNode


@contextmanager
def running(url: str, **options: Any) -> Iterator[System]:
    system = System(endpoints(url, "off", "off"), **options)
    system.start()
    try:
        yield system
    finally:
        system.stop()


def names(node: PrivateNode, kind: str, url: str) -> set[str]:
    vhost = url.rpartition("/")[2]
    return {one["name"] for one in node.request("GET", f"/api/{kind}/{vhost}")}


@pytest.mark.timeout(240)
def test_that_flow_equals_the_books_on_every_edge(node: PrivateNode, vhost_url: str) -> None:
    with running(vhost_url, is_open=False, speed=3.0) as system:
        until(lambda: all_up(system))
        command = Command("flow", "--duration", "120", *surfaces(node, vhost_url))
        command.wait_until_says("watching")
        system.go()
        until(lambda: noted(system, "publish") > 600, 60)
        system.hold()
        until_quiet(system)
        command.interrupt()
        result = command.json()
        books = truth(system)
    assert reported(result) == books
    assert not [edge for edge in result["edges"] if edge.get("at_least")]
    used = {place for place in system.books.routing_keys() if place[0] != "shop.docs"}
    assert used <= {*ROUTES, *NOWHERE}
    assert {edge["kind"] for edge in result["edges"]} == {
        "publish",
        "route",
        "deliver",
        "dead_letter",
        "alternate",
        "bind",
    }
    counters = {key[3] for key in books}
    assert counters == {
        "publish",
        "confirm",
        "return_unroutable",
        "drop_unroutable",
        "deliver",
        "deliver_no_ack",
        "get",
        "ack",
    }
    instances = {n["name"]: n["instances"] for n in result["nodes"] if n["kind"] == "service"}
    assert len(instances) == 12
    assert instances["payments"] == 3


def test_that_a_killed_service_comes_back(node: PrivateNode, vhost_url: str) -> None:
    said: list[str] = []
    with running(vhost_url, tell=said.append) as system:
        until(lambda: all_up(system))
        before = {name: one.starts for name, one in system.services.items()}
        until(lambda: "payments-2" in connections(node))
        victim = connections(node)["payments-2"]
        node.request("DELETE", f"/api/connections/{quote(victim, safe='')}")
        until(lambda: system.services["payments-2"].starts == 2)
        until(lambda: all_up(system))
        after = {name: one.starts for name, one in system.services.items()}
    assert after == before | {"payments-2": 2}
    assert any(line.startswith("payments-2: ") and "tries again" in line for line in said)


def connections(node: PrivateNode) -> dict[str, str]:
    """The names that clients gave themselves, and RabbitMQ's names of their connections."""
    listed = node.request("GET", "/api/connections")
    return {one["user_provided_name"]: one["name"] for one in listed if "name" in one}


def test_that_only_its_own_things_are_removed(node: PrivateNode, vhost_url: str) -> None:
    link = connect(vhost_url, "somebody")
    link.channel().exchange_declare("shop.dead", "fanout", durable=True)
    link.close()
    with running(vhost_url) as system:
        assert system.found == {"shop.dead"}
        assert names(node, "queues", vhost_url) >= set(plan.QUEUES)
    left = {name for name in names(node, "exchanges", vhost_url) if name.startswith("shop.")}
    assert left == {"shop.dead"}
    assert names(node, "queues", vhost_url) == set()


def test_that_everything_stays_when_it_is_kept(node: PrivateNode, vhost_url: str) -> None:
    with running(vhost_url, keep=True):
        pass
    assert names(node, "queues", vhost_url) == set(plan.QUEUES)
    assert names(node, "exchanges", vhost_url) >= set(plan.EXCHANGES)


def test_that_a_queue_of_another_kind_is_named_and_left_alone(
    node: PrivateNode, vhost_url: str
) -> None:
    link = connect(vhost_url, "somebody")
    link.channel().queue_declare("shop.orders", durable=True)
    link.close()
    with pytest.raises(CannotStart, match=r"shop\.orders"), running(vhost_url):
        pass
    assert names(node, "queues", vhost_url) == {"shop.orders"}
    assert not any(name.startswith("shop.") for name in names(node, "exchanges", vhost_url))


def test_that_a_vhost_that_is_not_there_is_explained(node: PrivateNode) -> None:
    with pytest.raises(CannotStart, match="does not exist"), running(node.vhost_url("nope")):
        pass
