"""What Flowscope publishes and taps itself, as facts, on a real broker."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from core.endpoints import Endpoints, endpoints
from core.message_facts import Flag, Kind, MessageFact, MessageFacts
from core.publishing import Publish
from core.sources.link import open_link
from core.sources.publisher import Publisher
from core.sources.tap import TapSource
from core.tapping import TapTarget
from tests.private_node import PrivateNode

PATIENCE = 30.0


class Notes:
    """All facts that were put."""

    def __init__(self) -> None:
        self.facts: list[MessageFact] = []
        self.batches: list[MessageFacts] = []

    def put(self, batch: MessageFacts) -> bool:
        self.batches.append(batch)
        self.facts += batch
        return True

    def kinds(self) -> Counter[Kind]:
        return Counter(fact.kind for fact in self.facts)

    def of(self, kind: Kind) -> list[MessageFact]:
        return [fact for fact in self.facts if fact.kind is kind]


def published(where: Endpoints, *messages: tuple[Publish, int]) -> Notes:
    notes = Notes()
    publisher = Publisher(where, lambda _: None, put_facts=notes.put)
    try:
        for publish, count in messages:
            assert publisher.run(publish, count).wait(PATIENCE)
    finally:
        publisher.stop()
        publisher.join(PATIENCE)
    return notes


def test_that_confirmed_and_returned_publishes_are_facts(vhost_url: str, node: PrivateNode) -> None:
    where = endpoints(vhost_url, environment={})
    heard = Publish(
        exchange="amq.topic", routing_key="a", body=b"12", properties={"message_id": "m"}
    )
    lost = Publish(exchange="amq.topic", routing_key="nowhere", mandatory=True)

    notes = published(where, (heard, 300), (lost, 20))

    assert notes.kinds() == {
        Kind.CHANNEL_OPENED: 1,
        Kind.PUBLISHED: 320,
        Kind.CONFIRMED: 320,
        Kind.RETURNED: 20,
        Kind.CHANNEL_CLOSED: 1,
    }
    assert sorted(fact.tag for fact in notes.of(Kind.CONFIRMED)) == list(range(1, 321))
    assert sorted(fact.tag for fact in notes.of(Kind.RETURNED)) == list(range(301, 321))
    first = notes.of(Kind.PUBLISHED)[0]
    assert (first.exchange, first.message_id, first.size) == ("amq.topic", "m", 2)
    assert first.flags == Flag.CONFIRMS
    assert (first.party.service, first.party.user) == ("flowscope:publish", "guest")
    assert " -> 127.0.0.1:" in first.party.connection
    assert str(node.amqp_port) in first.party.connection


def test_that_what_a_tap_receives_is_a_fact(vhost_url: str) -> None:
    where = endpoints(vhost_url, "off", "off", {})
    notes = Notes()
    tap = TapSource(where, TapTarget("amq.topic", None, ("k.#",)), put_facts=notes.put)
    tap.start()
    link = open_link(where, "test")
    try:
        wait_until(lambda: tap.state.phase == "tapping")
        link.channel().basic_publish("amq.topic", "k.1", b"abc")
        wait_until(lambda: Kind.DELIVERED in notes.kinds())
    finally:
        link.close()
        tap.stop()
        tap.join(PATIENCE)

    (fact,) = notes.of(Kind.DELIVERED)
    assert (fact.exchange, fact.routing_key, fact.size) == ("amq.topic", "k.1", 3)
    assert fact.queue.startswith("amq.gen")
    assert fact.flags == Flag.NO_ACK
    assert notes.kinds()[Kind.CHANNEL_CLOSED] == 1


def wait_until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
