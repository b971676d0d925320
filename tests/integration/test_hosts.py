"""A broker with several hosts: when one goes away, every source goes on by way of the next."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

import pytest

from core.endpoints import Endpoints, endpoints
from core.publishing import Publish
from core.session import Session
from core.sources.link import open_link
from core.sources.publisher import Publisher
from core.sources.tap import TapSource
from core.tapping import TapTarget
from tests.integration.test_outage import pump_until
from tests.private_node import PrivateNode
from tests.relay import Relay


@pytest.fixture
def relays(node: PrivateNode) -> Iterator[tuple[Relay, Relay]]:
    """Ways to AMQP and to the management API that can be cut."""
    with contextlib.ExitStack() as stack:
        made = Relay(node.amqp_port), Relay(node.management_port)
        for relay in made:
            stack.callback(relay.close)
        yield made


def two_ways(node: PrivateNode, vhost_url: str, relays: tuple[Relay, Relay]) -> Endpoints:
    """The node by way of the relays, then by itself."""
    vhost = quote(endpoints(vhost_url, environment={}).vhost, safe="")
    amqp, management = relays
    hosts = f"127.0.0.1:{amqp.port},127.0.0.1:{node.amqp_port}"
    found = endpoints(
        f"amqp://guest:guest@{hosts}/{vhost}",
        f"http://127.0.0.1:{management.port}",
        node.prometheus_url,
        {},
    )
    return replace(found, other_managements=(node.management_url,))


def test_that_a_session_goes_on_by_the_next_host(
    node: PrivateNode, vhost_url: str, relays: tuple[Relay, Relay]
) -> None:
    session = Session(two_ways(node, vhost_url, relays))
    session.start()
    try:
        pump_until(session, lambda: session.freshness.has_answered)
        assert session.capabilities["amqp"].ok
        for relay in relays:
            relay.cut()
        pump_until(session, lambda: not session.capabilities["amqp"].ok)
        pump_until(session, lambda: session.capabilities["amqp"].ok)
        pump_until(session, lambda: session.capabilities["management"].ok)
        assert session.phase == "watching"
    finally:
        session.stop()


def test_that_publisher_and_tap_go_on_by_the_next_host(
    node: PrivateNode, vhost_url: str, relays: tuple[Relay, Relay]
) -> None:
    where = two_ways(node, vhost_url, relays)
    assert urlsplit(where.managements[1]).port == node.management_port
    publisher = Publisher(where, lambda _: None)
    tap = TapSource(where, TapTarget("amq.fanout", None, ()))
    tap.start()
    try:
        before = publisher.run(Publish(exchange="amq.fanout", routing_key="", body=b"1"))
        assert before.wait(20)
        assert before.progress.confirmed == 1
        for relay in relays:
            relay.cut()
        after = publisher.run(Publish(exchange="amq.fanout", routing_key="", body=b"2"))
        assert after.wait(20)
        if not after.progress.confirmed:  # the cut was noticed while it was on its way
            after = publisher.run(Publish(exchange="amq.fanout", routing_key="", body=b"2"))
            assert after.wait(20)
        assert after.progress.confirmed == 1
        assert_tapped_again(tap, publisher)
    finally:
        tap.stop()
        publisher.stop()
        tap.join(10)
        publisher.join(10)


def assert_tapped_again(tap: TapSource, publisher: Publisher) -> None:
    """Messages are published until one arrives at the tap, which may still reconnect."""
    tap.drain()
    for _ in range(100):
        assert publisher.run(Publish(exchange="amq.fanout", routing_key="", body=b"3")).wait(20)
        tap.wait(0.2)
        if any(message.body == b"3" for message in tap.drain()):
            return
    raise AssertionError(tap.state)


def test_that_who_connects_again_begins_with_the_host_that_let_him_in(
    node: PrivateNode, vhost_url: str, relays: tuple[Relay, Relay]
) -> None:
    where = two_ways(node, vhost_url, relays)
    relays[0].cut()
    open_link(where, "test").close()

    relays[0].mend()
    again = open_link(where, "test")

    assert again._impl.params.port == node.amqp_port
    again.close()
