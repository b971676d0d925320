"""The broker goes away and comes back; Flowscope dies. Neither may leave anything wrong."""

import time
from collections.abc import Callable

import pytest

from core.clock import now
from core.endpoints import endpoints
from core.session import Session
from tests.integration.commands import Command, surfaces
from tests.integration.conftest import NodeWith
from tests.integration.shop import connect
from tests.private_node import PLUGINS, PrivateNode


def pump_until(session: Session, condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Pump until the condition holds."""
    began = now()
    while not condition():
        assert now() - began < seconds, (session.phase, session.capabilities)
        session.wait(0.05)
        session.pump()


def publish(url: str, amount: int) -> None:
    link = connect(url, "orders")
    channel = link.channel()
    channel.queue_declare("q", durable=True)
    for _ in range(amount):
        channel.basic_publish("", "q", b"x")
    link.close()


def published(session: Session) -> int | None:
    """What the service `orders` published."""
    edge = session.graph.edges.get(("publish", "service:orders", "exchange:"))
    return None if edge is None else session.graph.count(edge, "publish")


def routed(session: Session) -> int | None:
    """What reached the queue, whoever published it."""
    edge = session.graph.edges.get(("route", "exchange:", "queue:q"))
    return None if edge is None else session.graph.count(edge, "publish")


@pytest.mark.timeout(240)
def test_that_a_broker_that_comes_back_is_right_again(node_with: NodeWith) -> None:
    node = node_with(PLUGINS, "# restarted by its test")
    session = Session(endpoints(node.amqp_url, node.management_url, node.prometheus_url))
    session.start()
    try:
        pump_until(session, lambda: session.freshness.is_resolved and session.phase == "watching")
        publish(node.amqp_url, 7)
        pump_until(session, lambda: published(session) == 7)
        edge = session.graph.edges["publish", "service:orders", "exchange:"]
        pump_until(session, lambda: session.graph.rate(edge, "publish") is not None)
        node.halt()
        pump_until(session, lambda: session.phase == "lost")
        assert session.trouble
        assert published(session) == 7
        assert session.graph.rate(edge, "publish") is None
        node.start()
        link = connect(node.amqp_url, "orders")
        channel = link.channel()
        for _ in range(5):
            channel.basic_publish("", "q", b"x")
        pump_until(session, lambda: routed(session) == 12)
        pump_until(session, lambda: published(session) == 12)
        pump_until(session, lambda: session.graph.rate(edge, "publish") is not None)
        link.close()
        assert session.phase == "watching"
        ring = edge.counters["publish"]
        history = session.graph.tally.rings.history(ring, 60, now())
        gap = [value != value for value in history.tolist()]
        assert any(gap[index] and not gap[index - 1] for index in range(1, len(gap)))
        assert not (history < 0).any()
        verbs = [entry.verb for entry in session.log.entries if entry.kind == "broker"]
        assert verbs == ["lost", "back"]
    finally:
        session.stop()


def test_that_nothing_is_left_after_a_kill(node: PrivateNode, vhost_url: str) -> None:
    def own() -> list[str]:
        names = [c.get("user_provided_name") or "" for c in node.request("GET", "/api/connections")]
        return [name for name in names if name.startswith("flowscope:")]

    def queues() -> set[str]:
        return {queue["name"] for queue in node.request("GET", "/api/queues")}

    before = queues()
    command = Command("flow", "--duration", "60", *surfaces(node, vhost_url))
    command.wait_until_says("watching")
    assert queues() - before
    command.process.kill()
    command.finish()
    deadline = time.monotonic() + 20
    while own() or queues() - before:
        assert time.monotonic() < deadline
        time.sleep(0.2)
