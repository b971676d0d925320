"""Taps on a real broker: they see everything, and nobody notices them."""

import pytest

from core.amqp.fields import Field
from core.tapping import TapTarget
from tests.integration.tapping.tapped_shop import SHOP, Shop, TapOn, until


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


@pytest.mark.parametrize("type_", ["topic", "fanout", "headers"])
def test_that_all_of_an_unbound_exchange_is_taken_until_something_is_bound(
    shop: Shop, tap_on: TapOn, type_: str
) -> None:
    shop.channel.exchange_declare("empty", type_)
    tap = tap_on(TapTarget(exchange="empty"))
    assert "takes every message" in tap.wait_for("tapping").notes[0]
    assert shop.publish("empty", "k", headers={"format": "pdf"}, mandatory=True) == "confirmed"
    assert tap.keys(1) == ["k"]

    shop.queue("k.q", ("empty", "k"))
    tap.source.poke()
    until(lambda: "takes every message" not in tap.source.state.notes[0])
    shop.publish("empty", "k")
    assert tap.keys(1) == ["k"]

    shop.channel.queue_delete("k.q")
    tap.source.poke()
    until(lambda: "takes every message" in tap.source.state.notes[0])
    shop.publish("empty", "other")
    assert tap.keys(1) == ["other"]


def test_that_a_tap_waits_when_the_last_binding_has_gone(shop: Shop, tap_on: TapOn) -> None:
    shop.channel.exchange_declare("brief", "topic")
    shop.queue("k.q", ("brief", "k"))
    tap = tap_on(TapTarget(exchange="brief"))
    tap.wait_for("tapping")

    shop.channel.queue_delete("k.q")
    tap.source.poke()
    assert tap.wait_for("waiting").notes[0].startswith("nothing is bound")
    assert shop.publish("brief", "k", mandatory=True) == "returned"

    shop.queue("k.q", ("brief", "k"))
    tap.source.poke()
    tap.wait_for("tapping")
    shop.publish("brief", "k")
    assert tap.keys(1) == ["k"]


@pytest.mark.parametrize(
    ("type_", "arguments", "words"),
    [
        ("direct", {}, "type direct has no key"),
        ("topic", {"alternate-exchange": "lost"}, "alternate exchange 'lost'"),
    ],
)
def test_that_an_unbound_exchange_whose_messages_cannot_be_copied_is_refused(
    shop: Shop, tap_on: TapOn, type_: str, arguments: dict[str, str], words: str
) -> None:
    shop.channel.exchange_declare("empty", type_, arguments=arguments)
    tap = tap_on(TapTarget(exchange="empty"))
    until(lambda: tap.source.state.phase == "refused")
    assert tap.source.state.trouble is not None
    assert words in tap.source.state.trouble.why


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
