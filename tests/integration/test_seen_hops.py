"""Whose messages are whose work, on a real broker: what is seen equals what the services say."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.collapsed import CollapsedGraph
from core.demo.system import System
from core.endpoints import endpoints
from core.session import Session
from tests.core.demo.bookkeeping import all_up, noted, until, until_quiet
from tests.integration.firehose.listening import Room, wait_until
from tests.integration.proxies import at_port
from tests.integration.test_close_look import pumped, watched
from tests.private_node import PrivateNode

Hops = dict[tuple[str, str, str], int]


@pytest.fixture
def room(
    node: PrivateNode,
    vhost_url: str,
    vhost_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Room:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return Room(node, vhost_url, vhost_name, tmp_path / "flowscope" / "tracing")


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
