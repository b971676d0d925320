"""Tracing is switched on every node of a cluster, and put back on each."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pika
import pytest

from core.message_facts import Kind
from core.sources.tracing import Tracing
from tests.integration.firehose.listening import Room, listening, wait_until
from tests.private_node import PrivateNode

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def cluster(broker_root: Path) -> Iterator[tuple[PrivateNode, PrivateNode]]:
    first = PrivateNode(root=broker_root).start()
    second = PrivateNode(root=broker_root, joins=first)
    try:
        yield first, second.start()
    finally:
        second.stop()
        first.stop()


@pytest.fixture
def room(
    cluster: tuple[PrivateNode, PrivateNode], vhost_name: str, tmp_path: Path
) -> Iterator[Room]:
    with cluster[0].vhost(vhost_name) as url:
        yield Room(cluster[0], url, vhost_name, tmp_path / "tracing")


def traced(room: Room) -> list[bool]:
    with closing(Tracing(room.endpoints)) as tracing:
        tracing.meet()
        return [tracing.state(node).tracing for node in sorted(tracing.nodes)]


def test_that_clients_of_every_node_are_heard_and_every_node_is_put_back(
    room: Room, cluster: tuple[PrivateNode, PrivateNode]
) -> None:
    before = room.look()
    urls = [node.vhost_url(room.vhost) for node in cluster]

    with listening(room) as ear:
        assert traced(room) == [True, True]
        for url in urls:
            connection = pika.BlockingConnection(pika.URLParameters(url))
            connection.channel().basic_publish("amq.topic", url, b"")
            connection.close()
        wait_until(lambda: len(ear.facts) == 2, ear)

    assert {fact.routing_key for fact in ear.facts if fact.kind is Kind.PUBLISHED} == set(urls)
    assert len(ear.source.state.nodes) == 0
    assert traced(room) == [False, False]
    assert room.look() == before


def test_that_a_node_on_which_it_was_on_before_keeps_it(
    room: Room, cluster: tuple[PrivateNode, PrivateNode]
) -> None:
    Room(cluster[1], room.url, room.vhost, room.records).describe(tracing=True)
    before = traced(room)
    assert sorted(before) == [False, True]

    with listening(room):
        assert traced(room) == [True, True]

    assert traced(room) == before
