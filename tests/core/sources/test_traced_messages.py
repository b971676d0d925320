import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amqp.fields import Field, Table, field_of
from core.amqp.properties import Properties
from core.fact_log import FactLog
from core.message_facts import Flag, Kind, MessageFact, Party
from core.sources.traced_messages import note

DATA = Path(__file__).parents[2] / "data"
PARTY = Party("1.2.3.4:5 -> 6.7.8.9:5672", user="shop", vhost="live")


def noted(routing_key: str, properties: Properties, body: bytes = b"abc") -> list[MessageFact]:
    log = FactLog()
    note(log, routing_key, properties, body, 5.0)
    return list(log.take())


def captured(version: str) -> list[MessageFact]:
    lines = (DATA / f"firehose-{version}.jsonl").read_text().splitlines()
    return [
        fact
        for line in map(json.loads, lines)
        for fact in noted(
            line["routing_key"],
            Properties().decode(base64.b64decode(line["properties"])),
            bytes(line["size"]),
        )
    ]


def traced(**headers: Any) -> Properties:
    told = {
        "exchange_name": "orders",
        "routing_keys": ["order.created", "cc"],
        "properties": {},
        "node": "n@h",
        "vhost": PARTY.vhost,
        "connection": PARTY.connection,
        "channel": 7,
        "user": PARTY.user,
        **headers,
    }
    table: Table = {name: field_of(value) for name, value in told.items() if value is not None}
    return Properties().decode(b"".join(Properties({"headers": table}).encode()))


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
def test_that_a_real_firehose_tells_who_published_and_where_it_was_routed(version: str) -> None:
    published = [fact for fact in captured(version) if fact.kind is Kind.PUBLISHED]
    routed = [fact for fact in captured(version) if fact.kind is Kind.ROUTED]

    assert [(f.exchange, f.routing_key, f.amount) for f in published] == [
        ("orders", "order.created", 2),
        ("", "audit.q", 1),
        ("orders", "nobody.hears", 0),
        ("orders", "order.shipped", 2),
    ]
    assert sum(fact.amount for fact in published) == len(routed)
    assert {(f.party.user, f.party.vhost, f.channel) for f in routed} == {("guest", "firecap", 1)}
    assert [(f.message_id, f.correlation_id, f.size) for f in published[:1]] == [("m1", "c1", 7)]


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
def test_that_a_real_firehose_tells_redeliveries_and_dead_letters(version: str) -> None:
    delivered = [fact for fact in captured(version) if fact.kind is Kind.DELIVERED]

    again = [fact for fact in delivered if Flag.REDELIVERED in fact.flags]
    assert {(fact.queue, fact.message_id) for fact in again} == {
        ("billing", "m1"),
        ("audit.q", "m1"),
    }
    (dead,) = [fact for fact in delivered if fact.queue == "failed"]
    assert (dead.death_queue, dead.death_reason, dead.deaths) == ("billing", "rejected", 1)
    assert all(Flag.ACKS_UNSEEN in fact.flags for fact in delivered)


def test_that_a_publish_is_one_fact_and_one_for_each_queue() -> None:
    facts = noted("publish.orders", traced(routed_queues=["a", "b"]))

    assert [(f.kind, f.queue, f.amount) for f in facts] == [
        (Kind.PUBLISHED, "", 2),
        (Kind.ROUTED, "a", 0),
        (Kind.ROUTED, "b", 0),
    ]
    assert {(f.at, f.party, f.channel, f.exchange, f.routing_key, f.size) for f in facts} == {
        (5.0, PARTY, 7, "orders", "order.created", 3)
    }


def test_that_it_is_told_whether_any_queue_took_a_publish() -> None:
    (nowhere,) = noted("publish.orders", traced(routed_queues=[]))
    (reply,) = noted(
        "publish.", traced(routed_queues=[], routing_keys=["amq.rabbitmq.reply-to.g2d"])
    )

    assert nowhere.flags == Flag.ACKS_UNSEEN
    assert nowhere.amount == 0
    assert reply.flags == Flag(0)


DEATHS = [{"queue": "q", "reason": "expired", "count": 4}, {"queue": "older", "count": 1}]


