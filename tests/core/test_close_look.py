"""What the proxy of a session does, without any broker."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.close_look import CloseLook, FirehoseLook
from core.endpoints import endpoints
from core.fact_log import logged
from core.facts import Item
from core.inbox import Inbox
from core.proxy_run import ProxyLook
from tests.core.seen_facts import BILLING, SHOP, published
from tests.local_http import free_port

NOBODY_THERE = endpoints("amqp://guest:hunter2@127.0.0.1:1/", "off", "off", {})


@contextmanager
def looking() -> Iterator[CloseLook]:
    inbox: Inbox[Item] = Inbox()
    look = CloseLook(NOBODY_THERE, inbox.put)
    try:
        yield look
    finally:
        look.stop()
        look.join(10)


def phase(look: CloseLook) -> str:
    return look.proxy.phase


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_that_nothing_is_on_before_somebody_asks() -> None:
    with looking() as look:
        assert (look.firehose, look.proxy, look.via) == (FirehoseLook(), ProxyLook(), "none")


def test_that_the_proxy_says_where_services_connect_until_it_ends() -> None:
    with looking() as look:
        look.begin_proxy(port=0)
        assert phase(look) == "starting"
        wait_until(lambda: phase(look) == "listening")
        host, _, port = look.proxy.address.rpartition(":")
        assert (host, look.proxy.upstream, look.via) == ("127.0.0.1", "127.0.0.1:1", "proxy")
        socket.create_connection((host, int(port))).close()
        wait_until(lambda: "nothing listens at 127.0.0.1:1" in look.proxy.why)
        assert look.proxy.is_on

        look.end_proxy()
        assert phase(look) in ("ending", "ended")
        wait_until(lambda: phase(look) == "ended")
        assert (look.proxy.why, look.via, look.proxy.is_on) == ("", "none", False)


def test_that_a_taken_port_is_said_and_another_one_can_be_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, looking() as look:
        look.begin_proxy(port=taken.getsockname()[1])
        wait_until(lambda: phase(look) == "refused")
        assert "already in use" in look.proxy.why
        assert look.proxy.mend

        look.begin_proxy(port=free_port())
        wait_until(lambda: phase(look) == "listening")
        assert look.proxy.why == ""


def test_that_only_one_proxy_runs_at_a_time() -> None:
    with looking() as look:
        look.begin_proxy(port=0)
        wait_until(lambda: phase(look) == "listening")
        before = look.proxy
        look.begin_proxy(port=0)
        assert look.proxy == before


def test_that_a_firehose_that_cannot_begin_says_why_and_what_helps() -> None:
    with looking() as look:
        look.begin_firehose(["orders"], ["bills"], seconds=10)
        wait_until(lambda: look.firehose.phase == "refused")
        assert (look.firehose.exchanges, look.firehose.queues) == (("orders",), ("bills",))
        assert look.firehose.why
        assert look.firehose.mend
        assert not look.firehose.is_on


def test_that_of_what_passes_by_itself_it_sees_everything_and_of_others_nothing() -> None:
    with looking() as look:
        assert not look.is_listening
        look.put_own(logged(published(1)))
        assert look.sees_all_of(SHOP.connection)
        assert not look.sees_on(SHOP.connection)
        assert look.seen_until == 0.0
        look._put_heard(logged(published(1, 1007.0, party=BILLING)))
        assert look.seen_until == 1007.0
        assert not look.sees_all_of(BILLING.connection)


@pytest.mark.parametrize(
    ("short_of", "is_whole"),
    [
        ({}, True),
        ({"phase": "lost"}, False),
        ({"exchanges": ("orders",)}, False),
        ({"queues": ("q",)}, False),
        ({"lost": 1}, False),
        ({"overflowed": True}, False),
        ({"notes": ("clients of node two are not heard",)}, False),
    ],
)
def test_that_a_firehose_hears_everything_or_says_what_not(
    short_of: dict[str, Any], is_whole: bool
) -> None:
    heard = FirehoseLook(**{"phase": "listening", **short_of})
    assert heard.hears_everything is is_whole
