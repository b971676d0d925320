"""What seen keys and ids say on a real broker, against what the services themselves say."""

import threading
import time
from typing import Any

import pika
import pytest

from core.collapsed import CollapsedGraph
from core.graph import EdgeKey
from core.session import Session
from tests.integration.firehose.listening import Room, wait_until
from tests.integration.shop import connect
from tests.integration.test_close_look import pumped, watched
from tests.integration.test_seen_hops import do_business, seen, shop

REQUESTS = 20
TOOK = 0.03


def listen(session: Session) -> None:
    session.close_look.begin_firehose(seconds=200)
    wait_until(lambda: session.close_look.firehose.phase == "listening")


def drawn(session: Session, *publishers: str) -> bool:
    """It is known by name who publishes."""
    return {f"service:{one}" for one in publishers} <= {
        key[1] for key in session.graph.edges if key[0] == "publish"
    }


@pytest.mark.timeout(240)
def test_that_no_work_that_was_done_is_barred_and_some_that_bindings_allow_is(room: Room) -> None:
    with watched(room) as session, shop(room.url) as system:
        listen(session)
        system.go()
        pumped(
            session,
            lambda: session.freshness.is_resolved and drawn(session, "storefront", "pricing"),
        )
        do_business(system, session)
        pumped(session, lambda: seen(session) == system.books.hops())
        graph = CollapsedGraph(session.graph)
        assert graph.reach is not None
        done: set[EdgeKey] = {
            ("hop", f"service:{source}", f"service:{target}")
            for source, _, target in system.books.hops()
        }
        barred = {key for node in graph.nodes for part in graph.reach.barred(node) for key in part}
        assert not barred & done
        assert ("hop", "service:storefront", "service:mail") in barred


def answer(url: str, ends: threading.Event) -> None:
    """A service that takes its time for each reply."""
    link: Any = connect(url, "prices")
    channel = link.channel()

    def reply(_channel: Any, method: Any, properties: Any, _body: bytes) -> None:
        link.sleep(TOOK)
        about = pika.BasicProperties(correlation_id=properties.correlation_id)
        channel.basic_publish("", properties.reply_to, b"1.99", about)
        channel.basic_ack(method.delivery_tag)

    channel.basic_qos(prefetch_count=1)
    channel.basic_consume("prices", reply)
    while not ends.is_set():
        link.process_data_events(0.05)
    link.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("reply_to", ["amq.rabbitmq.reply-to", "web.replies"])
def test_that_replies_take_as_long_as_who_asks_says(room: Room, reply_to: str) -> None:
    link: Any = connect(room.url, "web")
    channel = link.channel()
    channel.queue_declare("prices")
    channel.queue_declare("web.replies")
    came: dict[str, float] = {}

    def take(_channel: Any, _method: Any, about: Any, _body: bytes) -> None:
        came[about.correlation_id] = time.monotonic()

    channel.basic_consume(reply_to, take, auto_ack=True)
    over = threading.Event()
    service = threading.Thread(target=answer, args=(room.url, over), name="prices")
    service.start()
    try:
        with watched(room) as session:
            listen(session)
            sent: dict[str, float] = {}
            for number in range(REQUESTS):
                about = pika.BasicProperties(correlation_id=f"c{number}", reply_to=reply_to)
                sent[f"c{number}"] = time.monotonic()
                channel.basic_publish("", "prices", b"?", about)
                while len(came) <= number:
                    link.process_data_events(0.05)
            pumped(session, lambda: [len(r.times) for r in session.ack_flow.replies] == [REQUESTS])
            (replies,) = session.ack_flow.replies
            ends = [replies.asker.connection, replies.answerer.connection]
            pumped(session, lambda: all(session.service_of(one) is not None for one in ends))
            names = [session.flow.directory.named(one).name for one in ends]
    finally:
        over.set()
        service.join(10)
        link.close()
    waited = sorted(came[key] - sent[key] for key in sent)
    assert names == ["web", "prices"]
    (median,) = replies.times.percentiles((50.0,)) or [0.0]
    assert TOOK <= median <= waited[REQUESTS // 2] + 0.02
