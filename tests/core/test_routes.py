import pytest

from core.amqp.fields import field_of
from core.routes import Address, Route, Routes
from core.topology import Binding, Exchange, Queue, Topology


def topology(*bindings: Binding, **exchanges: str) -> Topology:
    return Topology(
        exchanges={name: Exchange(name=name, type=type_) for name, type_ in exchanges.items()},
        queues={name: Queue(name=name) for name in ("payments.q", "audit.q")},
        bindings=bindings,
    )


def bound(key: str, to: str = "payments.q", source: str = "shop", **arguments: object) -> Binding:
    return Binding(source=source, destination=to, routing_key=key, arguments=arguments)


def route(declared: Topology, exchange: str, *keys: str, **headers: object) -> Route:
    """The route of a message; without headers they are not known."""
    fields = {name: field_of(value) for name, value in headers.items()} if headers else None
    return Routes(declared).route(Address(exchange, keys, fields))


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
        ("x-recent-history", "a", "b", True),
    ],
)
def test_that_a_binding_takes_what_it_matches(
    type_: str, key: str, routing_key: str, matches: bool
) -> None:
    found = route(topology(bound(key), shop=type_), "shop", routing_key)

    assert found.queues == ({"payments.q"} if matches else set())
    assert not found.undecided


def test_that_messages_pass_on_to_bound_exchanges() -> None:
    passing = Binding(
        source="shop", destination="audit", destination_type="exchange", routing_key="order.#"
    )
    declared = topology(passing, bound("", "audit.q", "audit"), shop="topic", audit="fanout")

    found = route(declared, "shop", "order.new")

    assert found.queues == {"audit.q"}
    path = [(step.kind, step.source, step.target) for step in found.path("audit.q")]
    assert path == [("bind", "shop", "audit"), ("route", "audit", "audit.q")]


def test_that_exchanges_in_a_circle_come_to_an_end() -> None:
    def passing(source: str, to: str) -> Binding:
        return Binding(source=source, destination=to, destination_type="exchange")

    declared = topology(
        passing("a", "b"), passing("b", "a"), bound("", source="b"), a="fanout", b="fanout"
    )

    assert [step.source for step in route(declared, "a", "").path("payments.q")] == ["a", "b"]


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


def test_that_each_routing_key_of_cc_counts() -> None:
    found = route(topology(bound("a"), bound("b", "audit.q"), shop="direct"), "shop", "a", "b")

    assert found.queues == {"payments.q", "audit.q"}
    assert [step.routing_key for step in found.passages] == ["a", "b"]


def test_that_headers_decide_where_they_are_known() -> None:
    declared = topology(bound("", tenant="acme"), bound("", "audit.q"), shop="headers")

    unknown = route(declared, "shop", "order.new")
    assert unknown.queues == set()
    assert unknown.possible == {"payments.q", "audit.q"}
    assert unknown.undecided == ("shop",)
    assert route(declared, "shop", "", tenant="other").queues == {"audit.q"}
    assert route(declared, "shop", "", tenant="acme").queues == {"payments.q", "audit.q"}


@pytest.mark.parametrize("type_", ["x-consistent-hash", "x-random", "x-made-up"])
def test_that_what_an_exchange_decides_by_itself_is_not_certain(type_: str) -> None:
    declared = topology(bound("1"), bound("1", "audit.q"), shop=type_)

    found = route(declared, "shop", "x")

    assert found.queues == set()
    assert found.possible == {"payments.q", "audit.q"}
    assert found.undecided == ("shop",)


def test_that_a_choice_of_one_is_none() -> None:
    found = route(topology(bound("1"), bound("2"), shop="x-consistent-hash"), "shop", "x")

    assert found.queues == {"payments.q"}
    assert found.undecided == ()


def test_that_a_queue_that_is_reached_for_certain_too_is_certain() -> None:
    passing = Binding(source="shop", destination="dice", destination_type="exchange")
    declared = topology(
        passing,
        bound("", "audit.q"),
        bound("1", source="dice"),
        bound("1", "audit.q", "dice"),
        shop="fanout",
        dice="x-random",
    )

    found = route(declared, "shop", "x")

    assert found.queues == {"audit.q"}
    assert found.possible == {"payments.q"}
    assert found.path("audit.q")[0].certain


def test_that_a_delayed_message_is_routed_by_its_delayed_type() -> None:
    late = Exchange(name="late", type="x-delayed-message", arguments={"x-delayed-type": "topic"})
    declared = Topology(exchanges={"late": late}, bindings=(bound("a.*", source="late"),))

    assert route(declared, "late", "a.b").queues == {"payments.q"}
    assert route(declared, "late", "b").queues == set()
