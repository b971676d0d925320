"""Proxies before a broker for tests, and what they told."""

import contextlib
import hashlib
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

from core.clock import now
from core.endpoints import endpoints
from core.message_facts import MessageFact, MessageFacts
from core.proxy.reports import Listening, State
from core.sources.proxy import ProxySource
from tests.relay import Relay


class Told:
    """Everything that a proxy has told."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.batches: list[MessageFacts] = []
        self.states: list[State] = []

    def put(self, batch: MessageFacts) -> None:
        with self._changed:
            self.batches.append(batch)
            self._changed.notify_all()

    def say(self, state: State) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def until(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait until it holds; it is asked after each report."""
        end = now() + seconds
        with self._changed:
            while not condition():
                assert self._changed.wait(end - now()), (self.states, self.counts())

    @property
    def facts(self) -> list[MessageFact]:
        return [fact for batch in self.batches for fact in batch]

    @property
    def lost(self) -> int:
        return sum(batch.lost for batch in self.batches)

    def counts(self) -> Counter[tuple[str, ...]]:
        """How often what happened to messages of which service."""
        return Counter((fact.party.service, fact.kind.word, fact.queue) for fact in self.facts)


def at_port(url: str, port: int) -> str:
    """The same URL at another port."""
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{port}"))


@contextlib.contextmanager
def proxied(url: str) -> Iterator[tuple[ProxySource, Told, str]]:
    """A proxy, what it tells, and the URL that goes through it."""
    told = Told()
    source = ProxySource(endpoints(url), told.put, told.say)
    source.start()
    try:
        told.until(lambda: told.states)
        listening = told.states[0]
        assert isinstance(listening, Listening)
        yield source, told, at_port(url, listening.port)
    finally:
        source.stop()
        source.join(10)


class Seal(Relay):
    """A line that hashes what passes on it, each connection and each direction."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._hashes: dict[socket.socket, hashlib._Hash] = {}
        self.bytes = 0

    def saw(self, source: socket.socket, sink: socket.socket, data: bytes) -> None:  # noqa: ARG002
        self._hashes.setdefault(source, hashlib.sha256()).update(data)
        self.bytes += len(data)

    def hashes(self) -> list[str]:
        return sorted(one.hexdigest() for one in self._hashes.values())
