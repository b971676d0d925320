"""What a tap binds and what it says before: as a table of what is declared."""

from collections.abc import Sequence
from typing import Any, Literal

import pytest

from core.services import TAP_MARK
from core.tapping import (
    COPYING_TYPES,
    MAX_BYTES,
    NOWHERE,
    Declared,
    TapBinding,
    TapPlan,
    TapTarget,
    plan_tap,
    queue_arguments,
    to_change,
)
from core.topology import Binding, Exchange


def binding(
    source: str,
    destination: str,
    key: str = "",
    kind: Literal["queue", "exchange"] = "queue",
    **arguments: Any,
) -> Binding:
    names = {name.replace("_", "-"): value for name, value in arguments.items()}
    return Binding(
        source=source,
        destination=destination,
        destination_type=kind,
        routing_key=key,
        arguments=names,
    )


def declared(*bindings: Binding, exchanges: Sequence[Exchange] = (), **others: Any) -> Declared:
    known = exchanges or [Exchange(name=b.source, type="topic") for b in bindings]
    by_name = {exchange.name: exchange for exchange in known}
    return Declared(exchanges=by_name, bindings=bindings, **others)


def bound(plan: TapPlan) -> list[tuple[str, str]]:
    return [(one.exchange, one.routing_key) for one in plan.bindings]


SHOP = TapTarget(exchange="shop")
QUEUE = TapTarget(queue="pay.q")


RUNNING = TapPlan((TapBinding("shop", "k", {TAP_MARK: True}),))
"""What a tap began with that had something to mirror."""


def keyed(*keys: str) -> TapTarget:
    return TapTarget(exchange="shop", binding_keys=keys)


def test_that_a_tap_of_an_exchange_mirrors_its_bindings_once_each() -> None:
    plan = plan_tap(
        SHOP,
        declared(
            binding("shop", "pay.q", "order.*"),
            binding("shop", "stock.q", "order.*"),
            binding("shop", "audit.q", "#"),
        ),
    )

    assert bound(plan) == [("shop", "order.*"), ("shop", "#")]
    assert all(one.arguments == {TAP_MARK: True} for one in plan.bindings)


def test_that_a_tap_of_a_queue_mirrors_what_leads_to_it() -> None:
    plan = plan_tap(
        QUEUE,
        declared(
            binding("", "pay.q", "pay.q"),
            binding("shop", "pay.q", "order.*"),
            binding("refunds", "pay.q", "refund"),
        ),
    )

    assert bound(plan) == [("shop", "order.*"), ("refunds", "refund")]
    assert any("default exchange is not seen" in note for note in plan.notes)


def test_that_a_queue_behind_the_default_exchange_alone_cannot_be_seen() -> None:
    there = declared(binding("", "pay.q", "pay.q"), exchanges=[Exchange(name="")])

    assert "it is bound to no exchange" in plan_tap(QUEUE, there).refusal
    assert plan_tap(QUEUE, there, RUNNING).refusal == ""


def test_that_headers_keep_their_arguments() -> None:
    headers = [Exchange(name="shop", type="headers")]
    plan = plan_tap(
        SHOP,
        declared(
            binding("shop", "q", "", x_match="any", format="pdf"),
            binding("shop", "q", "", x_match="all-with-x", format="csv"),
            exchanges=headers,
        ),
    )

    assert [one.arguments for one in plan.bindings] == [
        {"x-match": "any", "format": "pdf", TAP_MARK: True},
        {"x-match": "all-with-x", "format": "csv"},
    ]


def test_that_an_argument_that_pika_cannot_send_is_said_and_left_out() -> None:
    headers = [Exchange(name="shop", type="headers")]
    plan = plan_tap(SHOP, declared(binding("shop", "q", "", weight=1.5), exchanges=headers))

    assert plan.bindings == ()
    assert "decimal argument" in plan.refusal
    good = binding("shop", "q", "", format="pdf")
    both = declared(binding("shop", "q", "", weight=1.5), good, exchanges=headers)
    assert any("decimal argument" in note for note in plan_tap(SHOP, both).notes)


