"""What appeared, vanished or changed on the broker, when, and by whom where it is known."""

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from core.facts import ConnectionClosed, ConnectionOpened, DeclarationChanged
from core.services import OWN_PREFIX
from core.topology import consumer_words
from core.topology_changes import Change
from core.wording import tr

BROKER_ITSELF = "rmq-internal"
"""The user by whom the broker says that it did something itself."""
_KEPT = 5_000
_ECHO_SECONDS = 40.0
"""Snapshots are taken every 15 s with events, and the broker lists consumers some seconds late."""
_VERBS = {"created": "appeared", "deleted": "vanished", "set": "changed", "cleared": "changed"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at: float
    verb: str
    """`appeared`, `vanished`, `changed`, for the broker `lost` and `back`, or `restored`."""
    kind: str
    name: str
    detail: str = ""
    by: str = ""
    """User or service that did it; empty when the broker does not tell."""
    service: str = ""
    """Whose consumer it is; empty where that is not known."""

    @property
    def doer(self) -> str:
        """Who did it, in the words of a user."""
        return tr("the broker itself") if self.by == BROKER_ITSELF else self.by

    @property
    def queue(self) -> str:
        """The queue that it concerns; empty where it concerns none."""
        match self.kind:
            case "queue":
                return self.name
            case "consumer":
                return _consumed(self.name)
            case "binding":
                return self.name.partition(" -> ")[2].partition(" [")[0]
        return ""

    def concerns(self, queue: str) -> bool:
        """It is of this queue, of a consumer of it, or of a binding that ends in it."""
        return bool(queue) and self.queue == queue


class TopologyLog:
    """The newest entries, oldest first.

    The event exchange tells a change at once and by whom, a snapshot finds the same change later:
    that echo is left out.
    """

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)
        self.revision = 0
        """Grows with every entry."""
        self._told: deque[Entry] = deque(maxlen=_KEPT)
        """What the event exchange said: a snapshot may show it again."""

    def add(self, entry: Entry) -> None:
        """Append one entry."""
        self.entries.append(entry)
        self.revision += 1

    def put_before(self, entries: Iterable[Entry]) -> None:
        """Let older entries stand before those that are there."""
        self.entries = deque((*entries, *self.entries), maxlen=_KEPT)
        self.revision += 1

    def declared(
        self, fact: DeclarationChanged, own_queues: Collection[str] = (), service: str = ""
    ) -> None:
        """Log what the event exchange says of a declaration, unless it is of our own queues.

        A consumer's tag tells nobody anything: the service that it is of does.
        """
        if any(queue in fact.name for queue in own_queues):
            return
        kind, _, what = fact.what.rpartition(".")
        verb = _VERBS.get(what, "changed")
        kind, by = kind.split(".")[0], fact.by
        self._add_told(Entry(fact.at, verb, kind, fact.name, _of_service(service), by, service))

    def connected(self, fact: ConnectionOpened) -> None:
        """Log a client that came."""
        self._add_told(
            Entry(fact.at, "appeared", "connection", _shown(fact.provided_name, fact.name),
                  tr("from {host}", host=fact.peer_host), fact.user)
        )  # fmt: skip

    def disconnected(self, fact: ConnectionClosed, provided_name: str | None) -> None:
        """Log a client that left."""
        name = _shown(provided_name, fact.name)
        self._add_told(Entry(fact.at, "vanished", "connection", name))

    def differed(
        self, changes: Iterable[Change], at: float, service_of: Callable[[str], str] = lambda _: ""
    ) -> None:
        """Log what two snapshots show, unless it is the echo of an event.

        Connections are known by the services that they are of, as far as somebody knows these.
        """
        for change in changes:
            service = service_of(change.connection) if change.connection else ""
            detail = change.detail or _of_service(service)
            entry = Entry(at, change.verb, change.kind, change.name, detail, service=service)
            if not self._is_echo(entry):
                self._add_foreign(entry)

    def hide(self, queues: Collection[str]) -> None:
        """Leave out what was said of these queues: they are Flowscope's own."""
        kept = [e for e in self.entries if not any(queue in e.name for queue in queues)]
        if len(kept) < len(self.entries):
            self.entries = deque(kept, maxlen=_KEPT)
            self.revision += 1

    def _add_told(self, entry: Entry) -> None:
        self._told.append(entry)
        self._add_foreign(entry)

    def _add_foreign(self, entry: Entry) -> None:
        if not entry.name.startswith((OWN_PREFIX, "amq.rabbitmq.")):
            self.add(entry)

    def _is_echo(self, entry: Entry) -> bool:
        for earlier in reversed(self._told):
            if entry.at - earlier.at > _ECHO_SECONDS:
                return False
            if (earlier.verb, earlier.kind) == (entry.verb, entry.kind) and (
                entry.name == earlier.name or entry.name.startswith(earlier.name + " ")
            ):
                return True
        return False


class Unread:
    """What a reader of the log has not read yet."""

    def __init__(self, log: TopologyLog) -> None:
        self._log = log
        self._revision = -1
        self._newest: Entry | None = None
        """The newest entry that was read."""

    def take(self) -> list[Entry]:
        """The entries since the last time, oldest first."""
        if self._revision == self._log.revision:
            return []
        self._revision = self._log.revision
        found = list(takewhile(lambda e: e is not self._newest, reversed(self._log.entries)))
        self._newest = found[0] if found else self._newest
        return found[::-1]


def _of_service(name: str) -> str:
    return tr("service {name}", name=name) if name else ""


def _shown(provided_name: str | None, name: str) -> str:
    peer = name.partition(" -> ")[0]
    return f"{provided_name} ({peer})" if provided_name else peer


def _consumed(consumer: str) -> str:
    """The queue of a consumer, as the two are put together in the language of the user."""
    before, between, after, is_last = _joints(consumer_words("\0", "\1"))
    both = consumer.removeprefix(before).removesuffix(after)
    return both.rpartition(between)[2] if is_last else both.partition(between)[0]


@cache
def _joints(spelled: str) -> tuple[str, str, str, bool]:
    """What stands around tag and queue, and whether the queue comes last."""
    before, between, after = re.split("[\0\1]", spelled)
    return before, between, after, spelled.find("\0") < spelled.find("\1")
