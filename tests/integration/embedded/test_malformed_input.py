"""Whatever a client sends ends at most that client; FLOWSCOPE_FUZZ_STREAMS says how many try."""

import contextlib
import os
import socket
from pathlib import Path

import pytest

from core.amqp.errors import ReplyCode
from tests.embedded_node import EmbeddedNode
from tests.integration.embedded import fuzz
from tests.integration.embedded.wire import heard, line
from tests.integration.shop import connect

AMOUNT = int(os.environ.get("FLOWSCOPE_FUZZ_STREAMS", "300"))
TOGETHER = 300
SURFACES = ("overview", "connections", "channels", "queues", "exchanges", "bindings", "consumers")
MEGABYTE = 1024 * 1024
MOST_GROWTH = 64 * MEGABYTE
CODES = {int(code) for code in ReplyCode} - {ReplyCode.SUCCESS, ReplyCode.CONNECTION_FORCED}


def resident(node: EmbeddedNode) -> int:
    """Bytes of memory of the broker."""
    return int(Path(f"/proc/{node.pid}/statm").read_text().split()[1]) * 4096


def misbehave(one: socket.socket, seed: int, vhost: str) -> None:
    with contextlib.suppress(OSError):  # it may have hung up already
        for piece in fuzz.pieces(fuzz.stream(seed, vhost), seed):
            one.sendall(piece)
        one.shutdown(socket.SHUT_WR)


def closings(one: socket.socket) -> set[int]:
    """The codes with which the broker closed channels and the connection."""
    return {
        method.arguments["reply_code"]
        for method in heard(one)
        if method.name in {"connection.close", "channel.close"}
    }


@pytest.mark.timeout(60 + AMOUNT)
def test_that_no_stream_of_bytes_harms_anybody_else(node: EmbeddedNode, vhost_url: str) -> None:
    before = resident(node)
    bystander = connect(vhost_url, "bystander")
    channel = bystander.channel()
    channel.confirm_delivery()
    channel.queue_declare("untouched", exclusive=True)
    with node.vhost("fuzzed"):
        for first in range(0, AMOUNT, TOGETHER):
            with contextlib.ExitStack() as stack:
                seeds = range(first, min(first + TOGETHER, AMOUNT))
                lines = [stack.enter_context(line(node.amqp_port)) for _ in seeds]
                for seed, one in zip(seeds, lines, strict=True):
                    misbehave(one, seed, "fuzzed")
                    channel.basic_publish("", "untouched", str(seed).encode())
                    assert channel.basic_get("untouched", auto_ack=True)[2] == str(seed).encode()
                for surface in SURFACES:
                    node.request("GET", f"/api/{surface}")
                assert set().union(*map(closings, lines)) <= CODES
    bystander.close()

    assert resident(node) - before < MOST_GROWTH
