import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import (
    ChannelClosed,
    ChannelOpened,
    ConnectionClosed,
    ConnectionOpened,
    DeclarationChanged,
    Fact,
)
from core.sources.broker_events import BINDING_KEYS, facts_of

DATA = Path(__file__).parents[2] / "data"
NODES = {"3.10.8": "resn3@localhost", "4.0.5": "resn4@localhost"}


def events(version: str) -> list[tuple[str, dict[str, Any]]]:
    lines = (DATA / f"events-{version}.jsonl").read_text().splitlines()
    return [(event["rk"], event["headers"]) for event in map(json.loads, lines)]


def facts(version: str, vhost: str = "research") -> list[Fact]:
    return [fact for rk, headers in events(version) for fact in facts_of(rk, headers, vhost, 5.0)]


def one(event: str, /, **headers: object) -> Fact:
    (fact,) = facts_of(event, {"vhost": "/", **headers}, "/", 5.0)
    return fact


@pytest.mark.parametrize("version", [*NODES])
def test_that_real_clients_are_named(version: str) -> None:
    opened = [fact for fact in facts(version) if isinstance(fact, ConnectionOpened)]
    assert {fact.provided_name for fact in opened} >= {"order-service", "audit-service"}
    for fact in opened:
        assert fact.node == NODES[version]
        assert fact.vhost == "research"
        assert fact.user == "r_none"
        assert fact.peer_host == "127.0.0.1"
        assert fact.product == fact.provided_name
        assert fact.name.startswith("127.0.0.1:")
        assert fact.pid.startswith(f"{NODES[version]}/")
        assert fact.at == 5.0


@pytest.mark.parametrize("version", [*NODES])
def test_that_every_real_channel_that_opened_also_closed(version: str) -> None:
    found = facts(version)
    opened = {fact.pid: fact.name for fact in found if isinstance(fact, ChannelOpened)}
    closed = {fact.pid for fact in found if isinstance(fact, ChannelClosed)}
    assert len(opened) >= 4
    assert closed == set(opened)
    connections = {fact.name for fact in found if isinstance(fact, ConnectionClosed)}
    assert {name.removesuffix(" (1)") for name in opened.values()} <= connections
    assert all(pid.startswith(f"{NODES[version]}/") for pid in opened)


def test_that_what_real_users_declare_is_told_with_who_did_it() -> None:
    declared = [fact for fact in facts("3.10.8") if isinstance(fact, DeclarationChanged)]
    told = {(fact.what, fact.name, fact.by) for fact in declared}
    assert ("consumer.created", "billing-service-ctag of billing", "r_none") in told
    assert ("policy.set", "p1", "guest") in told
    assert not [fact for fact in declared if fact.what.startswith("exchange")]


def test_that_declarations_of_other_vhosts_are_left_out_but_their_processes_are_not() -> None:
    there = facts("3.10.8", "evv")
    declared = {fact.what for fact in there if isinstance(fact, DeclarationChanged)}
    assert declared == {"exchange.created", "exchange.deleted"}
    assert sum(isinstance(fact, ChannelOpened) for fact in there) == 5


def test_that_users_permissions_and_parameters_are_no_news() -> None:
    for version in NODES:
        quiet = ("user.", "permission.", "parameter.", "vhost.")
        for rk, headers in events(version):
            if rk.startswith(quiet):
                assert not list(facts_of(rk, headers, headers.get("vhost", "/"), 0.0))


def test_that_a_binding_is_told_as_the_topology_tells_it() -> None:
    fact = one(
        "binding.created",
        source_name="orders",
        destination_name="billing",
        routing_key="order.*",
        user_who_performed_action="alice",
    )
    assert fact == DeclarationChanged(
        at=5.0, what="binding.created", name="orders -> billing [order.*]", by="alice"
    )
    default = one("binding.deleted", source_name="", destination_name="q", routing_key="q")
    assert isinstance(default, DeclarationChanged)
    assert default.name.startswith("(AMQP default)")


def test_that_a_binding_says_which_headers_it_wants_as_far_as_they_can_be_read() -> None:
    def name(*arguments: str) -> str:
        told = one(
            "binding.created",
            source_name="customs",
            destination_name="duty",
            routing_key="",
            arguments=list(arguments),
        )
        assert isinstance(told, DeclarationChanged)
        return told.name

    all_of_them = '{<<"x-match">>,longstr,<<"all">>}'
    number, text = '{<<"weight_class">>,signedint,3}', '{<<"document">>,longstr,<<"invoice">>}'
    assert name(number, all_of_them, text) == (
        "customs -> duty [] x-match all: document = 'invoice', weight_class = 3 (number)"
    )
    assert name('{<<"paid">>,bool,true}') == "customs -> duty [] paid = true (boolean)"
    assert name(all_of_them, '{<<"deep">>,table,[]}') == "customs -> duty []"


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("{127,0,0,1}", "127.0.0.1"),
        ("{0,0,0,0,0,0,0,1}", "::1"),
        ("{8193,3512,0,0,0,0,0,1}", "2001:db8::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("unix", "unix"),
        ("{1,2}", "{1,2}"),
        ("{99999999,0,0,0,0,0,0,1}", "{99999999,0,0,0,0,0,0,1}"),
        ("{undefined}", "{undefined}"),
        ("{", "{"),
        ("{}", "{}"),
        ("{1}", "{1}"),
    ],
)
def test_that_an_address_is_read_or_left_as_it_is(printed: str, address: str) -> None:
    fact = one("connection.created", peer_host=printed)
    assert isinstance(fact, ConnectionOpened)
    assert fact.peer_host == address


def test_that_a_client_that_gives_no_name_has_none() -> None:
    for headers in ({}, {"user_provided_name": "undefined"}, {"user_provided_name": ""}):
        fact = one("connection.created", **headers)
        assert isinstance(fact, ConnectionOpened)
        assert fact.provided_name is None
        assert fact.product is None


def test_that_a_clients_own_name_is_found_wherever_it_stands() -> None:
    printed = ['{<<"connection_name">>,longstr,<<"he said "hi"\nand left">>}']
    fact = one("connection.created", client_properties=printed)
    assert isinstance(fact, ConnectionOpened)
    assert fact.provided_name == 'he said "hi"\nand left'
    fact = one("connection.created", client_properties=printed, user_provided_name="first")
    assert isinstance(fact, ConnectionOpened)
    assert fact.provided_name == "first"


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.lists(st.text()),
    st.builds("{{{}}}".format, st.text("0123456789,{}", max_size=8)),
)
names = st.sampled_from(
    [
        "name", "pid", "node", "vhost", "user", "peer_host", "client_properties",
        "user_provided_name", "queue", "consumer_tag", "source_name", "routing_key",
    ]
)  # fmt: skip


@settings(max_examples=50)
@given(
    st.sampled_from([*BINDING_KEYS, "connection.created", "connection.closed", "channel.created",
                     "channel.closed", "queue.created", "binding.created", "consumer.created",
                     "", "."]),
    st.dictionaries(names, values),
)  # fmt: skip
def test_that_no_event_whatever_is_in_it_raises(rk: str, headers: dict[str, Any]) -> None:
    list(facts_of(rk, headers, "/", 0.0))