def test_that_no_tap_mirrors_a_tap() -> None:
    theirs = Binding(
        source="shop", destination="amq.gen-1", routing_key="theirs", arguments={TAP_MARK: True}
    )
    ours = binding("shop", "amq.gen-2", "ours", x_match="all-with-x")
    plan = plan_tap(SHOP, declared(theirs, ours, own=(ours,)), RUNNING)

    assert plan.bindings == ()


@pytest.mark.parametrize(
    ("type_", "onward", "sure"),
    [
        ("fanout", ("", "#"), True),
        ("topic", ("#",), True),
        ("topic", ("order.*",), True),
        ("topic", ("order.new",), False),
        ("topic", (), False),
        ("direct", ("order.*",), True),
        ("headers", ("",), False),
    ],
)
def test_that_messages_that_may_end_nowhere_behind_an_exchange_are_said(
    type_: str, onward: tuple[str, ...], sure: bool
) -> None:
    plan = plan_tap(
        SHOP,
        declared(
            binding("shop", "archive", "order.*", "exchange"),
            *(binding("archive", "q", key) for key in onward),
            exchanges=[Exchange(name="shop", type="topic"), Exchange(name="archive", type=type_)],
        ),
    )

    assert bound(plan) == [("shop", "order.*")]
    said = any("pass on to exchange 'archive'" in note for note in plan.notes)
    assert said is not sure


def test_that_an_auto_delete_exchange_is_said_to_live_longer() -> None:
    shop = Exchange(name="shop", type="fanout", auto_delete=True)
    plan = plan_tap(SHOP, declared(binding("shop", "q"), exchanges=[shop]))

    assert any("auto-delete exchange 'shop' lives" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("target", "there", "words"),
    [
        (TapTarget(exchange=""), declared(), "the default exchange cannot be tapped"),
        (SHOP, None, "without the management API"),
        (QUEUE, None, "without the management API"),
        (SHOP, Declared(target_exists=False), "exchange 'shop' does not exist"),
        (QUEUE, Declared(target_exists=False), "queue 'pay.q' does not exist"),
        (
            SHOP,
            declared(exchanges=[Exchange(name="shop", type="x-consistent-hash")]),
            "take messages away from their queue",
        ),
        (
            keyed("k"),
            declared(exchanges=[Exchange(name="shop", type="x-random")]),
            "take messages away from their queue",
        ),
        (
            keyed("k"),
            declared(exchanges=[Exchange(name="shop", type="topic", auto_delete=True)]),
            "would be deleted when the tap ends",
        ),
    ],
)
def test_that_what_would_do_harm_is_refused_with_a_mend(
    target: TapTarget, there: Declared | None, words: str
) -> None:
    plan = plan_tap(target, there)

    assert words in plan.refusal
    assert plan.mend
    assert plan.bindings == ()


def unbound(type_: str, **others: Any) -> Declared:
    return declared(exchanges=[Exchange(name="shop", type=type_, **others)])


@pytest.mark.parametrize(
    ("there", "key", "arguments"),
    [
        (unbound("topic"), "#", {}),
        (unbound("topic", internal=True), "#", {}),
        (unbound("fanout"), "", {}),
        (unbound("headers"), "", {"x-match": "all"}),
        (unbound("x-delayed-message", arguments={"x-delayed-type": "topic"}), "#", {}),
    ],
)
def test_that_all_of_an_unbound_exchange_is_taken_and_said_to_be(
    there: Declared, key: str, arguments: dict[str, Any]
) -> None:
    plan = plan_tap(SHOP, there)

    assert plan.bindings == (TapBinding("shop", key, {**arguments, TAP_MARK: True}),)
    assert "not returned to mandatory publishers" in plan.notes[0]


@pytest.mark.parametrize(
    ("there", "words", "mend"),
    [
        (unbound("direct"), "type direct has no key", "--binding-key"),
        (unbound("x-delayed-message", arguments={"x-delayed-type": "direct"}), "type direct", "--"),
        (unbound("topic", alternate="lost"), "go on to the alternate exchange 'lost'", "'lost'"),
        (unbound("fanout", auto_delete=True), "would be deleted", "start its consumers"),
    ],
)
def test_that_of_an_unbound_exchange_nothing_is_taken_that_somebody_gets(
    there: Declared, words: str, mend: str
) -> None:
    plan = plan_tap(SHOP, there)

    assert plan.bindings == ()
    assert words in plan.refusal
    assert mend in plan.mend


