"""`flowscope publish` as a process: JSON on stdout, words on stderr, the exit code."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.amqp.fields import Field
from core.endpoints import endpoints
from core.sources.link import open_link
from tests.integration.commands import ROOT, Command
from tests.private_node import PrivateNode

Publish = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def channel(vhost_url: str) -> Iterator[Any]:
    """A channel with topic exchange `shop` and queue `orders.q` on `order.*`."""
    link = open_link(endpoints(vhost_url, environment={}), "test")
    channel = link.channel()
    channel.exchange_declare("shop", "topic")
    channel.queue_declare("orders.q")
    channel.queue_bind("orders.q", "shop", "order.*")
    yield channel
    link.close()


@pytest.fixture
def publish(vhost_url: str) -> Publish:
    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        code, out, err = Command("publish", "--url", vhost_url, *arguments).finish()
        assert "Traceback" not in err
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


ORDER = ("--exchange", "shop", "--routing-key", "order.new")


def test_that_a_confirmed_message_is_success(publish: Publish, channel: Any) -> None:
    code, (line,), err = publish(
        *ORDER,
        *("--body", "hä", "--content-type", "text/plain", "--property", "delivery_mode=2"),
        *("--header", "n=5", "--header", "n2:int=5", "--header", 'tags:json=["a"]'),
    )
    _, properties, body = channel.basic_get("orders.q", auto_ack=True)

    assert (code, err) == (0, "")
    assert (line["outcome"], line["reply_text"], line["number"]) == ("confirmed", "", 1)
    assert line["latency_ms"] > 0
    assert body.decode() == "hä"
    assert properties.as_json() == {"content_type": "text/plain", "delivery_mode": 2}
    assert properties.headers == {
        "n": Field("S", "5"),
        "n2": Field("I", 5),
        "tags": Field("A", [Field("S", "a")]),
    }


def test_that_a_returned_message_is_no_success(publish: Publish, channel: Any) -> None:
    assert channel.is_open
    code, (line,), _ = publish("--exchange", "shop", "--routing-key", "stray", "--mandatory")

    assert code == 1
    assert (line["outcome"], line["reply_text"], line["reply_code"]) == (
        "returned",
        "NO_ROUTE",
        312,
    )


def test_that_every_message_of_many_has_a_line(publish: Publish, channel: Any) -> None:
    code, lines, _ = publish(*ORDER, "--count", "700")

    assert code == 0
    assert sorted(line["number"] for line in lines) == list(range(1, 701))
    assert channel.queue_declare("orders.q", passive=True).method.message_count == 700


def test_that_a_missing_exchange_fails_each_message_and_says_what_to_do(publish: Publish) -> None:
    code, lines, err = publish("--exchange", "nope", "--count", "3")

    assert code == 1
    assert [line["outcome"] for line in lines] == ["failed"] * 3
    assert all("no exchange 'nope'" in line["reply_text"] for line in lines)
    assert "check the spelling" in err


def test_that_the_body_may_come_from_a_file(publish: Publish, channel: Any, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b"\x00\xff")
    code, _, _ = publish(*ORDER, "--body-file", str(tmp_path / "body"))

    assert code == 0
    assert channel.basic_get("orders.q", auto_ack=True)[2] == b"\x00\xff"


def test_that_the_body_may_come_from_stdin(vhost_url: str, channel: Any) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "core.cli",
            "publish",
            "--url",
            vhost_url,
            *ORDER,
            "--body-file",
            "-",
        ],
        input=b"piped",
        cwd=ROOT,
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
    )

    assert channel.basic_get("orders.q", auto_ack=True)[2] == b"piped"


def test_that_no_connection_is_trouble_and_prints_nothing(vhost_url: str) -> None:
    wrong = vhost_url.replace("guest:guest", "guest:wr0ng")
    code, out, err = Command("publish", "--url", wrong, *ORDER, "--count", "5").finish()

    assert (code, out) == (2, "")
    assert "wrong user or password" in err
    assert "wr0ng" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--property", "colour=red"), "there is no property 'colour'"),
        (("--property", "priority=high"), "0 to 255"),
        (("--header", "n:int=x"), "is not a value of type int"),
        (("--body", "a", "--body-file", "-"), "not both"),
        (("--body-file", "/does/not/exist"), "No such file"),
        (("--count", "0"), "--count"),
        (("--rate", "0"), "--rate"),
        (("--url", "http://x"), "amqp://"),
    ],
)
def test_that_wrong_usage_is_trouble(arguments: tuple[str, ...], words: str) -> None:
    code, out, err = Command("publish", *arguments).finish()

    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_that_an_interrupt_ends_a_run_in_good_order(vhost_url: str, channel: Any) -> None:
    running = Command("publish", "--url", vhost_url, *ORDER, "--count", "100000", "--rate", "200")
    assert running.process.stdout is not None
    first = running.process.stdout.readline()
    running.interrupt()
    code, out, err = running.finish()

    lines = [json.loads(line) for line in [first, *out.splitlines()]]
    assert code == 1
    assert f"{len(lines)} of 100000 messages were sent" in err
    assert {line["outcome"] for line in lines} == {"confirmed"}
    assert channel.queue_declare("orders.q", passive=True).method.message_count == len(lines)


def test_that_a_reader_that_goes_away_ends_it(vhost_url: str, channel: Any) -> None:
    assert channel.is_open
    running = Command("publish", "--url", vhost_url, *ORDER, "--count", "1000000")
    assert running.process.stdout is not None
    running.process.stdout.readline()
    running.process.stdout.close()

    assert running.process.wait(30) != 0
    running._reader.join()


def test_that_help_documents_typed_headers() -> None:
    code, out, _ = Command("publish", "--help").finish()

    assert code == 0
    assert all(words in out for words in ("attempt:int=3", ":json=", "--body-file", "Exit status"))


def test_that_a_preview_tells_who_would_get_it_and_sends_nothing(
    publish: Publish, node: PrivateNode, channel: Any
) -> None:
    management = ("--management-url", node.management_url, "--preview")

    code, (line,), err = publish(*ORDER, *management)
    nobody, (unrouted,), _ = publish("--exchange", "shop", "--routing-key", "order", *management)

    assert (code, err, line["verdict"]) == (0, "", "queues")
    assert line["queues"] == [
        {"queue": "orders.q", "certain": True, "why": "order.* matches", "services": []}
    ]
    assert (nobody, unrouted["verdict"]) == (1, "nobody")
    assert "one word too few" in unrouted["why"]
    assert channel.queue_declare("orders.q", passive=True).method.message_count == 0


def test_that_a_preview_without_the_management_api_says_what_to_do(publish: Publish) -> None:
    code, lines, err = publish(*ORDER, "--preview", "--management-url", "off")

    assert (code, lines) == (2, [])
    assert "not known" in err
    assert "--management-url" in err
