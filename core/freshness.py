"""How complete and how new is what we know: whether one may read a number off it yet."""

from typing import Any

from core.flow import Flow
from core.sources.blind_spots import counts_messages
from core.sources.cluster import ClusterScrapers
from core.surfaces import Surfaces


class Freshness:
    """What has answered, whose counters are missing, and what was read since when.

    `broker` is what the broker tells of itself; whoever folds it writes into that dict.
    """

    def __init__(
        self, flow: Flow, surfaces: Surfaces, cluster: ClusterScrapers, broker: dict[str, Any]
    ) -> None:
        self._flow = flow
        self._surfaces = surfaces
        self._cluster = cluster
        self._broker = broker
        self.topology_at = 0.0
        """When the topology was read last; 0 before the first time."""

    @property
    def is_resolved(self) -> bool:
        """The topology is known, counters come in and every channel has a name."""
        nameless = self._flow.identities.unresolved and self.tells_names
        return self.has_answered and not nameless

    @property
    def has_answered(self) -> bool:
        """Each surface is known to work or not to, and the topology is known."""
        ready = bool(self.topology_at) or not self._surfaces.ok("management")
        asked = [name for name in self._surfaces.summed if name != "firehose"]
        return ready and all(self._surfaces.ok(name) is not None for name in asked)

    @property
    def tells_names(self) -> bool:
        """The management API tells the names of channels that were open before."""
        return bool(self._surfaces.ok("management"))

    @property
    def counts_messages(self) -> bool:
        """Some surface that works counts messages."""
        if not counts_messages(self._broker.get("rates_mode")):
            return False
        return self._surfaces.works_somewhere("prometheus") or self.tells_names

    @property
    def counts_every_node(self) -> bool:
        """Counters come from each node of the cluster, as far as the cluster is known."""
        if not self._flow.tables.nodes:
            return True
        return bool(self._surfaces.ok("prometheus")) and not self.uncounted_nodes

    @property
    def uncounted_nodes(self) -> list[str]:
        """Nodes that take part in the cluster or have channels, but whose counters never came."""
        nodes = {*self._broker.get("nodes", ()), *self._flow.identities.met}
        return sorted(nodes - self._flow.tables.nodes)

    @property
    def every_endpoint_answered(self) -> bool:
        """Each Prometheus endpoint is known to work or not to."""
        return self._surfaces.answered("prometheus", self._cluster.sources)

    def answers(self, base: str) -> bool:
        """That Prometheus endpoint works, as far as one knows."""
        return self._surfaces.ok_at("prometheus", base)

    def was_read_since(self, at: float) -> bool:
        """Every surface that works was read after `at`; False also when none works."""
        topology = self.topology_at >= at if self.tells_names else True
        if self._surfaces.works_somewhere("prometheus"):
            return topology and self._letters_were_read_since(at) and self.counts_are_newer_than(at)
        return topology and self.tells_names and self._flow.api_totals.read_at >= at

    def counts_are_newer_than(self, at: float) -> bool:
        """Everything that counts was read after `at`, whoever it turns out to be of."""
        if not self._surfaces.works_somewhere("prometheus"):
            return self._flow.api_totals.read_at >= at
        if not self.every_endpoint_answered:
            return False
        live = {s.node for base, s in self._cluster.sources.items() if self.answers(base)}
        return self._flow.tables.was_read_since(at, live)

    def _letters_were_read_since(self, at: float) -> bool:
        letters = self._flow.dead_letters
        told = letters.read_at >= at and not letters.is_waiting
        return told or not self._cluster.wants_dead_letters
