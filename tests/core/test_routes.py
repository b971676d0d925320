import pytest

from core.routes import Route, route, why_nowhere
from core.topology import Binding, Exchange, Queue, Topology


def topology(*bindings: Binding, **exchanges: str) -> Topology:
    return Topology(
        exchanges={name: Exchange(name=name, type=type_) for name, type_ in exchanges.items()},
        queues={name: Queue(name=name) for name in ("payments.q", "audit.q")},
        bindings=bindings,
    )


def bound(key: str, to: str = "payments.q", source: str = "shop") -> Binding:
    return Binding(source=source, destination=to, routing_key=key)


@pytest.mark.parametrize(
    ("type_", "key", "routing_key", "matches"),
    [
        ("topic", "order.*", "order.new", True),
        ("topic", "order.*", "order.new.eu", False),
        ("topic", "order.#", "order.new.eu", True),
        ("topic", "order.#", "order", True),
        ("topic", "#", "", True),
        ("topic", "#.eu", "order.new.eu", True),
        ("topic", "*", "", False),
        ("topic", "order.new", "order.old", False),
        ("direct", "order.*", "order.new", False),
        ("direct", "a", "a", True),
        ("fanout", "a", "b", True),
    ],
)
def test_that_a_binding_takes_what_it_matches(
    type_: str, key: str, routing_key: str, matches: bool
) -> None:
    found = route(topology(bound(key), shop=type_), "shop", routing_key)

    assert found == Route(frozenset({"payments.q"} if matches else ()))


def test_that_messages_pass_on_to_bound_exchanges() -> None:
    passing = Binding(
        source="shop", destination="audit", destination_type="exchange", routing_key="order.#"
    )
    declared = topology(passing, bound("", "audit.q", "audit"), shop="topic", audit="fanout")

    assert route(declared, "shop", "order.new").queues == {"audit.q"}


def test_that_what_nobody_takes_goes_to_the_alternate_exchange() -> None:
    declared = Topology(
        exchanges={
            "shop": Exchange(name="shop", type="topic", alternate="lost"),
            "lost": Exchange(name="lost", type="fanout"),
        },
        bindings=(bound("order.*"), bound("", "audit.q", "lost")),
    )

    assert route(declared, "shop", "x").queues == {"audit.q"}
    assert route(declared, "shop", "order.new").queues == {"payments.q"}


def test_that_the_default_exchange_leads_to_the_queue_of_that_name() -> None:
    assert route(topology(), "", "audit.q").queues == {"audit.q"}


def test_that_it_is_unknown_what_looks_at_headers() -> None:
    declared = topology(bound("order.new"), shop="headers")

    assert route(declared, "shop", "order.new") == Route(frozenset(), frozenset({"shop"}))
    assert why_nowhere(declared, "shop", "order.new") == ""


@pytest.mark.parametrize(
    ("keys", "routing_key", "why"),
    [
        (
            ["order.*", "payment.done"],
            "orders.new",
            "no binding of shop matches 'orders.new'; the nearest is 'order.*' to payments.q",
        ),
        (
            ["order.*", "order.*.*.*.*"],
            "order.new.eu",
            "no binding of shop matches 'order.new.eu'; the nearest is 'order.*' to payments.q",
        ),
        (["zebra"], "order.new", "no binding of shop matches 'order.new'"),
        ([], "order.new", "nothing is bound to shop"),
        (["order.new"], "order.new", ""),
    ],
)
def test_that_the_nearest_binding_is_named(keys: list[str], routing_key: str, why: str) -> None:
    declared = topology(*map(bound, keys), shop="topic")

    assert why_nowhere(declared, "shop", routing_key) == why


def test_that_a_queue_with_nearly_that_name_is_named() -> None:
    why = "(AMQP default) finds no queue 'payment.q'; the nearest is 'payments.q'"

    assert why_nowhere(topology(), "", "payment.q") == why


def test_that_an_exchange_that_leads_nowhere_is_named() -> None:
    passing = Binding(source="shop", destination="audit", destination_type="exchange")
    declared = topology(passing, shop="fanout", audit="fanout")

    assert why_nowhere(declared, "shop", "x") == "audit, which is bound, routes it nowhere"
