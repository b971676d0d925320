"""`flowscope tap` as a process: a line before it binds, `tapping`, JSON lines, nothing left."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from core.amqp.fields import Field
from core.amqp.properties import Properties
from core.endpoints import Endpoints, endpoints
from core.sources.link import open_link
from tests.integration.commands import Command, surfaces
from tests.private_node import PrivateNode

Tap = Callable[..., Command]


@pytest.fixture
def where(vhost_url: str) -> Endpoints:
    return endpoints(vhost_url, environment={})


@pytest.fixture
def channel(where: Endpoints) -> Iterator[Any]:
    """A channel in confirm mode with exchange `shop` and queue `orders.q` on `order.*`."""
    link = open_link(where, "test")
    channel = link.channel()
    channel.confirm_delivery()
    channel.exchange_declare("shop", "topic")
    channel.queue_declare("orders.q")
    channel.queue_bind("orders.q", "shop", "order.*")
    yield channel
    link.close()


@pytest.fixture
def tap(node: PrivateNode, vhost_url: str, channel: Any) -> Iterator[Tap]:
    running: list[Command] = []

    def run(*arguments: str, management: bool = True) -> Command:
        assert channel.is_open
        where = surfaces(node, vhost_url, management=management)
        running.append(Command("tap", *where, *arguments))
        return running[-1]

    yield run
    for command in running:
        if command.process.poll() is None:
            command.process.kill()
            command.finish()


def lines_of(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def tap_queues(node: PrivateNode, where: Endpoints) -> list[str]:
    rows = node.request("GET", f"/api/queues/{quote(where.vhost, safe='')}?disable_stats=true")
    return [row["name"] for row in rows if row["name"].startswith("amq.gen-")]


def test_that_it_says_what_it_changes_then_taps_then_prints(tap: Tap, channel: Any) -> None:
    running = tap("--exchange", "shop", "--limit", "2")
    running.wait_until_says("tapping")
    assert running.said[-1] == "tapping\n"
    assert len(running.said) == 2
    assert "adds a private queue" in running.said[0]

    before = time.time()
    headers = {"ms": Field("T", 1_700_000_000_000), "bad": Field("S", b"\xff")}
    properties = Properties({"content_type": "text/plain", "headers": headers})
    channel.basic_publish("shop", "order.new", "hä".encode(), properties)
    channel.basic_publish("shop", "order.raw", b"\xff\x00")
    code, out, _ = running.finish()
    first, second = lines_of(out)

    assert code == 0
    assert before - 1 <= first.pop("at") <= time.time() + 1
    assert first == {
        "exchange": "shop",
        "routing_key": "order.new",
        "redelivered": False,
        "properties": {"content_type": "text/plain"},
        "headers": {"ms": {"$timestamp": 1_700_000_000_000}, "bad": {"$base64_string": "/w=="}},
        "size": 3,
        "body": "hä",
    }
    assert second["body_base64"] == "/wA="
    assert channel.queue_declare("orders.q", passive=True).method.message_count == 2


def test_that_each_line_comes_at_once(tap: Tap, channel: Any) -> None:
    running = tap("--queue", "orders.q")
    running.wait_until_says("tapping")
    assert running.process.stdout is not None
    for number in range(3):
        channel.basic_publish("shop", "order.new", str(number).encode())
        assert json.loads(running.process.stdout.readline())["body"] == str(number)

    running.interrupt()
    code, out, _ = running.finish()
    assert (code, out) == (0, "")


def test_that_a_kill_leaves_nothing_on_the_broker(
    tap: Tap, node: PrivateNode, where: Endpoints
) -> None:
    running = tap("--exchange", "shop")
    running.wait_until_says("tapping")
    assert len(tap_queues(node, where)) == 1
    running.process.kill()
    running.finish()

    deadline = time.monotonic() + 20
    while tap_queues(node, where):
        assert time.monotonic() < deadline, "the tap's queue is still there"
        time.sleep(0.05)


def test_that_binding_keys_are_bound_as_given_and_their_harm_is_said(
    tap: Tap, channel: Any
) -> None:
    running = tap(
        "--exchange", "shop", "--binding-key", "a.*", "--binding-key", "#", "--limit", "1"
    )
    running.wait_until_says("tapping")
    channel.basic_publish("shop", "whatever.it.is", b"")
    code, out, err = running.finish()

    assert code == 0
    assert lines_of(out)[0]["routing_key"] == "whatever.it.is"
    assert "no longer returned to mandatory publishers" in err


def test_that_keys_need_no_management_api(tap: Tap, channel: Any) -> None:
    running = tap("--exchange", "shop", "--binding-key", "a", "--limit", "1", management=False)
    running.wait_until_says("tapping")
    channel.basic_publish("shop", "a", b"")

    assert running.finish()[0] == 0


@pytest.mark.parametrize("type_", ["topic", "fanout", "headers"])
def test_that_all_of_an_unbound_exchange_is_tapped_and_what_it_changes_is_said(
    tap: Tap, channel: Any, type_: str
) -> None:
    channel.exchange_declare("empty", type_)
    running = tap("--exchange", "empty", "--limit", "1")
    running.wait_until_says("tapping")
    channel.basic_publish("empty", "k", b"", Properties({"headers": {"a": 1}}))
    code, out, err = running.finish()

    assert code == 0
    assert lines_of(out)[0]["headers"] == {"a": 1}
    assert err.startswith("nothing is bound to exchange 'empty'")


def test_that_headers_can_be_published_as_they_were_printed(tap: Tap, vhost_url: str) -> None:
    headers = {
        "at": {"$timestamp": 5},
        "raw": {"$base64": "AAE="},
        "bad": {"$base64_string": "/w=="},
        "price": {"$decimal": "1.50"},
        "deep": [{"at": {"$timestamp": 6}}, None, 1.5, "text"],
        "literal": {"$table": {"$timestamp": 1}},
    }
    running = tap("--exchange", "shop", "--limit", "1")
    running.wait_until_says("tapping")
    typed = [f"--header={key}:json={json.dumps(value)}" for key, value in headers.items()]
    target = ("--url", vhost_url, "--exchange", "shop", "--routing-key", "order.new")
    assert Command("publish", *target, *typed).finish()[0] == 0

    assert lines_of(running.finish()[1])[0]["headers"] == headers


def test_that_a_limit_that_was_not_reached_shows_in_the_exit_code(tap: Tap) -> None:
    assert tap("--exchange", "shop", "--limit", "1", "--duration", "0.5").finish()[0] == 1


def test_that_a_duration_alone_ends_well(tap: Tap, channel: Any) -> None:
    running = tap("--exchange", "shop", "--duration", "1")
    running.wait_until_says("tapping")
    channel.basic_publish("shop", "order.new", b"1")
    code, out, _ = running.finish()

    assert code == 0
    assert len(lines_of(out)) == 1


def test_that_a_long_body_is_cut_and_says_so(tap: Tap, channel: Any) -> None:
    running = tap("--exchange", "shop", "--limit", "1")
    running.wait_until_says("tapping")
    channel.basic_publish("shop", "order.long", b"x" * 3_000_000)
    code, out, _ = running.finish()
    (line,) = lines_of(out)

    assert code == 0
    assert (line["size"], line["body_truncated"], len(line["body"])) == (3_000_000, True, 2**20)


@pytest.mark.parametrize(
    ("arguments", "management", "words"),
    [
        (("--exchange", "nope"), True, "exchange 'nope' does not exist"),
        (("--queue", "nope"), True, "queue 'nope' does not exist"),
        (("--exchange", ""), True, "the default exchange cannot be tapped"),
        (("--exchange", "shop"), False, "--management-url"),
        (("--exchange", "nope", "--binding-key", "k"), False, "no exchange 'nope'"),
        ((), True, "give --exchange or --queue"),
        (("--duration", "1"), True, "give --exchange or --queue"),
        (("--exchange", "amq.direct"), True, "--binding-key"),
        (("--queue", "lonely.q"), True, "bound to no exchange"),
        (("--exchange", "a", "--queue", "b"), True, "either --exchange or --queue"),
        (("--queue", "b", "--binding-key", "k"), True, "--binding-key belongs to --exchange"),
    ],
)
def test_that_what_cannot_be_tapped_is_trouble(
    tap: Tap, channel: Any, arguments: tuple[str, ...], management: bool, words: str
) -> None:
    channel.queue_declare("lonely.q")
    code, out, err = tap(*arguments, management=management).finish()

    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_that_no_broker_is_trouble() -> None:
    code, out, err = Command("tap", "--url", "amqp://127.0.0.1:1", "--exchange", "x").finish()

    assert (code, out) == (2, "")
    assert "connection refused" in err
    assert "Traceback" not in err
