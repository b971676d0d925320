from dataclasses import replace

from core.topology import Binding, Connection, Queue, Topology
from core.topology_changes import Change, binding_words, changes
from tests.core.test_topology import shop


def said(before: Topology, after: Topology) -> set[tuple[str, str, str]]:
    return {(change.verb, change.kind, change.name) for change in changes(before, after)}


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
    assert said(both, one) == {("vanished", "binding", "h -> q [] colour = 'red'")}
    assert said(one, both) == {("appeared", "binding", "h -> q [] colour = 'red'")}


def test_that_a_binding_is_told_in_one_line() -> None:
    assert binding_words(Binding(source="orders", destination="q", routing_key="k")) == (
        "orders -> q [k]"
    )
    assert binding_words(Binding(source="", destination="q", routing_key="q")).startswith(
        "(AMQP default)"
    )


def test_that_a_binding_says_which_headers_it_wants() -> None:
    wants = {"x-match": "all", "document": "invoice", "weight_class": 3}
    binding = Binding(source="customs", destination="duty", arguments=wants)
    assert binding_words(binding) == (
        "customs -> duty [] x-match all: document = 'invoice', weight_class = 3 (number)"
    )


def test_that_bindings_that_are_told_alike_are_told_apart() -> None:
    wanted = [{"x-match": "all", "a": 1, "x-not-looked-at": n} for n in (1, 2)]
    one, other = (Binding(source="h", destination="q", arguments=some) for some in wanted)
    found = said(Topology(bindings=(one,)), Topology(bindings=(one, other)))
    assert [(verb, kind) for verb, kind, _ in found] == [("appeared", "binding")]
