from dataclasses import replace

import pytest

from core.amqp.fields import field_of
from core.routes import Address, Routes
from core.topology import Binding, Exchange, Topology
from core.unrouted import Unrouted, why_unrouted
from tests.core.test_routes import bound, topology

NO_MATCH = "no binding of shop matches"


@pytest.mark.parametrize(
    ("keys", "routing_key", "why"),
    [
        (
            ["order.*", "payment.done"],
            "orders.new",
            f"{NO_MATCH} 'orders.new'; the nearest is 'order.*' to payments.q: "
            "'orders' instead of 'order'",
        ),
        (
            ["order.*", "order.*.*.*.*"],
            "order.new.eu",
            f"{NO_MATCH} 'order.new.eu'; the nearest is 'order.*' to payments.q: "
            "one word too many ('eu')",
        ),
        (["zebra"], "order.new", f"{NO_MATCH} 'order.new'"),
        ([], "order.new", "nothing is bound to shop"),
        (["order.new"], "order.new", ""),
    ],
)
def test_that_the_nearest_binding_is_named(keys: list[str], routing_key: str, why: str) -> None:
    declared = topology(*map(bound, keys), shop="topic")

    assert Unrouted(declared).why("shop", routing_key) == why


def test_that_a_direct_exchange_takes_wildcards_to_the_letter() -> None:
    why = Unrouted(topology(bound("order.*"), shop="direct")).why("shop", "order.new")

    assert why.endswith("to payments.q: a direct exchange takes * and # to the letter")


def test_that_a_queue_with_nearly_that_name_is_named() -> None:
    why = "(AMQP default) finds no queue 'payment.q'; the nearest is 'payments.q'"

    assert Unrouted(topology()).why("", "payment.q") == why


def test_that_an_empty_routing_key_is_asked_for() -> None:
    why = "the routing key has to be the name of a queue, and is empty"

    assert Unrouted(topology()).why("", "") == why


def test_that_a_direct_reply_needs_no_queue() -> None:
    assert Unrouted(topology()).why("", "amq.rabbitmq.reply-to.g1h2.abc==") == ""
    assert Unrouted(topology(shop="direct")).why("shop", "amq.rabbitmq.reply-to.g1h2") != ""


def test_that_an_exchange_that_leads_nowhere_is_named() -> None:
    passing = Binding(source="shop", destination="audit", destination_type="exchange")
    declared = topology(passing, shop="fanout", audit="fanout")

    assert Unrouted(declared).why("shop", "x") == "audit, which is bound, routes it nowhere"


@pytest.mark.parametrize(
    ("exists", "does"), [(True, "routes it nowhere"), (False, "does not exist")]
)
def test_that_an_alternate_exchange_that_does_not_help_is_named(exists: bool, does: str) -> None:
    declared = topology(shop="direct", **({"lost": "fanout"} if exists else {}))
    shop = Exchange(name="shop", type="direct", alternate="lost")
    declared = replace(declared, exchanges={**declared.exchanges, "shop": shop})

    why = Unrouted(declared).why("shop", "x")

    assert why == f"nothing is bound to shop; the alternate exchange lost {does}"


def why_of_headers(declared: Topology, **headers: object) -> str:
    fields = {name: field_of(value) for name, value in headers.items()}
    return why_unrouted(Routes(declared), Address("shop", ("",), fields))


def test_that_the_headers_that_are_missing_are_named() -> None:
    declared = topology(
        bound("", tenant="acme", region="eu"),
        bound("", "audit.q", kind=None, size=1, x=2),
        shop="headers",
    )

    why = why_of_headers(declared, region="eu", tenant="other")
    assert why == (
        "no binding of shop matches the headers; "
        "the nearest, to payments.q, requires tenant = 'acme', which is 'other'"
    )
    assert "requires tenant = 'acme', which is missing and region" in why_of_headers(declared)


def test_that_what_is_not_known_is_not_said() -> None:
    headers = topology(bound("order.new", tenant="acme"), shop="headers")
    dice = topology(bound("1"), bound("1", "audit.q"), shop="x-random")

    assert Unrouted(headers).why("shop", "order.new") == ""
    assert Unrouted(dice).why("shop", "order.new") == ""
    assert Unrouted(topology()).why("gone", "order.new") == ""
