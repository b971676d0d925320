"""Opening a line: what every connection has in common, and ports that do not speak AMQP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pika
import pytest

from core.amqp.properties import Properties
from core.endpoints import Endpoints, endpoints
from core.sources.link import LINK_ERRORS, Backoff, explain, open_link, parameters


def where(url: str) -> Endpoints:
    return endpoints(url, environment={})


@contextmanager
def answering(first_reply: bytes) -> Iterator[int]:
    """A port that answers whatever is said to it, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    line, _ = listener.accept()
                except TimeoutError:
                    continue
                with line:
                    line.recv(100)
                    line.sendall(first_reply)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            over.set()
            thread.join()


def test_that_every_connection_says_who_it_is_and_gives_up_in_time() -> None:
    made = parameters(where("amqp://ann:pw@broker:5000/shop"), "tap", vhost="other")

    assert made.client_properties["connection_name"] == "flowscope:tap"
    assert (made.host, made.port, made.virtual_host) == ("broker", 5000, "other")
    assert made.connection_attempts == 1
    assert 0 < made.heartbeat <= 20
    assert made.blocked_connection_timeout
    assert made.ssl_options is None


def test_that_amqps_checks_the_certificate_for_the_host() -> None:
    made = parameters(where("amqps://broker"), "tap")

    assert made.ssl_options.server_hostname == "broker"
    assert made.ssl_options.context.check_hostname


def test_that_received_properties_are_ours_and_pass_for_pikas() -> None:
    received = pika.spec.props[Properties.INDEX]()

    assert isinstance(received, Properties)
    assert isinstance(received, pika.BasicProperties)
    assert received.decode(b"\x80\x00\x04text").content_type == "text"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "speaks HTTP"),
        (b"\x15\x03\x03\x00\x02\x02\x46", "wants TLS"),
        (b"", "does not answer in AMQP"),
        (b"SSH-2.0-OpenSSH\r\n", "does not answer in AMQP"),
    ],
)
def test_that_a_port_that_speaks_something_else_is_named(reply: bytes, words: str) -> None:
    with answering(reply) as port:
        endpoints_there = where(f"amqp://127.0.0.1:{port}")
        with pytest.raises(LINK_ERRORS) as caught:
            open_link(endpoints_there, "test")

    assert words in explain(caught.value, endpoints_there).why


def test_that_tls_to_a_plain_port_is_explained() -> None:
    with answering(b"AMQP\x00\x00\x09\x01") as port:
        endpoints_there = where(f"amqps://127.0.0.1:{port}")
        with pytest.raises(LINK_ERRORS) as caught:
            open_link(endpoints_there, "test")

    assert "use amqp://" in explain(caught.value, endpoints_there).mend


def test_that_nobody_listening_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(LINK_ERRORS) as caught:
        open_link(where(f"amqp://127.0.0.1:{port}"), "test")

    assert f"nothing listens at 127.0.0.1:{port}" in (
        explain(caught.value, where(f"amqp://127.0.0.1:{port}")).why
    )


def test_that_the_first_half_minute_knows_no_wait_above_a_second() -> None:
    backoff = Backoff(draw=lambda _low, high: high)
    waited = 0.0
    assert backoff.next() <= 0.2
    while waited < Backoff.PATIENCE - 2:
        wait = backoff.next()
        assert 0.3 <= wait <= 1.0
        waited += wait


def test_that_waits_grow_to_half_a_minute_and_no_further() -> None:
    backoff = Backoff(draw=lambda _low, high: high)
    waits = [backoff.next() for _ in range(300)]

    assert max(waits) == waits[-1] == 30.0


def test_that_a_success_starts_over() -> None:
    backoff = Backoff()
    for _ in range(200):
        backoff.next()
    backoff.reset()

    assert backoff.attempts == 0
    assert backoff.next() == Backoff.FIRST