@pytest.mark.parametrize(
    ("key", "headers", "expected"),
    [
        ("deliver.dotted.q", {}, {"queue": "dotted.q", "flags": Flag.ACKS_UNSEEN}),
        ("deliver.q", {"redelivered": 1}, {"flags": Flag.ACKS_UNSEEN | Flag.REDELIVERED}),
        ("deliver.q", {"exchange_name": ""}, {"exchange": ""}),
        ("deliver.q", {"routing_keys": []}, {"routing_key": ""}),
        ("deliver.q", {"channel": -1}, {"channel": 0}),
        ("deliver.q", {"channel": "one"}, {"channel": 0}),
        ("deliver.q", {"user": None}, {"party": PARTY._replace(user="")}),
        ("deliver.q", {"user": Field("S", b"\xff")}, {"party": PARTY._replace(user="\\xff")}),
        ("deliver.q", {"properties": {"message_id": "m"}}, {"message_id": "m"}),
        ("deliver.q", {"properties": {"message_id": 5}}, {"message_id": ""}),
        ("deliver.q", {"properties": "none"}, {"message_id": ""}),
        (
            "deliver.q",
            {"properties": {"headers": {"x-death": DEATHS}}},
            {"death_queue": "q", "death_reason": "expired", "deaths": 4},
        ),
        ("deliver.q", {"properties": {"headers": {"x-death": []}}}, {"deaths": 0}),
        ("deliver.q", {"properties": {"headers": {"x-death": "forged"}}}, {"deaths": 0}),
        ("deliver.q", {"properties": {"headers": {"x-death": [{"count": 2**40}]}}}, {"deaths": 0}),
        ("deliver.q", {"properties": {"headers": {"at": Field("T", 2**63)}}}, {"queue": "q"}),
    ],
)
def test_that_headers_are_read_with_care(
    key: str, headers: dict[str, Any], expected: dict[str, Any]
) -> None:
    (fact,) = noted(key, traced(**headers))

    assert {name: getattr(fact, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("key", "properties"),
    [
        ("publish.orders", Properties()),
        ("publish.orders", traced()),
        ("order.created", traced(routed_queues=[])),
        ("deliver.q", traced(exchange_name=None)),
    ],
)
def test_that_messages_of_somebody_else_tell_nothing(key: str, properties: Properties) -> None:
    assert noted(key, properties) == []


@given(st.binary(max_size=80))
def test_that_no_bytes_do_harm(garbage: bytes) -> None:
    table = len(garbage).to_bytes(4, "big") + garbage

    facts = noted("deliver.q", Properties().decode(b"\x20\x00" + table))

    assert len(facts) <= 1


@pytest.mark.parametrize(
    ("headers", "queues", "told"),
    [
        ({"class": "3", "weight": 3}, [], '{"class": "3", "weight": 3}'),
        ({}, [], "{}"),
        ({"class": "3"}, ["q"], ""),
        ({"table": {"is": "not asked for"}}, [], ""),
        ({"long": "x" * 1_000}, [], ""),
    ],
)
def test_that_the_headers_of_what_no_queue_took_are_told(
    headers: dict[str, Any], queues: list[str], told: str
) -> None:
    properties = traced(properties={"headers": headers}, routed_queues=queues)

    assert noted("publish.orders", properties)[0].text == told


def test_that_a_traced_message_tells_what_it_carries_and_what_caused_it() -> None:
    properties = {
        "message_id": "m1",
        "reply_to": "answers",
        "timestamp": Field("T", 1_700_000_000),
        "headers": {"causation-id": "m0", "tenant": "acme"},
    }
    table = traced(properties=properties, routed_queues=["q"])

    sent, routed = noted("publish.orders", table, b"hello")

    assert (sent.reply_to, sent.cause, sent.cause_header) == ("answers", "m0", "causation-id")
    assert sent.content is not None
    assert sent.content is routed.content
    assert (sent.content.body, sent.size) == (b"hello", 5)
    wire = sent.content.properties
    assert (wire.message_id, wire.reply_to, wire.timestamp) == ("m1", "answers", 1_700_000_000)
    assert wire.headers_as_json() == {"causation-id": "m0", "tenant": "acme"}
