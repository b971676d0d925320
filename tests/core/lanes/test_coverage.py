import pytest

from core.graph import Node, node_id
from core.lanes.coverage import coverage, instance_of
from core.lanes.scope import Scope
from core.topology import Connection, Consumer, Topology

SERVICES = {"c1 -> b": "billing", "c2 -> b": "billing", "c3 -> b": "auditor"}
TOPOLOGY = Topology(
    connections={
        "c1 -> b": Connection(name="c1 -> b", provided_name="billing-1"),
        "c2 -> b": Connection(name="c2 -> b", provided_name="billing"),
    },
    consumers=(
        Consumer(tag="t1", queue="orders", channel="c1 -> b (1)", connection="c1 -> b"),
        Consumer(tag="t2", queue="orders", channel="c2 -> b (1)", connection="c2 -> b"),
        Consumer(tag="t3", queue="audit", channel="c3 -> b (1)", connection="c3 -> b"),
        Consumer(tag="own", queue="tap", channel="own (1)", connection="own"),
    ),
)


def service_of(connection: str) -> Node | None:
    name = SERVICES.get(connection)
    return Node(node_id("service", name), "service", name) if name is not None else None


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (Scope("/"), "1 of 3 consumers go through the proxy; what these do is not seen: "),
        (Scope("/", queue="orders"), "1 of 2 consumers go through the proxy; "),
        (Scope("/", service="service:billing"), "1 of 2 consumers go through the proxy; "),
        (Scope("/", exchange="events"), ""),
    ],
)
def test_that_it_says_how_many_consumers_are_seen(scope: Scope, told: str) -> None:
    words = coverage(TOPOLOGY, scope, service_of, {"c1 -> b"}.__contains__).words

    assert words.startswith(told)
    assert bool(words) == bool(told)
    assert ("auditor" in words) == scope.is_whole


def test_that_nothing_is_said_where_all_are_seen() -> None:
    assert coverage(TOPOLOGY, Scope("/"), service_of, SERVICES.__contains__).words == ""


def test_that_many_are_not_all_named() -> None:
    consumers = [
        Consumer(tag=str(n), queue="orders", channel="c1 -> b (1)", connection="c1 -> b")
        for n in range(5)
    ]
    told = coverage(Topology(consumers=tuple(consumers)), Scope("/"), service_of, lambda _: False)

    assert (told.seen, told.consumers) == (0, 5)
    assert told.words.endswith("billing (c1), billing (c1), billing (c1) and 2 more.")


@pytest.mark.parametrize(
    ("connection", "instance"), [("c1 -> b", "billing-1"), ("c2 -> b", "c2"), ("c9 -> b", "c9")]
)
def test_that_an_instance_has_the_name_it_gives_itself_or_its_address(
    connection: str, instance: str
) -> None:
    assert instance_of(TOPOLOGY, connection, "billing") == instance
