"""What the tests of the firehose share: a described vhost, a source that listens, and traffic."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pika

from core.endpoints import Endpoints, endpoints
from core.inbox import Inbox
from core.message_facts import MessageFact, MessageFacts
from core.sources.firehose import FirehoseSource, FirehoseState
from tests.private_node import PrivateNode

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0
DESCRIBED = {"description": "Bestellungen — önly ours", "tags": ["shop", "live"]}
KEPT = ("description", "tags", "default_queue_type", "metadata", "tracing")


class Room:
    """One vhost with a description and tags, and the folder of the records of its watchers."""

    def __init__(self, node: PrivateNode, url: str, vhost: str, records: Path) -> None:
        self.node = node
        self.url = url
        self.vhost = vhost
        self.records = records
        self._path = f"/api/vhosts/{quote(vhost, safe='')}"
        self.describe(default_queue_type="quorum")

    def describe(self, **settings: Any) -> None:
        self.node.request("PUT", self._path, {**DESCRIBED, **settings})

    def look(self) -> dict[str, Any]:
        """All that must be as it was."""
        told = self.node.request("GET", self._path)
        return {name: told.get(name) for name in KEPT}

    @property
    def is_traced(self) -> bool:
        return bool(self.look()["tracing"])

    @property
    def endpoints(self) -> Endpoints:
        return endpoints(self.url, self.node.management_url, "off", {})

    def pending(self) -> list[Path]:
        return sorted(self.records.glob("*.json"))

    def channel(self) -> tuple[pika.BlockingConnection, Any]:
        connection = pika.BlockingConnection(pika.URLParameters(self.url))
        return connection, connection.channel()


class Ear:
    """A firehose source and what it has said."""

    def __init__(self, room: Room, bound: int = 10_000, **wishes: Any) -> None:
        self.inbox: Inbox[Any] = Inbox(bound)
        self.states: list[FirehoseState] = []
        wishes = {"endpoints": room.endpoints, "records": room.records, **wishes}
        self.source = FirehoseSource(put=self.inbox.put, tell=self._hear, **wishes)
        self._facts: list[MessageFact] = []

    def _hear(self, state: FirehoseState) -> None:
        self.states.append(state)

    @property
    def phase(self) -> str:
        return self.source.state.phase

    @property
    def facts(self) -> list[MessageFact]:
        for item in self.inbox.drain():
            if isinstance(item, MessageFacts):
                self._facts += item
        return self._facts

    def end(self) -> None:
        self.source.stop()
        self.source.join(PATIENCE)


@contextmanager
def listening(room: Room, **wishes: Any) -> Iterator[Ear]:
    """A source that has begun; ended when the test leaves."""
    ear = Ear(room, **wishes)
    ear.source.start()
    try:
        wait_until(lambda: ear.phase == "listening", ear)
        yield ear
    finally:
        ear.end()


def wait_until(holds: Callable[[], bool], ear: Ear | None = None) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        state = ear.source.state if ear is not None else ""
        assert time.monotonic() < deadline, f"did not come to pass; {state}"
        time.sleep(0.02)


LISTENER = """
import sys
from pathlib import Path
from core.cli.interrupts import on_interrupt
from core.endpoints import endpoints
from core.sources.firehose import FirehoseSource

def tell(state):
    print(state.phase, flush=True)

url, management, records, ends = sys.argv[1:]
source = FirehoseSource(
    endpoints(url, management, "off", {}), lambda _: True, tell=tell, records=Path(records)
)
over = []
with on_interrupt(lambda: over.append(True)):
    source.start()
    if ends == "fault":
        while source.state.phase != "listening":
            source.join(0.02)
        raise SystemError("something of ours went wrong")
    while not over:
        source.join(0.02)
    source.stop()
    source.join(30)
"""


def other_process(room: Room, ends: str = "signal") -> "subprocess.Popen[str]":
    """A Flowscope that listens, in a process of its own."""
    words = [room.url, room.node.management_url, str(room.records), ends]
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENER, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "listening":
            return process
    raise AssertionError("the other process ended before it listened")


def ended(process: "subprocess.Popen[str]", how: signal.Signals | None) -> None:
    if how is not None:
        os.kill(process.pid, how)
    process.communicate(timeout=PATIENCE)


def listeners_of(room: Room) -> int:
    path = f"/api/exchanges/{quote(room.vhost, safe='')}/amq.rabbitmq.trace/bindings/source"
    return len(room.node.request("GET", path))
