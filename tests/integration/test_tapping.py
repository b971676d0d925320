"""Taps on a real broker: they see everything, and nobody notices them."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from core.amqp.fields import Field
from core.amqp.properties import Properties
from core.clock import now
from core.endpoints import Endpoints, endpoints
from core.publishing import Outcome, Publish
from core.sources.link import open_link
from core.sources.publisher import Publisher
from core.sources.tap import TapSource, TapState
from core.sources.tap_buffer import TapBuffer
from core.sources.tap_line import TapLine, TapQueueGoneError
from core.tapped import TappedMessage
from core.tapping import MAX_LENGTH, TapTarget
from tests.private_node import PrivateNode
from tests.relay import relayed

PATIENCE = 30.0


def until(true: Callable[[], object]) -> None:
    """Wait for a condition that has no event of its own."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class Tap:
    """A tap, the states that it told and the messages that it saw."""

    def __init__(self, where: Endpoints, target: TapTarget, **options: Any) -> None:
        self.states: list[TapState] = []
        self.messages: list[TappedMessage] = []
        self.source = TapSource(where, target, self.states.append, **options)
        self.source.start()

    def wait_for(self, phase: str) -> TapState:
        until(lambda: self.source.state.phase in (phase, "refused"))
        assert self.source.state.phase == phase, self.source.state
        return self.source.state

    def take(self, count: int) -> list[TappedMessage]:
        """The next messages, once so many are there."""

        def enough() -> bool:
            self.messages += self.source.drain()
            return len(self.messages) >= count

        until(enough)
        taken, self.messages = self.messages[:count], self.messages[count:]
        return taken

    def keys(self, count: int) -> list[str]:
        return [message.routing_key for message in self.take(count)]

    def end(self) -> None:
        self.source.stop()
        self.source.join(PATIENCE)


TapOn = Callable[..., Tap]


class Shop:
    """The system under test, and what it would notice."""

    def __init__(self, where: Endpoints, node: PrivateNode) -> None:
        self.node = node
        self.vhost = quote(where.vhost, safe="")
        self.link = open_link(where, "shop")
        self.channel = self.link.channel()
        self.outcomes: list[Outcome] = []
        self.publisher = Publisher(where, self.outcomes.extend)

    def publish(self, exchange: str, key: str, body: bytes = b"", **options: Any) -> str:
        """Publish one message; the broker's answer."""
        publish = Publish(exchange=exchange, routing_key=key, body=body, **options)
        assert self.publisher.run(publish).wait(PATIENCE)
        return self.outcomes[-1].outcome

    def queue(self, name: str, *bindings: tuple[str, str], **arguments: Any) -> None:
        self.channel.queue_declare(name, arguments=arguments)
        for exchange, key in bindings:
            self.channel.queue_bind(name, exchange, key)

    def depth(self, queue: str) -> int:
        return int(self.channel.queue_declare(queue, passive=True).method.message_count)

    def queues(self) -> list[str]:
        rows = self.node.request("GET", f"/api/queues/{self.vhost}?disable_stats=true")
        return [row["name"] for row in rows]

    def tap_queues(self) -> list[str]:
        return [name for name in self.queues() if name.startswith("amq.gen-")]

    def exchanges(self) -> list[str]:
        return [row["name"] for row in self.node.request("GET", f"/api/exchanges/{self.vhost}")]

    def close(self) -> None:
        self.publisher.stop()
        self.publisher.join(PATIENCE)
        self.link.close()


@pytest.fixture
def where(vhost_url: str, node: PrivateNode) -> Endpoints:
    return endpoints(vhost_url, node.management_url, environment={})


@pytest.fixture
def shop(where: Endpoints, node: PrivateNode) -> Iterator[Shop]:
    """Topic `shop` with the alternate exchange `lost`, and a queue on `order.*`."""
    shop = Shop(where, node)
    shop.channel.exchange_declare("lost", "fanout")
    shop.channel.exchange_declare("shop", "topic", arguments={"alternate-exchange": "lost"})
    shop.queue("lost.q", ("lost", ""))
    shop.queue("pay.q", ("shop", "order.*"))
    yield shop
    shop.close()


@pytest.fixture
def tap_on(where: Endpoints) -> Iterator[TapOn]:
    taps: list[Tap] = []

    def make(target: TapTarget, there: Endpoints = where, **options: Any) -> Tap:
        taps.append(Tap(there, target, **options))
        return taps[-1]

    yield make
    for tap in taps:
        tap.end()


SHOP = TapTarget(exchange="shop")


