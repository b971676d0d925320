"""Firehose and proxy of one session, on a real broker: asked for, counted once, ended, put back."""

from collections.abc import Iterator
from contextlib import contextmanager

import pika

from core.session import Session
from tests.integration.firehose.listening import Room, wait_until
from tests.integration.proxies import at_port
from tests.integration.users import user


@contextmanager
def watched(room: Room) -> Iterator[Session]:
    session = Session(room.endpoints)
    session.start()
    try:
        yield session
    finally:
        session.stop()


def pumped(session: Session, holds: object) -> None:
    """Pump until it holds."""
    assert callable(holds)

    def look() -> bool:
        session.pump()
        return bool(holds())

    wait_until(look)


def counts(session: Session) -> tuple[int, int]:
    """Publishes and deliveries."""
    publishes = sum(one.counts["publish"] for one in session.ack_flow.publishers.values())
    return publishes, sum(one.handed for one in session.ack_flow.consumers.values())


def service(url: str, name: str) -> pika.BlockingConnection:
    parameters = pika.URLParameters(url)
    parameters.client_properties = {"connection_name": name}
    return pika.BlockingConnection(parameters)


def test_that_the_firehose_is_heard_and_the_vhost_is_as_before(room: Room) -> None:
    before = room.look()
    with watched(room) as session, service(room.url, "shop") as connection:
        look = session.close_look
        look.begin_firehose(seconds=60)
        wait_until(lambda: look.firehose.phase == "listening")
        assert (look.via, look.firehose.is_on, room.is_traced) == ("firehose", True, True)
        assert look.firehose.ends_at is not None
        for _ in range(10):
            connection.channel().basic_publish("amq.topic", "k", b"")
        pumped(session, lambda: counts(session)[0] == 10)

        look.end_firehose()
        wait_until(lambda: look.firehose.phase == "ended")
        assert look.firehose.after == "tracing is off again; the vhost is exactly as it was before"
        assert look.firehose.notes == ()
        assert look.via == "none"
    assert room.look() == before


def test_that_the_end_of_the_session_ends_both(room: Room) -> None:
    before = room.look()
    with watched(room) as session:
        look = session.close_look
        look.begin_firehose()
        look.begin_proxy(port=0)
        wait_until(lambda: look.firehose.phase == look.proxy.phase == "listening")
    wait_until(lambda: look.firehose.phase == look.proxy.phase == "ended")
    assert room.look() == before
    assert room.pending() == []


def test_that_what_both_see_counts_once(room: Room) -> None:
    with watched(room) as session, service(room.url, "direct") as direct:
        look = session.close_look
        look.begin_proxy(port=0)
        look.begin_firehose()
        wait_until(lambda: look.firehose.phase == look.proxy.phase == "listening")
        through = service(at_port(room.url, int(look.proxy.address.rpartition(":")[2])), "shop")
        wait_until(lambda: look.proxy.clients == 1)
        assert look.via == "proxy"
        channel = through.channel()
        channel.queue_declare("bills", arguments={"x-queue-type": "classic"})
        for _ in range(20):
            channel.basic_publish("", "bills", b"")
            direct.channel().basic_publish("", "bills", b"")
        for _ in range(40):
            wait_until(lambda: channel.basic_get("bills", auto_ack=True)[0] is not None)
        pumped(session, lambda: sum(counts(session)) >= 80)
        direct.channel().basic_publish("", "bills", b"")
        pumped(session, lambda: counts(session)[0] > 40)
        through.close()

        assert counts(session) == (41, 40)
        assert session.ack_flow.queues[(room.vhost, "bills")]["route"] == 41
        wait_until(lambda: look.proxy.clients == 0)


def test_that_a_user_who_may_not_switch_tracing_is_told(room: Room) -> None:
    with user(room.node, room.vhost, "monitoring") as somebody:
        room.url = somebody.url()
        with watched(room) as session:
            look = session.close_look
            look.begin_firehose()
            wait_until(lambda: look.firehose.phase == "refused")
            assert "that takes an administrator" in look.firehose.why
            assert "set_user_tags" in look.firehose.mend
