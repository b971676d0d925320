"""Services, channels and queues that come and go while Flowscope counts."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pika
import pytest

from core.endpoints import Endpoints, endpoints
from core.flow_report import as_dot, as_text
from tests.embedded_node import needs_rabbitmq
from tests.integration.clients import (
    Client,
    by_place,
    lower_bounds,
    pump_until,
    reported,
    watching,
    wrong,
)
from tests.integration.commands import Command, surfaces
from tests.integration.shop import Ledger, connect
from tests.private_node import PrivateNode

QUEUES = ("a.q", "b.q", "c.q")


@pytest.fixture
def where(node: PrivateNode, vhost_url: str) -> Endpoints:
    """Everything that the shared node has, in a vhost with a topic exchange and three queues."""
    link = connect(vhost_url, "setup")
    channel = link.channel()
    channel.exchange_declare("shop", "topic")
    for queue in QUEUES:
        channel.queue_declare(queue)
        channel.queue_bind(queue, "shop", f"{queue[0]}.#")
    link.close()
    return endpoints(vhost_url, node.management_url, node.prometheus_url)


@pytest.fixture
def books() -> Ledger:
    return Ledger()


@contextlib.contextmanager
def clients(url: str, books: Ledger, *names: str) -> Iterator[list[Client]]:
    made = [Client(url, name, books) for name in names]
    try:
        yield made
    finally:
        for client in made:
            client.close()


def assert_true(result: Any, books: Ledger) -> None:
    """No number is wrong, and where a channel took its counts with it, that is said."""
    assert not wrong(result, books)
    if result["complete"] and not lower_bounds(result):
        assert by_place(reported(result)) == by_place(books.counts())


def test_that_services_that_come_and_go_do_not_disturb_those_that_stay(
    where: Endpoints, vhost_url: str, books: Ledger
) -> None:
    """Six that stay, two of them replicas; thirty that publish once and leave.

    A channel that closes right before the broker's collection takes its counts with it: then its
    service and its routes are lower bounds, and nothing else is.
    """
    names = ("orders-1", "orders-2", "billing", "stock", "audit", "mover")
    with watching(where) as (session, window), clients(vhost_url, books, *names) as steady:
        orders, replica, billing, stock, audit, mover = steady
        for number in range(30):
            with clients(vhost_url, books, f"cron-{number}") as (cron,):
                cron.publish("shop", "b.x", "b.q")
                cron.ask("b.q")
            for publisher in (orders, replica):
                publisher.publish("shop", "a.x", "a.q")
            session.pump()
        orders.ask("a.q")
        replica.ask("a.q")
        billing.consume("a.q", 40)
        stock.get("b.q", 7)
        mover.consume("a.q", 11)
        mover.consume("b.q", 12)
        audit.publish("", "c.q", "c.q", amount=3)
        audit.ask("c.q")
        window.end()
        result = window.as_json()
    assert_true(result, books)
    touched = {key for key in lower_bounds(result) if "service:cron" not in key}
    assert {kind for kind, _, _ in touched} <= {"route"}
    said, truth = reported(result), books.counts()
    kept = {k: c for k, c in truth.items() if k[0] != "route" and "service:cron" not in k}
    assert {key: said.get(key) for key in kept} == kept
    instances = {n["id"]: n.get("instances") for n in result["nodes"]}
    assert (instances["service:orders"], instances["service:billing"]) == (2, 1)


@needs_rabbitmq
def test_that_every_way_of_working_is_counted(
    where: Endpoints, vhost_url: str, books: Ledger
) -> None:
    """Many channels on one connection, a quorum queue, RPC, and a client that has no name."""
    with (
        watching(where) as (_, window),
        clients(vhost_url, books, "many", "quorum") as (
            many,
            quorum,
        ),
    ):
        nameless = pika.BlockingConnection(pika.URLParameters(vhost_url))
        worker = nameless.channel()
        for _ in range(5):
            worker.basic_publish("shop", "c.x", b"x")
            books.published("Pika 127.0.0.1", "shop", "c.q")
        worker.queue_declare("c.q", passive=True)
        for _ in range(4):
            assert worker.basic_get("c.q", auto_ack=True)[0] is not None
            books.delivered("c.q", "Pika 127.0.0.1", "get_no_ack")
        quorum.channel.queue_declare("quorum.q", durable=True, arguments={"x-queue-type": "quorum"})
        quorum.publish("", "quorum.q", "quorum.q", amount=6)
        quorum.ask("quorum.q")
        quorum.consume("quorum.q", 4)
        quorum.get("quorum.q")
        for _ in range(8):
            many.channel = many.link.channel()
            many.publish("shop", "a.x", "a.q")
            many.get("a.q")
            many.channel.close()
        call(vhost_url, books, amount=4)
        window.end()
        result = window.as_json()
        nameless.close()
    assert_true(result, books)
    mine = {"service:quorum", "service:Pika 127.0.0.1"}
    said, truth = reported(result), books.counts()
    kept = {k: c for k, c in truth.items() if mine & {*k}}
    assert {key: said.get(key) for key in kept} == kept


def call(url: str, books: Ledger, amount: int) -> None:
    """RPC by direct reply-to; RabbitMQ counts the replies as dropped, and their delivery never."""
    with clients(url, books, "asker", "answerer") as (asker, answerer):
        answers: list[bytes] = []

        def answer(channel: Any, method: Any, properties: Any, _body: bytes) -> None:
            books.delivered("a.q", "answerer", "deliver")
            channel.basic_publish("", properties.reply_to, b"answer")
            books.published("answerer", "")
            books.note("publish", "service:answerer", "exchange:", "drop_unroutable")
            channel.basic_ack(method.delivery_tag)
            books.delivered("a.q", "answerer", "ack")

        reply_to = "amq.rabbitmq.reply-to"
        asker.channel.basic_consume(
            reply_to, lambda *words: answers.append(words[-1]), auto_ack=True
        )
        answerer.channel.basic_consume("a.q", answer)
        for number in range(amount):
            properties = pika.BasicProperties(reply_to=reply_to)
            asker.channel.basic_publish("", "a.q", b"question", properties)
            books.published("asker", "", "a.q")
            while len(answers) <= number:
                answerer.link.process_data_events(0.01)
                asker.link.process_data_events(0.01)
        answerer.ask("a.q")


def test_that_channels_that_were_all_alike_get_what_they_did(
    where: Endpoints, vhost_url: str, books: Ledger
) -> None:
    """Idle before, they work inside the window, all the same; and two of them leave at once."""
    names = ("ant-1", "bee-1", "cat-1", "dog-1", "elk-1")
    with clients(vhost_url, books, *names) as made, watching(where) as (_, window):
        for client in made:
            client.publish("shop", "a.x", "a.q", amount=3)
            client.ask("a.q")
        for client in made[:3]:
            client.get("a.q", 2)
        for leaving in made[3:]:
            leaving.close()
        window.end()
        result = window.as_json()
    assert_true(result, books)
    found = {key: count for key, count in reported(result).items() if "service:?" not in key}
    truth = books.counts()
    assert all(count <= truth[key] for key, count in found.items())


def test_that_a_queue_that_is_declared_anew_makes_lower_bounds(
    where: Endpoints, vhost_url: str, books: Ledger
) -> None:
    with watching(where) as (session, window), clients(vhost_url, books, "orders") as (orders,):
        orders.publish("", "b.q", "b.q", amount=4)
        for _ in range(2):
            orders.publish("", "a.q", "a.q", amount=9)
            orders.ask("a.q")
            pump_until(session, lambda: ("route", "exchange:", "queue:a.q") in session.graph.edges)
            orders.channel.queue_delete("a.q")
            orders.channel.queue_declare("a.q")
        orders.publish("", "a.q", "a.q", amount=9)
        orders.get("a.q", 5)
        orders.ask("a.q")
        window.end()
        result = window.as_json()
    assert not wrong(result, books)
    assert lower_bounds(result) == {("route", "exchange:", "queue:a.q")}
    said, truth = reported(result), books.counts()
    for key in [("publish", "service:orders", "exchange:", "publish")]:
        assert said[key] == truth[key]
    assert said["route", "exchange:", "queue:b.q", "publish"] == 4


@pytest.mark.usefixtures("where")
def test_that_our_own_commands_are_hidden_and_disturb_nothing(
    node: PrivateNode, vhost_url: str, books: Ledger
) -> None:
    """What `publish` sends is routed and consumed as anything else; only its sender is hidden."""
    there = surfaces(node, vhost_url)
    flow = Command("flow", "--duration", "120", *there)
    flow.wait_until_says("watching")
    with clients(vhost_url, books, "orders", "billing") as (orders, billing):
        tap = Command("tap", "--exchange", "shop", "--limit", "6", *there)
        tap.wait_until_says("tapping")
        words = ("--exchange", "shop", "--routing-key", "a.test", "--body", "{}", "--count", "3")
        assert Command("publish", "--url", vhost_url, *words).finish()[0] == 0
        for _ in range(3):
            books.note("route", "exchange:shop", "queue:a.q", "publish")
        orders.publish("shop", "a.x", "a.q", amount=3)
        orders.ask("a.q")
        billing.consume("a.q", 6)
        code, out, _ = tap.finish()
        assert code == 0
        assert len(out.splitlines()) == 6
        flow.interrupt()
        result = flow.json()
    assert_true(result, books)
    services = {n["name"] for n in result["nodes"] if n["kind"] == "service"}
    assert services == {"orders", "billing"}
    assert {n["name"] for n in result["nodes"] if n["kind"] == "queue"} == set(QUEUES)


STRANGE = ('<b>bold</b> & "quoted"', "slash/and\\n%2F", "żółć 日本 🐇", "q" * 255)


def test_that_policies_and_strange_names_survive_every_format(
    node: PrivateNode, vhost_name: str, where: Endpoints, vhost_url: str, books: Ledger
) -> None:
    path = f"/api/policies/{quote(vhost_name, safe='')}"
    for name, pattern, to, definition in (
        ("dead", "^<b>", "queues", {"dead-letter-exchange": STRANGE[2]}),
        ("lost", "^slash", "exchanges", {"alternate-exchange": STRANGE[0]}),
    ):
        policy = {"pattern": pattern, "apply-to": to, "definition": definition}
        node.request("PUT", f"{path}/{name}", policy)
    with clients(vhost_url, books, "setup") as (setup,):
        for name in STRANGE:
            setup.channel.exchange_declare(name, "fanout")
            setup.channel.queue_declare(name)
            setup.channel.queue_bind(name, name)
    service = 'sh"op <1>'
    with watching(where) as (_, window):
        shop = Client(vhost_url, service, books, service)
        for name in STRANGE:
            shop.publish(name, "", name, amount=2)
            shop.get(name)
        window.end()
        result, text, dot = (
            json.loads(json.dumps(window.as_json())),
            as_text(window),
            as_dot(window),
        )
        shop.close()
    assert reported(result) == books.counts()
    edges = {(edge["kind"], edge["from"], edge["to"]) for edge in result["edges"]}
    assert ("dead_letter", f"queue:{STRANGE[0]}", f"exchange:{STRANGE[2]}") in edges
    assert ("alternate", f"exchange:{STRANGE[1]}", f"exchange:{STRANGE[0]}") in edges
    for name in STRANGE:
        assert f"  {name}  routes to" in re.sub(" +", lambda m: m[0][:2], text)
    assert dot_edges(dot) == {(source, target) for _, source, target in edges}


_STRING = r'"(?:[^"\\]|\\.)*"'
_DOT_LINE = re.compile(
    rf"^  (?:rankdir=LR|({_STRING})(?: -> ({_STRING}))? \[label={_STRING}(?:, \w+=(?:\w+|{_STRING}))+\]);$"
)


def dot_edges(dot: str) -> set[tuple[str, str]]:
    """The edges of a digraph, every line of which has to be as Graphviz's grammar wants it."""
    first, *lines, last = dot.splitlines()
    assert (first, last) == ("digraph flow {", "}")
    found = [_DOT_LINE.match(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return {(json.loads(match[1]), json.loads(match[2])) for match in found if match and match[2]}