def test_that_an_exchange_tap_sees_what_is_routed_and_takes_nothing(
    shop: Shop, tap_on: TapOn
) -> None:
    tap = tap_on(SHOP)
    assert tap.wait_for("tapping").bindings == 1

    shop.publish("shop", "order.new", b"body", properties={"type": "t"}, headers={"n": 1})

    (message,) = tap.take(1)
    assert (message.exchange, message.routing_key, message.body) == ("shop", "order.new", b"body")
    assert (message.properties, message.headers) == ({"type": "t"}, {"n": 1})
    assert shop.depth("pay.q") == 1


def test_that_alternate_exchange_and_mandatory_work_as_without_the_tap(
    shop: Shop, tap_on: TapOn
) -> None:
    shop.channel.exchange_declare("plain", "topic")
    shop.queue("plain.q", ("plain", "order.*"))
    tap_on(SHOP).wait_for("tapping")
    tap = tap_on(TapTarget(exchange="plain"))
    tap.wait_for("tapping")

    assert shop.publish("shop", "stray") == "confirmed"
    assert shop.publish("plain", "stray", mandatory=True) == "returned"
    assert shop.publish("plain", "order.new", mandatory=True) == "confirmed"

    assert shop.depth("lost.q") == 1
    assert tap.keys(1) == ["order.new"]


