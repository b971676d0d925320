"""Channels that count and have no name yet: whether any is waited for, and for how long."""

from core.directory import Directory
from core.identity import Identities
from core.series import IGNORED
from core.series_tables import SeriesTables

_PATIENCE_SECONDS = 11.0
"""How long a channel that counts may stay nameless before that is shown as of an unknown service.

A little more than two statistics intervals of the broker: after one the metrics show the work that
it has done, after the other the management API does.
"""


class Nameless:
    """Looks through the series of all groups for counts of which the service is not known."""

    def __init__(
        self,
        tables: SeriesTables,
        identities: Identities,
        directory: Directory,
    ) -> None:
        self._tables = tables
        self._identities = identities
        self._directory = directory
        self._waiting_since: dict[str, float] = {}

    @property
    def lacks_names(self) -> bool:
        """Channels are open of which name or connection is not known."""
        return bool(self._identities.unresolved) or self.lacks_connections

    @property
    def lacks_connections(self) -> bool:
        """A counting channel has a name, but nobody has told about its connection."""
        known = self._identities.known
        return any(
            pid in known and self._directory.connection(known[pid].connection) is None
            for table in self._tables
            for pid in {table.series[number].channel for number in table.in_limbo()}
        )

    @property
    def has_counts(self) -> bool:
        """An open channel that has no name yet has counted something."""
        if self.lacks_connections:
            return True
        return any(
            table.added[number] > 0
            for table in self._tables
            for pid in self._identities.unresolved & table.by_channel.keys()
            for number in table.by_channel[pid]
            if table.counter[number] != IGNORED
        )

    def given_up(self, now: float) -> list[str]:
        """The channels that have counted and were waited for long enough."""
        counting = {
            table.series[number].channel
            for table in self._tables
            for number in table.in_limbo()
            if table.added[number] > 0
        }
        self._waiting_since = {pid: self._waiting_since.get(pid, now) for pid in counting}
        return [
            pid
            for pid, since in self._waiting_since.items()
            if now - since > _PATIENCE_SECONDS or now == float("inf")
        ]
