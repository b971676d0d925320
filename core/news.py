"""Which events of the broker are news of the watched vhost, as lines of the topology log."""

from collections.abc import Iterable

from core.facts import ConnectionClosed, ConnectionOpened, DeclarationChanged
from core.flow import Flow
from core.topology_changes import Change
from core.topology_log import TopologyLog


class News:
    """Logs who came and went here, and what was declared; to be told before the flow folds it."""

    def __init__(self, log: TopologyLog, flow: Flow) -> None:
        self._log = log
        self._flow = flow

    def came(self, fact: ConnectionOpened) -> None:
        """A client came, perhaps to another vhost: that is none of ours."""
        if self._flow.directory.watches(fact.vhost):
            self._log.connected(fact)

    def went(self, fact: ConnectionClosed) -> None:
        """A client left; the broker does not say of which vhost, so we have to know it."""
        known = self._flow.directory.connection(fact.name)
        if self._flow.directory.is_here(fact.name):
            self._log.disconnected(fact, known.provided_name if known else None)

    def declared(self, fact: DeclarationChanged) -> None:
        """Something was declared, deleted or changed; a consumer comes with its service."""
        directory = self._flow.directory
        self._log.declared(fact, directory.hidden_queues, self._service(fact.channel))

    def differed(self, changes: Iterable[Change], at: float) -> None:
        """Two snapshots differ: consumers come with their services here, too."""
        self._log.differed(changes, at, self._service_of)

    def _service(self, channel: str) -> str:
        known = self._flow.identities.known.get(channel)
        return self._service_of(known.connection) if known is not None else ""

    def _service_of(self, connection: str) -> str:
        directory = self._flow.directory
        return directory.named(connection).name if directory.connection(connection) else ""