def test_that_a_queue_tap_sees_what_comes_through_its_bindings(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(TapTarget(queue="pay.q"))
    tap.wait_for("tapping")

    shop.publish("", "pay.q")
    shop.publish("shop", "order.new")

    assert tap.keys(1) == ["order.new"]
    assert shop.depth("pay.q") == 2


@pytest.mark.parametrize("type_", ["direct", "fanout", "headers"])
def test_that_every_exchange_type_is_mirrored(shop: Shop, tap_on: TapOn, type_: str) -> None:
    shop.channel.exchange_declare("x", type_)
    shop.channel.queue_declare("x.q")
    arguments = {"x-match": "all", "n": 5} if type_ == "headers" else None
    shop.channel.queue_bind("x.q", "x", "key", arguments)
    tap = tap_on(TapTarget(exchange="x"))
    tap.wait_for("tapping")

    shop.publish("x", "key", headers={"n": Field("b", 5)})
    stray = shop.publish("x", "other", headers={"n": 6}, mandatory=True)

    assert stray == ("confirmed" if type_ == "fanout" else "returned")
    assert tap.keys(1) == ["key"]


def test_that_what_passes_to_another_exchange_is_seen(shop: Shop, tap_on: TapOn) -> None:
    shop.channel.exchange_declare("archive", "fanout")
    shop.channel.exchange_bind("archive", "shop", "old.#")
    shop.queue("archive.q", ("archive", ""))
    tap = tap_on(SHOP)
    assert tap.wait_for("tapping").bindings == 2

    shop.publish("shop", "old.order")

    assert tap.keys(1) == ["old.order"]
    assert not any("pass on" in note for note in tap.source.state.notes)


def test_that_bindings_are_followed_as_they_come_and_go(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    shop.queue("new.q", ("shop", "new"))
    tap.source.poke()
    until(lambda: tap.source.state.bindings == 2)

    shop.publish("shop", "new")
    assert tap.keys(1) == ["new"]

    shop.channel.queue_delete("new.q")
    tap.source.poke()
    until(lambda: tap.source.state.bindings == 1)

    shop.publish("shop", "new")
    assert shop.depth("lost.q") == 1


def test_that_a_tap_waits_for_the_first_binding(shop: Shop, tap_on: TapOn) -> None:
    shop.channel.exchange_declare("empty", "direct")
    tap = tap_on(TapTarget(exchange="empty"))
    assert tap.wait_for("waiting").notes[0].startswith("nothing is bound")
    assert shop.publish("empty", "k", mandatory=True) == "returned"

    shop.queue("k.q", ("empty", "k"))
    tap.source.poke()
    tap.wait_for("tapping")

    shop.publish("empty", "k")
    assert tap.keys(1) == ["k"]


def test_that_two_taps_do_not_keep_each_other_alive(shop: Shop, tap_on: TapOn) -> None:
    shop.queue("k.q", ("shop", "k"))
    taps = [tap_on(SHOP), tap_on(SHOP)]
    for tap in taps:
        assert tap.wait_for("tapping").bindings == 2
    shop.channel.queue_delete("k.q")
    for tap in taps:
        tap.source.poke()
        until(lambda tap=tap: tap.source.state.bindings == 1)  # type: ignore[misc]

    assert shop.publish("shop", "k") == "confirmed"
    assert shop.depth("lost.q") == 1


def test_that_a_deleted_and_redeclared_exchange_is_tapped_again(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    shop.channel.exchange_delete("shop")
    tap.source.poke()
    until(lambda: "does not exist" in tap.source.state.notes[0])

    shop.channel.exchange_declare("shop", "topic")
    shop.channel.queue_bind("pay.q", "shop", "order.*")
    tap.source.poke()
    until(lambda: "does not exist" not in tap.source.state.notes[0])

    shop.publish("shop", "order.new")
    assert tap.keys(1) == ["order.new"]


def test_that_an_auto_delete_exchange_goes_when_its_consumers_went(
    shop: Shop, tap_on: TapOn
) -> None:
    shop.channel.exchange_declare("temporary", "fanout", auto_delete=True)
    shop.queue("temporary.q", ("temporary", ""))
    tap = tap_on(TapTarget(exchange="temporary"))
    assert any("auto-delete" in note for note in tap.wait_for("tapping").notes)
    shop.channel.queue_unbind("temporary.q", "temporary", "")
    assert "temporary" in shop.exchanges()

    tap.source.poke()

    until(lambda: "temporary" not in shop.exchanges())


def test_that_an_unused_auto_delete_exchange_is_not_killed_by_a_key(
    shop: Shop, tap_on: TapOn
) -> None:
    shop.channel.exchange_declare("temporary", "topic", auto_delete=True)
    tap = tap_on(TapTarget(exchange="temporary", binding_keys=("k",)))
    until(lambda: tap.source.state.phase == "refused")

    trouble = tap.source.state.trouble
    assert trouble is not None
    assert "would be deleted" in trouble.why
    tap.end()
    assert "temporary" in shop.exchanges()


def test_that_an_ended_tap_leaves_nothing(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    assert len(shop.tap_queues()) == 1
    tap.end()

    assert tap.source.state.phase == "ended"
    until(lambda: shop.tap_queues() == [])
    assert {"shop", "lost"} <= set(shop.exchanges())


POISON = {
    "ms": Field("T", 1_700_000_000_000),
    "huge": Field("T", 2**63),
    "text": Field("S", b"\xff\xfe"),
    "half": Field("f", 0.5),
    "price": Field("d", 0.1),
    "k\udcff": Field("I", 1),
}


def test_that_no_header_ends_the_tap(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    for key, field in POISON.items():
        shop.publish("shop", "order.new", headers={key: field})
    shop.publish("shop", "order.last")

    *poisoned, last = tap.take(len(POISON) + 1)
    seen = [message.headers for message in poisoned]

    assert last.routing_key == "order.last"
    assert seen == [
        {"ms": 1_700_000_000_000},
        {"huge": 2**63},
        {"text": {"base64": "//4="}},
        {"half": 0.5},
        {"price": 0.1},
        {"k\\xff": 1},
    ]
    assert [state.phase for state in tap.states] == ["binding", "tapping"]


def test_that_a_huge_body_is_cut_and_does_not_end_the_tap(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP, body_limit=1000)
    tap.wait_for("tapping")
    size = 15 * 1024 * 1024
    shop.publish("shop", "order.huge", bytes(size))
    shop.publish("shop", "order.small")

    huge, small = tap.take(2)

    assert (len(huge.body), huge.size, huge.truncated) == (1000, size, True)
    assert small.routing_key == "order.small"


def test_that_what_nobody_drains_is_bounded_and_counted(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP, buffer=TapBuffer(messages=100))
    tap.wait_for("tapping")
    run = shop.publisher.run(Publish(exchange="shop", routing_key="order.new"), count=500)
    assert run.wait(PATIENCE)
    until(lambda: tap.source.statistics().received == 500)

    statistics = tap.source.statistics()
    assert (statistics.waiting, statistics.dropped) == (100, 400)
    assert len(tap.source.drain()) == 100


def test_that_a_wide_stream_arrives_whole_and_in_order(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    channel = shop.link.channel()
    for number in range(5000):
        channel.basic_publish("shop", "order.new", str(number).encode())

    assert [int(message.body) for message in tap.take(5000)] == list(range(5000))
    assert not tap.source.statistics().overflowed


def test_that_a_policy_cannot_send_copies_on_or_refuse_messages(
    shop: Shop, tap_on: TapOn, node: PrivateNode
) -> None:
    shop.channel.exchange_declare("dead", "fanout")
    shop.queue("dead.q", ("dead", ""))
    definition = {"dead-letter-exchange": "dead", "overflow": "reject-publish", "max-length": 1}
    rule = {"pattern": "^amq", "apply-to": "queues", "definition": definition}
    node.request("PUT", f"/api/policies/{shop.vhost}/all", rule)
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    (queue,) = shop.tap_queues()
    path = f"/api/queues/{shop.vhost}/{quote(queue, safe='')}"
    until(lambda: node.request("GET", path).get("policy") == "all")
    assert node.request("GET", path)["arguments"]["x-max-length"] == MAX_LENGTH

    run = shop.publisher.run(Publish(exchange="shop", routing_key="order.new"), count=2000)
    assert run.wait(PATIENCE)

    assert run.progress.confirmed == 2000
    assert shop.depth("pay.q") == 2000
    assert shop.depth("dead.q") == 0


def test_that_keys_alone_need_no_management_api(shop: Shop, tap_on: TapOn, vhost_url: str) -> None:
    blind = endpoints(vhost_url, "off", environment={})
    tap = tap_on(TapTarget(exchange="shop", binding_keys=("a", "b.*")), blind)
    tap.wait_for("tapping")
    shop.publish("shop", "b.c")
    assert tap.keys(1) == ["b.c"]

    other = tap_on(SHOP, blind)
    until(lambda: other.source.state.phase == "refused")
    assert other.source.state.trouble is not None
    assert "--management-url" in other.source.state.trouble.mend


def test_that_the_bindings_of_a_tap_carry_its_mark(shop: Shop, tap_on: TapOn) -> None:
    tap_on(SHOP).wait_for("tapping")
    (queue,) = shop.tap_queues()
    path = f"/api/queues/{shop.vhost}/{quote(queue, safe='')}/bindings"

    marks = [
        row["arguments"].get(TAP_MARK) for row in shop.node.request("GET", path) if row["source"]
    ]

    assert marks == [True]


def test_that_a_tap_comes_back_when_the_broker_does(
    shop: Shop, tap_on: TapOn, where: Endpoints
) -> None:
    with relayed(where.amqp_url) as (relay, url):
        tap = tap_on(SHOP, endpoints(url, where.management, environment={}))
        tap.wait_for("tapping")
        relay.cut()
        trouble = tap.wait_for("lost").trouble
        assert trouble is not None
        assert trouble.retry
        until(lambda: shop.tap_queues() == [])

        relay.mend()
        tap.wait_for("tapping")
        shop.publish("shop", "order.new")

        assert tap.keys(1) == ["order.new"]
        assert len(shop.tap_queues()) == 1
        tap.end()


def test_that_a_tap_comes_back_after_an_operator_closed_its_connection(
    shop: Shop, tap_on: TapOn
) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")

    def ours() -> list[str]:
        rows = shop.node.request("GET", "/api/connections")
        return [r["name"] for r in rows if r.get("user_provided_name") == "flowscope:tap"]

    until(ours)
    shop.node.request("DELETE", f"/api/connections/{quote(ours()[0])}")
    until(lambda: any(state.phase == "lost" for state in tap.states))
    tap.wait_for("tapping")

    shop.publish("shop", "order.new")

    assert tap.keys(1) == ["order.new"]


def test_that_a_tap_without_its_queue_says_so(shop: Shop, where: Endpoints) -> None:
    line = TapLine(where, lambda _: None, now, body_limit=10)
    try:
        line.consume(None)
        line._controlling().queue_delete(line.queue)
        with pytest.raises(TapQueueGoneError):
            until(lambda: line.serve(0.1))
    finally:
        line.close()
    assert shop.tap_queues() == []


def test_that_a_user_who_may_not_bind_gets_the_reason(
    shop: Shop, tap_on: TapOn, where: Endpoints, node: PrivateNode
) -> None:
    node.request("PUT", "/api/users/watcher", {"password": "pw", "tags": "monitoring"})
    try:
        rights = {"configure": "^amq\\.gen-.*", "write": "^amq\\.gen-.*", "read": "^amq\\.gen-.*"}
        node.request("PUT", f"/api/permissions/{shop.vhost}/watcher", rights)
        url = node.vhost_url(where.vhost, "watcher", "pw")
        tap = tap_on(SHOP, endpoints(url, node.management_url, environment={}))
        until(lambda: tap.source.state.phase == "refused")
        rights["read"] = "^(amq\\.gen-.*|shop)$"
        node.request("PUT", f"/api/permissions/{shop.vhost}/watcher", rights)
        allowed = tap_on(SHOP, endpoints(url, node.management_url, environment={}))
        allowed.wait_for("tapping")
        allowed.end()
    finally:
        node.request("DELETE", "/api/users/watcher")

    trouble = tap.source.state.trouble
    assert trouble is not None
    assert "lacks a permission" in trouble.why


def test_that_poison_in_the_properties_of_our_own_is_harmless(shop: Shop, tap_on: TapOn) -> None:
    tap = tap_on(SHOP)
    tap.wait_for("tapping")
    shop.channel.basic_publish(
        "shop", "order.new", b"", Properties({"timestamp": 2**64 - 1, "app_id": "\udcff"})
    )

    (message,) = tap.take(1)

    assert message.properties == {"timestamp": 2**64 - 1, "app_id": "\\xff"}
