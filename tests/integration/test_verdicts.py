"""Each verdict on a real broker: caused, told once with its proof, and gone with its cause."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pika
import pytest

from core.endpoints import Endpoints, endpoints
from core.graph import EdgeKey
from core.session import Session
from core.sources.proxy import ProxySource
from tests.embedded_node import EMBEDDED
from tests.integration.clients import pump_until, watching
from tests.integration.conftest import NodeWith
from tests.integration.proxies import Told, at_port
from tests.integration.shop import connect
from tests.integration.verdicts import Worker, at_work, fill, gone, told, verdict
from tests.private_node import PLUGINS

pytestmark = pytest.mark.timeout(240)


@contextmanager
def seen_through_proxy(where: Endpoints, url: str) -> Iterator[tuple[Session, str]]:
    """A session that counters and a proxy tell, and the URL that leads through the proxy."""
    told = Told()
    with watching(where) as (session, _window):
        source = ProxySource(endpoints(url), session._put, told.say)
        source.start()
        try:
            told.until(lambda: told.states)
            yield session, at_port(url, told.states[0].port)  # type: ignore[union-attr]
        finally:
            source.stop()
            source.join(10)


def test_that_a_full_prefetch_is_told_until_it_is_acked(where: Endpoints, vhost_url: str) -> None:
    worker = Worker(vhost_url, "stuck", "stuck.q")
    keeps = threading.Event()
    keeps.set()
    held: list[int] = []

    def step() -> None:
        worker.link.process_data_events(0.05)
        while held and not keeps.is_set():
            worker.channel.basic_ack(held.pop(0))

    worker.step = step
    worker.consume("stuck.q", lambda method: held.append(method.delivery_tag))
    fill(vhost_url, "stuck.q", 30)
    edge: EdgeKey = ("deliver", "queue:stuck.q", "service:stuck")
    with watching(where) as (session, _window), at_work(worker):
        found = told(session, edge, "stuck")
        assert found.text.startswith("prefetch full (5 of 5 unacked), nothing acked ")
        assert found.source == "counters"
        assert len(found.consumers) == 1
        keeps.clear()
        gone(session, edge, "stuck")


def test_that_a_backlog_that_grows_tells_when_it_is_full(where: Endpoints, vhost_url: str) -> None:
    worker = Worker(vhost_url, "slow", "slow.q", **{"x-max-length": 5_000})
    hurries = threading.Event()

    def take(method: Any) -> None:
        worker.link.sleep(0.0 if hurries.is_set() else 0.5)
        worker.channel.basic_ack(method.delivery_tag)

    worker.consume("slow.q", take, prefetch=20)
    source = Worker(vhost_url, "source")

    def publish() -> None:
        if not hurries.is_set():
            source.channel.basic_publish("", "slow.q", b"x")
        source.link.sleep(0.05)

    source.step = publish
    with watching(where) as (session, _window), at_work(worker, source):
        found = told(session, "queue:slow.q", "growing", 90)
        assert found.text.startswith("grows faster than it drains: from ")
        assert "; full at 5,000 (max-length) in " in found.text
        assert len(found.consumers) == 1
        hurries.set()
        gone(session, "queue:slow.q", "growing")


def test_that_a_message_that_goes_round_is_named_until_it_is_acked(
    where: Endpoints, vhost_url: str
) -> None:
    gives_up = threading.Event()
    with seen_through_proxy(where, vhost_url) as (session, through):
        worker = Worker(through, "loop", "loop.q")

        def take(method: Any) -> None:
            worker.link.sleep(0.05)
            if gives_up.is_set():
                worker.channel.basic_ack(method.delivery_tag)
            else:
                worker.channel.basic_nack(method.delivery_tag, requeue=True)

        worker.consume("loop.q", take, prefetch=1)
        fill(vhost_url, "loop.q", 1, "poison")
        edge: EdgeKey = ("deliver", "queue:loop.q", "service:loop")
        with at_work(worker):
            found = told(session, edge, "loop")
            assert found.messages == ("poison",)
            assert found.text.startswith("poison comes back again and again: redelivered at least ")
            assert found.source == "single facts"
            assert verdict(session, edge, "redelivered") is None  # said once
            gives_up.set()
            gone(session, edge, "loop")


def test_that_a_message_that_is_dead_lettered_in_a_circle_is_named(
    where: Endpoints, vhost_url: str
) -> None:
    gives_up = threading.Event()
    back = {
        "x-message-ttl": 50,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "work.q",
    }
    retry = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "retry.q"}
    with seen_through_proxy(where, vhost_url) as (session, through):
        worker = Worker(through, "work", "work.q", **retry)
        worker.channel.queue_declare("retry.q", arguments=back)

        def take(method: Any) -> None:
            if gives_up.is_set():
                worker.channel.basic_ack(method.delivery_tag)
            else:
                worker.channel.basic_reject(method.delivery_tag, requeue=False)

        worker.consume("work.q", take, prefetch=1)
        fill(vhost_url, "work.q", 1, "poison")
        edge: EdgeKey = ("deliver", "queue:work.q", "service:work")
        with at_work(worker):
            found = told(session, edge, "loop")
            assert found.messages == ("poison",)
            assert found.text.startswith("poison goes round by way of dead-lettering: ")
            assert found.text.endswith(" times from retry.q")
            gives_up.set()
            gone(session, edge, "loop")


def test_that_a_return_names_the_nearest_binding_until_there_is_one(
    where: Endpoints, vhost_url: str
) -> None:
    with seen_through_proxy(where, vhost_url) as (session, through):
        worker = Worker(through, "shop", "orders.q")
        worker.channel.exchange_declare("orders", "topic")
        worker.channel.queue_bind("orders.q", "orders", "order.placed")

        def publish() -> None:
            about = pika.BasicProperties(message_id="m-1")
            worker.channel.basic_publish("orders", "order.placd", b"x", about, mandatory=True)
            worker.link.sleep(0.1)

        worker.step = publish
        edge: EdgeKey = ("publish", "service:shop", "exchange:orders")
        with at_work(worker):
            found = told(session, edge, "returned")
            assert " returned since " in found.text
            assert (
                ": no binding of orders matches 'order.placd'; "
                "the nearest is 'order.placed' to orders.q"
            ) in found.text
            assert found.messages == ("m-1",)
            assert verdict(session, edge, "unroutable") is None  # said once
            link = connect(vhost_url, "mends")
            link.channel().queue_bind("orders.q", "orders", "order.placd")
            link.close()
            gone(session, edge, "returned")


def test_that_what_is_dropped_is_named_once_single_messages_are_seen(
    where: Endpoints, vhost_url: str
) -> None:
    with seen_through_proxy(where, vhost_url) as (session, through):
        direct, seen = (Worker(url, "shop", "orders.q") for url in (vhost_url, through))
        direct.channel.exchange_declare("orders", "topic")
        direct.channel.queue_bind("orders.q", "orders", "order.placed")
        edge: EdgeKey = ("publish", "service:shop", "exchange:orders")

        def publishing(worker: Worker) -> Callable[[], object]:
            def publish() -> None:
                worker.channel.basic_publish("orders", "order.placd", b"x")
                worker.link.sleep(0.1)

            return publish

        direct.step = publishing(direct)
        with at_work(direct):
            idle = "1 binding there has taken nothing in that time: 'order.placed' to orders.q"
            words = f" dropped since watching began: no queue takes them; {idle}"
            told(session, edge, "dropped")
            pump_until(session, lambda: told(session, edge, "dropped").text.endswith(words), 40)
            assert told(session, edge, "dropped").advice
            assert verdict(session, edge, "nowhere") is None
        seen.step = publishing(seen)
        with at_work(seen):
            found = told(session, edge, "nowhere")
            assert "the nearest is 'order.placed' to orders.q" in found.text
            dropped = verdict(session, edge, "dropped")
            assert dropped is not None
            assert dropped.advice == ""


def test_that_a_backlog_is_told_since_its_consumer_left(where: Endpoints, vhost_url: str) -> None:
    consumer, shop = Worker(vhost_url, "bills", "bills.q"), Worker(vhost_url, "shop")
    consumer.consume("bills.q", lambda method: consumer.channel.basic_ack(method.delivery_tag))

    def publish() -> None:
        shop.channel.basic_publish("", "bills.q", b"x")
        shop.link.sleep(0.05)

    shop.step = publish
    with watching(where) as (session, _window), at_work(shop):
        consumer.start()
        pump_until(session, lambda: session.graph.nodes["queue:bills.q"].consumers == 1, 30)
        node = session.graph.nodes["queue:bills.q"]
        pump_until(session, lambda: node.ready == 0, 30)
        left = session.clock()
        consumer.leave()
        backlog = told(session, "queue:bills.q", "no_consumer").backlog
        assert backlog is not None
        assert backlog.kind == "began"
        assert left - 1 <= backlog.at <= left + 12
        assert [(one.verb, one.kind) for one in backlog.changes] == [("vanished", "consumer")]


@pytest.mark.skipif(EMBEDDED, reason="the embedded broker has no rabbitmqctl")
def test_that_an_alarm_blocks_publishers_and_keeps_their_confirms_away(
    node_with: NodeWith,
) -> None:
    node = node_with(PLUGINS, "# its memory becomes short in a test")
    url = node.amqp_url
    where = endpoints(url, node.management_url, node.prometheus_url)
    with seen_through_proxy(where, url) as (session, through):
        seen, direct = (
            Worker(address, name) for address, name in ((through, "seen"), (url, "direct"))
        )
        for worker in (seen, direct):
            worker.channel.queue_declare("alarm.q")
            worker.channel.confirm_delivery()
            worker.step = publishing(worker)
        edge: EdgeKey = ("publish", "service:seen", "exchange:")
        with at_work(seen, direct):
            pump_until(session, lambda: edge in session.graph.edges, 30)
            node.control("set_vm_memory_high_watermark", "0.00001")
            try:
                found = told(session, "service:seen", "blocked", 60)
                assert "the broker says: low on memory" in found.text
                assert found.source == "single facts"
                waits = told(session, edge, "unconfirmed", 60)
                assert waits.text.startswith("1 unconfirmed, the oldest for at least ")
                assert waits.messages
                by_state = told(session, "service:direct", "blocked", 60)
                assert by_state.source == "topology"
            finally:
                node.control("set_vm_memory_high_watermark", "0.6")
            gone(session, edge, "unconfirmed", 60)
            gone(session, "service:seen", "blocked", 60)
            gone(session, "service:direct", "blocked", 60)


def publishing(worker: Worker) -> Callable[[], None]:
    """With a confirm for each, for which it waits."""

    def publish() -> None:
        about = pika.BasicProperties(message_id="m-1")
        worker.channel.basic_publish("", "alarm.q", b"x", about)
        worker.link.sleep(0.1)

    return publish
