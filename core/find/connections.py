"""The open connections of the watched vhost as things that can be found."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.directory import Directory
from core.find.expression import Pattern
from core.find.things import Amounts, Answers, Names, nobody, unknown
from core.find.vocabulary import Prefix
from core.graph import FlowGraph
from core.topology import Connection, Topology
from core.troubles import Severity

_HELD_UP = ("blocked", "blocking")


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """A connection, the service that it is of, and what it opened."""

    connection: Connection
    service: str
    """The id of the service's node."""
    channels: int | None
    consumers: int | None

    @property
    def name(self) -> str:
        """What the client calls itself, or else the user, and where it comes from."""
        connection = self.connection
        peer = connection.name.partition(" -> ")[0]
        return f"{connection.provided_name or connection.product or connection.user}  {peer}"

    @property
    def words(self) -> str:
        """All by which one may look for it."""
        connection = self.connection
        told = (self.name, connection.name, connection.user, connection.peer_host, self.service)
        return " ".join(told).lower()


class Connections:
    """Read anew whenever the topology or the graph has changed."""

    def __init__(self, directory: Directory, graph: FlowGraph) -> None:
        self.rows: list[OpenConnection] = []
        self._directory = directory
        self._graph = graph
        self._names = Names(())
        self._seen: tuple[Topology, int] = (Topology(), -1)

    @property
    def size(self) -> int:
        """How many are open."""
        return len(self.rows)

    def refresh(self, topology: Topology) -> bool:
        """Take over who is connected now; True when that is not who was."""
        structure = self._graph.structure
        if self._seen[0] is topology and self._seen[1] == structure:
            return False
        self._seen = (topology, structure)
        consumers: dict[str, int] = {}
        for consumer in topology.consumers:
            consumers[consumer.connection] = consumers.get(consumer.connection, 0) + 1
        channels: dict[str, int] = {}
        for channel in topology.channels.values():
            channels[channel.connection] = channels.get(channel.connection, 0) + 1
        before = self.rows
        self.rows = [
            OpenConnection(
                connection,
                service,
                channels.get(connection.name, 0) if topology.tells_clients else None,
                consumers.get(connection.name, 0) if topology.tells_clients else None,
            )
            for service, (_, connections) in self._directory.services().items()
            for connection in connections
        ]
        self._names = Names([row.words for row in self.rows])
        return before != self.rows

    def named(self, prefix: Prefix | None, pattern: Pattern) -> Answers:
        """Whose name, user, host or service fits."""
        if prefix not in (None, "connection"):
            return nobody(self.size)
        fits = self._names.fitting(_loose(pattern))
        return Answers(fits, ~fits)

    def amounts(self, name: str) -> Amounts:
        """How many channels and consumers each has."""
        if name not in ("channels", "consumers"):
            return unknown(self.size)
        told = [getattr(row, name) for row in self.rows]
        known = np.array([value is not None for value in told], dtype=np.bool_)
        return Amounts(np.array([value or 0 for value in told], dtype=np.float64), known, known)

    def flagged(self, name: str) -> Answers:
        """Which hurt or are worth a look; they are never known to be idle, and never gone."""
        if name not in ("hurts", "notice"):
            return nobody(self.size)
        level = 2 if name == "hurts" else 1
        yes = self.severities() == level
        return Answers(yes, ~yes)

    def severities(self) -> NDArray[np.int8]:
        """2 where a consumer of the connection hurts, 1 where it is worth a look or held up."""
        worst: dict[str, int] = {}
        levels: dict[Severity, int] = {"warning": 2, "notice": 1}
        for trouble in self._graph.troubles:
            for channel in trouble.channels:
                name = channel.rpartition(" (")[0]
                worst[name] = max(worst.get(name, 0), levels[trouble.severity])
        return np.array(
            [
                max(worst.get(row.connection.name, 0), int(row.connection.state in _HELD_UP))
                for row in self.rows
            ],
            dtype=np.int8,
        )


def _loose(pattern: Pattern) -> Pattern:
    """What is sought may stand anywhere among the words of a connection."""
    return Pattern(f"*{pattern.text}*", wild=True) if pattern.wild else pattern
