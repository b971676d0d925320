"""Whose messages are whose work, on a real broker: what is seen equals what the services say."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pika
import pytest

from core.collapsed import CollapsedGraph
from core.demo.system import System
from core.endpoints import endpoints
from core.session import Session
from tests.core.demo.bookkeeping import all_up, noted, until, until_quiet
from tests.integration.firehose.listening import Room, wait_until
from tests.integration.proxies import at_port
from tests.integration.shop import connect
from tests.integration.test_close_look import pumped, watched

Hops = dict[tuple[str, str, str], int]


@contextmanager
def shop(url: str) -> Iterator[System]:
    system = System(endpoints(url, "off", "off"), is_open=False, speed=3.0)
    system.start()
    try:
        until(lambda: all_up(system))
        yield system
    finally:
        system.stop()


def do_business(system: System, session: Session) -> None:
    """Some hundred messages, each of which is handled to its end."""
    system.go()
    pumped(session, lambda: noted(system, "publish") > 600)
    system.hold()
    until_quiet(system)


def seen(session: Session) -> Hops:
    """Publisher, queue and consumer to the messages that were seen."""
    found: Counter[tuple[str, str, str]] = Counter()
    for (source, target), hop in session.graph.seen_hops.items():
        for way in hop.ways:
            ends = (source.partition(":")[2], way.queue, target.partition(":")[2])
            found[ends] += way.delivered
    return dict(found)


def is_exact(session: Session) -> bool:
    return not any(hop.total_at_least for hop in session.graph.seen_hops.values())


@pytest.mark.timeout(240)
def test_that_what_the_proxy_sees_is_what_the_services_say(room: Room) -> None:
    with watched(room) as session:
        look = session.close_look
        look.begin_proxy(port=0)
        wait_until(lambda: look.proxy.phase == "listening")
        port = int(look.proxy.address.rpartition(":")[2])
        with shop(at_port(room.url, port)) as system:
            do_business(system, session)
            pumped(session, lambda: seen(session) == system.books.hops())
            pumped(session, lambda: is_exact(session))
            check_picture(session)


@pytest.mark.timeout(240)
def test_that_what_the_firehose_hears_is_what_the_services_say(room: Room) -> None:
    with watched(room) as session, shop(room.url) as system:
        look = session.close_look
        look.begin_firehose(seconds=200)
        wait_until(lambda: look.firehose.phase == "listening")
        do_business(system, session)
        pumped(session, lambda: seen(session) == system.books.hops())
        pumped(session, lambda: is_exact(session))
        check_picture(session)

        look.end_firehose()
        pumped(session, lambda: look.via == "none")
        pumped(session, lambda: all(not h.rates for h in session.graph.seen_hops.values()))


def check_picture(session: Session) -> None:
    """The picture of services shows what was seen, and says so."""
    collapsed = CollapsedGraph(session.graph)
    shown = {edge.key[1:]: edge for edge in collapsed.edges.values() if edge.kind == "hop"}
    assert session.graph.seen_hops.keys() <= shown.keys()
    for ends, hop in session.graph.seen_hops.items():
        edge = shown[ends]
        if edge.provenance == "observed":
            assert collapsed.count(edge, "deliver") == hop.counts["deliver"]
    assert any(edge.provenance == "observed" for edge in shown.values()), [
        (e.key, e.provenance, collapsed.how(e)) for e in shown.values()
    ]


class Reader(threading.Thread):
    """A service that notes whose each message was."""

    def __init__(self, url: str, queue: str, books: Counter[tuple[str, str, str]]) -> None:
        super().__init__(name=f"reader of {queue}")
        self.over = threading.Event()
        self._url, self._queue, self._books = url, queue, books
        self._got = 0

    def run(self) -> None:
        """Come back again and again, but to consume from `all.q` only once."""
        while not self.over.is_set():
            link = connect(self._url, self._service)
            read = self._consume if self._queue == "all.q" else self._get
            read(link, link.channel())
            link.close()

    @property
    def _service(self) -> str:
        return self._queue.removesuffix(".q")

    def _get(self, link: pika.BlockingConnection, channel: Any) -> None:
        """Some hundred; what is not acked comes back when the connection ends."""
        for _ in range(300):
            method, properties, _ = channel.basic_get(self._queue)
            if method is not None:
                self._note(properties)
                self._settle(channel, method)
            elif self.over.is_set():
                return
            else:
                link.process_data_events(0.02)

    def _settle(self, channel: Any, method: Any) -> None:
        if self._got % 10 == 0 and not method.redelivered:
            channel.basic_reject(method.delivery_tag, requeue=False)
        elif self._got % 7 or method.redelivered:
            channel.basic_ack(method.delivery_tag)

    def _consume(self, link: pika.BlockingConnection, channel: Any) -> None:
        def take(_channel: Any, method: Any, properties: Any, _body: bytes) -> None:
            self._note(properties)
            channel.basic_ack(method.delivery_tag)

        channel.basic_qos(prefetch_count=100)
        channel.basic_consume(self._queue, take)
        while not self.over.is_set():
            link.process_data_events(0.05)

    def _note(self, properties: Any) -> None:
        self._got += 1
        self._books[properties.app_id, self._queue, self._service] += 1


def publish(url: str, service: str, amount: int) -> None:
    """To an exchange that all share, as fast as it goes."""
    link = connect(url, service)
    channel = link.channel()
    for number in range(amount):
        properties = pika.BasicProperties(message_id=f"{service}-{number}", app_id=service)
        channel.basic_publish("shared", ("a", "b", "a.b")[number % 3], b"x" * 50, properties)
    link.close()


@pytest.mark.timeout(240)
def test_that_a_shared_exchange_is_told_apart_however_fast_it_goes(room: Room) -> None:
    books: Counter[tuple[str, str, str]] = Counter()
    declare_shared(room.url)
    with watched(room) as session:
        look = session.close_look
        look.begin_proxy(port=0)
        wait_until(lambda: look.proxy.phase == "listening")
        url = at_port(room.url, int(look.proxy.address.rpartition(":")[2]))
        readers = [Reader(url, queue, books) for queue in ("left.q", "right.q", "all.q", "dead.q")]
        services = [threading.Thread(target=publish, args=(url, f"s{n}", 2000)) for n in range(3)]
        for thread in (*readers, *services):
            thread.start()
        pumped(session, lambda: not any(thread.is_alive() for thread in services))
        pumped(session, lambda: seen(session) == books and sum(books.values()) > 12_000)
        for reader in readers:
            reader.over.set()
        pumped(session, lambda: not any(thread.is_alive() for thread in readers))
        pumped(session, lambda: seen(session) == books)
        assert {key[0] for key in books} == {"s0", "s1", "s2"}
        assert all(books[service, "dead.q", "dead"] for service in ("s0", "s1", "s2"))


def declare_shared(url: str) -> None:
    """A topic exchange into which everybody publishes, and a queue for what was rejected."""
    link = connect(url, "setup")
    channel = link.channel()
    channel.exchange_declare("shared", "topic")
    channel.exchange_declare("dead", "fanout")
    for queue, key, arguments in (
        ("left.q", "a.#", {"x-dead-letter-exchange": "dead"}),
        ("right.q", "b", {}),
        ("all.q", "#", {}),
        ("dead.q", "", {}),
    ):
        channel.queue_declare(queue, arguments={"x-queue-type": "classic", **arguments})
        channel.queue_bind(queue, "dead" if queue == "dead.q" else "shared", key)
    link.close()
