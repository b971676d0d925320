"""Taps on a real broker when things go wrong: poison, floods, policies, outages, permissions."""

from urllib.parse import quote

import pytest

from core.amqp.fields import Field
from core.amqp.properties import Properties
from core.clock import now
from core.endpoints import Endpoints, endpoints
from core.publishing import Publish
from core.services import TAP_MARK
from core.sources.tap_buffer import TapBuffer
from core.sources.tap_line import TapLine, TapQueueGoneError
from core.tapping import MAX_LENGTH, TapTarget
from tests.integration.tapping.tapped_shop import PATIENCE, SHOP, Shop, TapOn, until
from tests.private_node import PrivateNode
from tests.relay import relayed

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
        {"ms": {"$timestamp": 1_700_000_000_000}},
        {"huge": {"$timestamp": 2**63}},
        {"text": {"$base64_string": "//4="}},
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