def test_that_a_running_tap_takes_all_only_if_it_said_so_before() -> None:
    there, bound_now = unbound("topic"), declared(binding("shop", "q", "a"))
    everything = plan_tap(SHOP, there)

    assert bound(plan_tap(SHOP, bound_now, everything)) == [("shop", "a")]
    assert plan_tap(SHOP, there, everything) == everything
    waiting = plan_tap(SHOP, there, RUNNING)
    assert (waiting.bindings, waiting.refusal) == ((), "")
    assert waiting.notes[0].startswith("nothing is bound to exchange 'shop'")


def test_that_a_source_that_picks_one_queue_is_left_out_of_a_queue_tap() -> None:
    plan = plan_tap(
        QUEUE,
        declared(
            binding("ring", "pay.q", "10"),
            binding("shop", "pay.q", "order.*"),
            exchanges=[
                Exchange(name="ring", type="x-consistent-hash"),
                Exchange(name="shop", type="topic"),
            ],
        ),
    )

    assert bound(plan) == [("shop", "order.*")]
    assert any("what comes from exchange 'ring' is not seen" in note for note in plan.notes)
    assert "x-consistent-hash" not in COPYING_TYPES


def test_that_keys_which_others_have_bound_change_nothing_more() -> None:
    shop = Exchange(name="shop", type="topic", alternate="lost")
    plan = plan_tap(keyed("a", "b"), declared(binding("shop", "q", "#"), exchanges=[shop]))

    assert bound(plan) == [("shop", "a"), ("shop", "b")]
    assert len(plan.notes) == 1


def test_that_keys_of_ones_own_name_every_harm() -> None:
    shop = Exchange(name="shop", type="topic", alternate="lost")
    notes = " ".join(
        plan_tap(keyed("#"), declared(binding("shop", "q", "a"), exchanges=[shop])).notes
    )

    assert "key # every message" in notes
    assert "no longer returned to mandatory" in notes
    assert "alternate exchange 'lost'" in notes
    assert "like those that exist" not in notes
    assert "messages with the key" not in notes


def test_that_keys_on_a_headers_exchange_are_said_to_take_everything() -> None:
    shop = Exchange(name="shop", type="headers")
    plan = plan_tap(keyed("a"), declared(exchanges=[shop]))

    assert any("takes every message" in note for note in plan.notes)


def test_that_keys_work_without_the_management_api_and_say_what_is_unknown() -> None:
    plan = plan_tap(keyed("a"), None)

    assert bound(plan) == [("shop", "a")]
    assert any("without the management API it is unknown" in note for note in plan.notes)


@pytest.mark.parametrize("target", [SHOP, keyed("k"), keyed("#")])
def test_that_no_note_says_the_word_that_means_ready(target: TapTarget) -> None:
    for there in (declared(binding("shop", "q", "a")), unbound("topic"), unbound("direct"), None):
        plan = plan_tap(target, there)
        assert not any("tapping" in note for note in (*plan.notes, plan.refusal))


def test_that_changes_follow_what_is_really_bound() -> None:
    stays = Binding(source="shop", destination="t", routing_key="a", arguments={TAP_MARK: True})
    goes = Binding(source="shop", destination="t", routing_key="b", arguments={TAP_MARK: True})
    default = Binding(source="", destination="t", routing_key="t")
    plan = TapPlan(
        (TapBinding("shop", "a", {TAP_MARK: True}), TapBinding("shop", "c", {TAP_MARK: True}))
    )

    missing, extra = to_change(plan, [stays, goes, default])

    assert [one.routing_key for one in missing] == ["c"]
    assert [one.routing_key for one in extra] == ["b"]


def test_that_the_queue_is_bounded_and_passes_nothing_on() -> None:
    arguments = queue_arguments(declared(dead_letters=True))

    assert arguments["x-overflow"] == "drop-head"
    assert arguments["x-max-length-bytes"] == MAX_BYTES
    assert arguments["x-dead-letter-exchange"] == NOWHERE
    assert queue_arguments(None)["x-dead-letter-exchange"] == NOWHERE
    assert "x-dead-letter-exchange" not in queue_arguments(declared())
