from dataclasses import replace
from typing import Any

import pytest

from core.publishing import Publish
from core.route_preview import Preview, preview
from core.routes import Routes
from core.topology import Binding, Topology
from tests.core.test_routes import bound, topology


def ahead(
    declared: Topology, key: str = "order.new", exchange: str = "shop", **options: Any
) -> Preview:
    publish = Publish(exchange=exchange, routing_key=key, **options)
    return preview(Routes(declared), publish, own={"tap"})


def passing(source: str, to: str, key: str = "") -> Binding:
    return Binding(source=source, destination=to, destination_type="exchange", routing_key=key)


def why(declared: Topology, **options: Any) -> list[str]:
    return [taker.why for taker in ahead(declared, **options).takers]


def test_that_it_says_who_gets_it_and_what_the_broker_answers() -> None:
    found = ahead(topology(bound("order.*"), bound("order.#", "audit.q"), shop="topic"))

    assert (found.verdict, found.headline) == ("queues", "2 queues get it")
    assert [(taker.queue, taker.why) for taker in found.takers] == [
        ("audit.q", "order.# matches"),
        ("payments.q", "order.* matches"),
    ]
    assert found.consequence == "The broker confirms it once every queue has it."


@pytest.mark.parametrize(
    ("type_", "binding", "words"),
    [
        ("direct", bound("order.new"), "bound with 'order.new'"),
        ("fanout", bound("x"), "fanout passes everything on"),
        ("topic", bound("#"), "# takes every key"),
        ("headers", bound("", tenant="acme"), "header tenant = 'acme'"),
        ("headers", bound("", tenant=None), "header tenant"),
        ("headers", bound(""), "asks for no header"),
        (
            "headers",
            bound("", tenant="acme", size=1, **{"x-match": "any"}),
            "any of the headers tenant = 'acme', size = 1",
        ),
        ("x-random", bound(""), "the only one that is bound"),
    ],
)
def test_that_the_reason_is_that_of_the_exchange_type(
    type_: str, binding: Binding, words: str
) -> None:
    assert why(topology(binding, shop=type_), headers={"tenant": "acme"}) == [words]


def test_that_the_whole_way_is_told() -> None:
    declared = topology(
        passing("shop", "audit", "order.#"),
        bound("", "audit.q", "audit"),
        shop="topic",
        audit="fanout",
    )

    assert why(declared) == ["order.# matches → audit: fanout passes everything on"]


def test_that_an_alternate_exchange_says_why_it_gets_it() -> None:
    declared = topology(bound("x"), bound("", "audit.q", "lost"), shop="direct", lost="fanout")
    shop = replace(declared.exchanges["shop"], alternate="lost")
    declared = replace(declared, exchanges={**declared.exchanges, "shop": shop})

    assert why(declared) == [
        "no binding matches, so the alternate exchange gets it → lost: fanout passes everything on"
    ]


def test_that_the_default_exchange_finds_the_queue_by_name() -> None:
    assert ahead(topology(**{"": "direct"}), "audit.q", "").takers[0].why == "its name is 'audit.q'"


def test_that_a_copy_names_its_own_key() -> None:
    declared = topology(bound("other"), shop="direct")

    assert why(declared, headers={"CC": ["other"]}) == ["bound with 'other'"]


def test_that_a_choice_is_told_as_one() -> None:
    declared = topology(bound("1"), bound("1", "audit.q"), shop="x-consistent-hash")

    found = ahead(declared)

    assert (found.verdict, found.headline) == ("perhaps", "One of 2 queues gets it")
    assert found.why == "shop: one of 2, chosen by a hash (x-consistent-hash). Which is not known."
    assert "the chosen queue" in found.consequence
    assert not any(taker.certain for taker in found.takers)


def test_that_an_unknown_type_may_do_anything() -> None:
    declared = topology(bound("1"), bound("1", "audit.q"), shop="x-made-up")

    assert ahead(declared).headline == "Perhaps 2 queues get it"
    assert "a x-made-up exchange decides" in ahead(declared).why
    assert "312 NO_ROUTE" in ahead(declared, mandatory=True).consequence
    assert "dropped without a word" in ahead(declared).consequence


def test_that_headers_that_are_not_known_yet_matter_only_where_they_are_looked_at() -> None:
    def half_typed(type_: str) -> Preview:
        routes = Routes(topology(bound("order.*", tenant="acme"), shop=type_))
        publish = Publish(exchange="shop", routing_key="order.new")
        return preview(routes, publish, knows_headers=False)

    assert half_typed("topic").headline == "1 queue gets it"
    assert half_typed("headers").headline == "Perhaps 1 queue gets it"
    assert "these are not known yet" in half_typed("headers").takers[0].why


def test_that_certain_and_possible_queues_are_told_apart() -> None:
    declared = topology(
        bound("", "audit.q"),
        passing("shop", "dice"),
        bound("", source="dice"),
        bound("", "audit.q", "dice"),
        shop="fanout",
        dice="x-random",
    )

    found = ahead(declared)

    assert found.headline == "1 queue gets it, and perhaps 1 more"
    assert [(taker.queue, taker.certain) for taker in found.takers] == [
        ("audit.q", True),
        ("payments.q", False),
    ]


@pytest.mark.parametrize(
    ("mandatory", "words"), [(True, "returns it (312 NO_ROUTE)"), (False, "drops it")]
)
def test_that_nobody_comes_with_the_nearest_binding(mandatory: bool, words: str) -> None:
    declared = topology(bound("order.*"), shop="topic")

    found = ahead(declared, "order.new.eu", mandatory=mandatory)

    assert (found.verdict, found.headline, found.takers) == ("nobody", "Nobody gets it", ())
    assert found.why == (
        "No binding of shop matches 'order.new.eu'; the nearest is 'order.*' to payments.q: "
        "one word too many ('eu')."
    )
    assert words in found.consequence


def test_that_what_the_broker_refuses_is_told() -> None:
    declared = topology(shop="topic")
    inner = replace(declared.exchanges["shop"], internal=True)

    absent = ahead(declared, exchange="gone")
    internal = ahead(replace(declared, exchanges={"shop": inner}))
    copies = ahead(declared, headers={"CC": "no array"})

    assert [one.verdict for one in (absent, internal, copies)] == ["refused"] * 3
    assert absent.why == "404 NOT_FOUND, there is no exchange 'gone'."
    assert internal.why.startswith("403 ACCESS_REFUSED, shop is internal")
    assert "406" in copies.why or "PRECONDITION_FAILED" in copies.why
    assert "closes the channel" in absent.consequence


def test_that_taps_count_as_nobody() -> None:
    declared = topology(bound("#", "tap"), shop="topic")

    found = ahead(declared)

    assert (found.headline, found.taps) == ("Nobody else gets it", 1)
    assert found.why == "Only a tap of Flowscope gets it."
    assert ahead(replace(declared, bindings=(*declared.bindings, bound("#")))).taps == 1


def test_that_without_a_topology_nothing_is_claimed() -> None:
    found = ahead(Topology())

    assert (found.verdict, found.headline) == ("unknown", "Not known")


def test_that_a_wildcard_in_a_routing_key_is_told_to_be_none() -> None:
    declared = topology(bound("order.*"), shop="topic")

    assert "only binding keys have wildcards" in ahead(declared, "order.*").why
    assert ahead(declared, "order.new").why == ""
