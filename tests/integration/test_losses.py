"""A consumer or a binding that goes, on a real broker: told with when and by whom, until it is back."""

import threading
from contextlib import suppress

import pika
import pytest

from core.endpoints import Endpoints
from core.graph import EdgeKey
from core.session import Session
from tests.integration.clients import pump_until, watching
from tests.integration.shop import connect
from tests.integration.verdicts import Worker, at_work, fill, gone, told, verdict

pytestmark = pytest.mark.timeout(240)


def test_that_a_consumer_that_ended_with_messages_is_told_until_there_is_another(
    where: Endpoints, vhost_url: str
) -> None:
    worker = Worker(vhost_url, "belt", "belt.q")
    worker.consume("belt.q", lambda _: None)
    ends, begins = threading.Event(), threading.Event()

    def step() -> None:
        if ends.is_set() and worker.channel.is_open:
            worker.channel.basic_ack(99)  # an error: the broker closes the channel
            ends.clear()
        with suppress(pika.exceptions.ChannelClosedByBroker):
            worker.link.process_data_events(0.05)
        if begins.is_set() and not worker.channel.is_open:
            worker.channel = worker.link.channel()
            worker.consume("belt.q", lambda m: worker.channel.basic_ack(m.delivery_tag))

    worker.step = step
    fill(vhost_url, "belt.q", 30)
    edge: EdgeKey = ("deliver", "queue:belt.q", "service:belt")
    with watching(where) as (session, _window), at_work(worker):
        told(session, edge, "stuck")
        ends.set()
        found = told(session, "service:belt", "removed")
        assert "the broker removed its consumer of queue belt.q at " in found.text
        assert "; it held 5 messages when last counted, which went back " in found.text
        assert found.leads_to == "queue:belt.q"
        begins.set()
        gone(session, "service:belt", "removed")


def has_routed(session: Session, route: EdgeKey) -> bool:
    edge = session.graph.edges.get(route)
    return edge is not None and bool(session.graph.count(edge, "publish"))


def test_that_a_queue_without_its_binding_is_told_until_it_is_bound_again(
    where: Endpoints, vhost_url: str
) -> None:
    consumer, shop = Worker(vhost_url, "bills", "bills.q"), Worker(vhost_url, "shop")
    shop.channel.exchange_declare("parcels", "topic")
    consumer.consume("bills.q", lambda method: consumer.channel.basic_ack(method.delivery_tag))
    link = connect(vhost_url, "mends")
    link.channel().queue_bind("bills.q", "parcels", "parcel.*")

    def publish() -> None:
        shop.channel.basic_publish("parcels", "parcel.delivered", b"x")
        shop.link.sleep(0.05)

    shop.step = publish
    route: EdgeKey = ("route", "exchange:parcels", "queue:bills.q")
    with watching(where) as (session, _window), at_work(shop, consumer):
        pump_until(session, lambda: has_routed(session, route), 30)
        link.channel().queue_unbind("bills.q", "parcels", "parcel.*")
        found = told(session, "queue:bills.q", "unfed", 90)
        assert " removed the binding of parcels [parcel.*]" in found.text
        assert found.severity == "warning"
        assert found.leads_to == "exchange:parcels"
        assert verdict(session, "service:bills", "unfed") is not None
        link.channel().queue_bind("bills.q", "parcels", "parcel.*")
        gone(session, "queue:bills.q", "unfed")
        assert verdict(session, "service:bills", "unfed") is None
    link.close()
