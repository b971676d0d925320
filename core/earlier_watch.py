"""What one watch of a broker leaves to the next one of the same broker: its log, and the gap.

Numbers are not handed over: what is said "since watching began" is of the watch that says it.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass

from core.session import Session
from core.topology import Topology
from core.topology_changes import changes_by_kind
from core.topology_log import Entry, TopologyLog
from core.wording import tr


@dataclass(frozen=True, slots=True)
class EarlierWatch:
    """A watch that has ended, of a broker that is known by the name of its cluster."""

    cluster: str
    vhost: str
    ended_at: float
    entries: tuple[Entry, ...]
    topology: Topology
    """As it was read last."""
    own_queues: frozenset[str]
    """Flowscope's own, which are gone by now."""

    def hand_over(self, session: Session) -> bool:
        """Let the log of a new session go on from here; False while it is too early to tell.

        What another broker or vhost has to say has nothing to do with it.
        """
        if not (session.cluster and session.freshness.has_answered):
            return False
        if (session.cluster, session.endpoints.vhost) == (self.cluster, self.vhost):
            session.log.put_before((*self.entries, *self._gap(session)))
        return True

    def _gap(self, session: Session) -> list[Entry]:
        """When nobody watched, and what is different since then."""
        shown = session.endpoints.shown
        until = min([session.clock(), *(entry.at for entry in session.log.entries)])
        unseen = tr(
            "not watched from {since} to {until}", since=_time(self.ended_at), until=_time(until)
        )
        gone = Entry(self.ended_at, "lost", "broker", shown, tr("disconnected here"))
        return [gone, Entry(until, "back", "broker", shown, unseen), *self._missed(session, until)]

    def _missed(self, session: Session, until: float) -> list[Entry]:
        if Topology() in (self.topology, session.topology):
            return []  # one of them was never read
        directory, found = session.flow.directory, TopologyLog()
        for changes in changes_by_kind(self.topology, session.topology):
            found.differed(
                changes,
                until,
                lambda name: directory.named(name).name if directory.connection(name) else "",
            )
        found.hide(self.own_queues | set(directory.hidden_queues))
        told = {_what(entry) for entry in session.log.entries}
        return [entry for entry in found.entries if _what(entry) not in told]


def watch_of(session: Session) -> EarlierWatch | None:
    """What a session that ends now leaves; None when it never learned which broker it watched."""
    if not session.cluster:
        return None
    own: Collection[str] = session.flow.directory.hidden_queues
    return EarlierWatch(
        cluster=session.cluster,
        vhost=session.endpoints.vhost,
        ended_at=session.clock(),
        entries=tuple(session.log.entries),
        topology=session.topology,
        own_queues=frozenset(own),
    )


def _what(entry: Entry) -> tuple[str, str, str]:
    return entry.verb, entry.kind, entry.name


def _time(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))
