from dataclasses import replace

from core.topology import (
    Binding,
    Change,
    Connection,
    Consumer,
    Exchange,
    Queue,
    Topology,
    binding_words,
    changes,
)


def shop() -> Topology:
    return Topology(
        exchanges={"": Exchange(name=""), "orders": Exchange(name="orders", type="topic")},
        queues={"billing": Queue(name="billing"), "audit": Queue(name="audit")},
        bindings=(
            Binding(source="", destination="billing", routing_key="billing"),
            Binding(source="orders", destination="billing", routing_key="order.*"),
            Binding(source="orders", destination="audit", routing_key="#"),
            Binding(source="orders", destination="archive", destination_type="exchange"),
        ),
        connections={"c1": Connection(name="c1", provided_name="billing-1")},
        consumers=(Consumer(tag="t", queue="billing", channel="c1 (1)", connection="c1"),),
    )


def said(before: Topology, after: Topology) -> set[tuple[str, str, str]]:
    return {(change.verb, change.kind, change.name) for change in changes(before, after)}


def test_that_look_ups_find_what_leaves_and_what_ends() -> None:
    topology = shop()
    assert len(topology.bindings_by_source["orders"]) == 3
    assert [b.source for b in topology.bindings_by_queue["billing"]] == ["", "orders"]
    assert "archive" not in topology.bindings_by_queue
    assert topology.consumers_by_queue["billing"][0].tag == "t"
    assert "audit" not in topology.consumers_by_queue


def test_that_exchanges_that_the_broker_publishes_to_itself_are_known() -> None:
    topology = Topology(
        exchanges={"a": Exchange(name="a", alternate="unrouted")},
        queues={"q": Queue(name="q", dead_letter_exchange=""), "r": Queue(name="r")},
        bindings=(
            Binding(source="a", destination="b", destination_type="exchange"),
            Binding(source="a", destination="q"),
        ),
    )
    assert topology.fed_from_inside == {"b", "unrouted", ""}


def test_that_equal_snapshots_have_no_changes() -> None:
    assert said(shop(), shop()) == set()


def test_that_everything_that_appears_is_said_and_in_reverse_that_it_vanished() -> None:
    expected = {
        ("exchange", ""),
        ("exchange", "orders"),
        ("queue", "billing"),
        ("queue", "audit"),
        ("binding", "orders -> billing [order.*]"),
        ("binding", "orders -> audit [#]"),
        ("binding", "orders -> archive []"),
        ("connection", "billing-1 (c1)"),
        ("consumer", "t of billing"),
    }
    assert said(Topology(), shop()) == {("appeared", *what) for what in expected}
    assert said(shop(), Topology()) == {("vanished", *what) for what in expected}


def test_that_a_change_says_what_was_and_what_is() -> None:
    after = replace(
        shop(), queues={"billing": Queue(name="billing"), "audit": Queue(name="audit", policy="p")}
    )
    assert list(changes(shop(), after)) == [
        Change("changed", "queue", "audit", "policy: None -> 'p'")
    ]


def test_that_the_state_of_a_connection_is_no_change_worth_telling() -> None:
    busy = replace(
        shop(), connections={"c1": Connection(name="c1", provided_name="billing-1", state="flow")}
    )
    assert said(shop(), busy) == set()


def test_that_two_bindings_that_differ_only_in_arguments_come_and_go_by_themselves() -> None:
    big = Binding(source="h", destination="q", arguments={"size": "big"})
    red = Binding(source="h", destination="q", arguments={"colour": "red"})
    both, one = Topology(bindings=(big, red)), Topology(bindings=(big,))
    assert big.identity != red.identity
    assert said(both, one) == {("vanished", "binding", "h -> q [] {'colour': 'red'}")}
    assert said(one, both) == {("appeared", "binding", "h -> q [] {'colour': 'red'}")}


def test_that_the_order_of_arguments_does_not_make_another_binding() -> None:
    one = Binding(source="h", destination="q", arguments={"a": 1, "b": 2})
    other = Binding(source="h", destination="q", arguments={"b": 2, "a": 1})
    assert one.identity == other.identity


def test_that_a_binding_is_told_in_one_line() -> None:
    assert binding_words(Binding(source="orders", destination="q", routing_key="k")) == (
        "orders -> q [k]"
    )
    assert binding_words(Binding(source="", destination="q", routing_key="q")).startswith(
        "(AMQP default)"
    )
