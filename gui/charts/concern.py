"""Which changes of the broker are of what a plot shows."""

from core.log_scope import PeersOf, concerns
from core.selection import Selection
from core.topology_log import Entry

Subjects = tuple[Selection, ...]
"""What a plot is of: one thing, or several in a pinned chart."""


class Concern:
    """Judges each change once; whose a connection is may be known only later."""

    def __init__(self, subjects: Subjects, peers_of: PeersOf) -> None:
        self._subjects = subjects
        self._peers_of = peers_of
        self._is_settled = not any("service:" in str(one) for one in subjects)
        self._revision = -1
        self._judged: dict[Entry, bool] = {}
        self._peers: dict[str, frozenset[str]] = {}

    def follow(self, revision: int) -> None:
        """The log is another one."""
        if revision != self._revision and not self._is_settled:
            self._judged.clear()
            self._peers.clear()
        self._revision = revision

    def has(self, entry: Entry) -> bool:
        """The change is of one of the things."""
        if entry not in self._judged:
            self._judged[entry] = any(concerns(entry, one, self._of) for one in self._subjects)
        return self._judged[entry]

    def _of(self, service: str) -> frozenset[str]:
        if service not in self._peers:
            self._peers[service] = frozenset(self._peers_of(service))
        return self._peers[service]
