"""Tracing of one vhost, the switch of RabbitMQ's firehose, on every node of a cluster.

The only way to switch it is to put the whole vhost, and what is not sent along is emptied: so its
description, tags and default queue type are read first, sent back, and looked at afterwards.
Each node has a switch of its own and forgets it when it stops.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from core.endpoints import Endpoints, bases_of_nodes
from core.sources import management_json as read
from core.sources.event_exchange import FIREHOSE
from core.sources.http import SurfaceError
from core.sources.management import UnknownVhostError
from core.sources.management_client import ManagementClient
from core.sources.trouble import MEND_VHOST, NO_VHOST
from core.wording import phrase, tr

MEND_ADMINISTRATOR = phrase(
    "give the user the tag administrator (rabbitmqctl set_user_tags {user} administrator), "
    "or let an administrator switch it on: rabbitmqctl trace_on -p '{vhost}'"
)
_NOT_ON = phrase(
    "node {node} took the request to switch tracing on for vhost '{vhost}', "
    "but it is not as asked for"
)
_NOT_OFF = phrase(
    "node {node} took the request to switch tracing off for vhost '{vhost}', "
    "but it is not as asked for"
)
_DESCRIBED = ("description", "tags", "default_queue_type")
_ATTEMPTS = 3
_UNAUTHORISED = 401
_NOT_FOUND = 404

LISTENS = "flowscope.listens"
"""Binding key by which a Flowscope that listens to the firehose shows itself; it matches nothing."""
SWITCHES_OFF = "flowscope.switches_off."
"""The same with a node's name behind it: when it leaves it switches tracing off on that node."""
LOOKS = "flowscope.doctor"
"""The same of somebody who only tries whether it could be listened to."""


@dataclass(frozen=True, slots=True)
class VhostState:
    """A vhost as one node tells it: what a PUT replaces."""

    tracing: bool
    described: Mapping[str, Any]
    """Description, tags and default queue type, those that are set."""

    def as_json(self) -> dict[str, Any]:
        """The body of a PUT that makes it so."""
        return {**self.described, "tracing": self.tracing}


@dataclass(frozen=True, slots=True)
class NodeRun:
    """One run of a node from its start to its end: tracing does not outlive it."""

    os_pid: str = ""
    uptime: float = 0.0
    """Seconds, by the node's own clock; 0 in its first seconds, while it does not tell yet."""

    def is_same_as(self, later: "NodeRun") -> bool | None:
        """Whether the node has not been started anew in between; None while nobody can tell."""
        if self.uptime and not later.uptime:
            return None
        is_other = self.os_pid and later.os_pid and self.os_pid != later.os_pid
        return not is_other and self.uptime <= later.uptime


@dataclass(frozen=True, slots=True)
class Listeners:
    """Queues that are bound to the firehose."""

    others: frozenset[str]
    """All of them but one's own."""
    heirs: Mapping[str, str]
    """By node, the queue of a Flowscope that switches tracing off there when it leaves."""


class Tracing:
    """The switches of one vhost; not shared between threads."""

    def __init__(self, endpoints: Endpoints, vhost: str | None = None) -> None:
        self.vhost = endpoints.vhost if vhost is None else vhost
        self.cluster = ""
        self.nodes: dict[str, str] = {}
        """Node to the URL of its management API."""
        self.unreachable: dict[str, str] = {}
        """Nodes of the cluster whose switch cannot be reached, and why."""
        self._endpoints = endpoints
        self._quoted = quote(self.vhost, safe="")
        self._clients: dict[str, ManagementClient] = {}

    def close(self) -> None:
        """Drop the connections."""
        for client in self._clients.values():
            client.close()

    def meet(self) -> None:
        """Find the management API of each node. Raises SurfaceError."""
        named, overview = self._overview()
        self.cluster = read.text(overview, "cluster_name")
        listeners = [
            (read.text(row, "node"), read.number(row, "port"))
            for row in read.rows(overview.get("listeners"))
            if row.get("protocol") in ("http", "https")
        ]
        members = {read.text(row, "node") for row in read.rows(overview.get("listeners"))}
        self.nodes, self.unreachable = {read.text(overview, "node"): named}, {}
        if len(members) > 1:
            self._meet_others(members, bases_of_nodes(named, listeners))

    def _overview(self) -> tuple[str, dict[str, Any]]:
        """The first management API that answers, and what it says. Raises SurfaceError."""
        *others, last = self._endpoints.managements or ("",)
        for base in others:
            with suppress(SurfaceError):
                return base, read.table(self._client(base).get("/api/overview"))
        return last, read.table(self._client(last).get("/api/overview"))

    def state(self, node: str) -> VhostState:
        """The vhost as a node tells it. Raises SurfaceError."""
        told = read.table(self._ask(node, f"/api/vhosts/{self._quoted}"))
        metadata = told.get("metadata")
        described = metadata if isinstance(metadata, dict) else told
        return VhostState(
            tracing=bool(told.get("tracing")),
            described={name: described[name] for name in _DESCRIBED if name in described},
        )

    def run_of(self, node: str) -> NodeRun:
        """The run of a node that is under way. Raises SurfaceError."""
        columns = {"columns": "os_pid,uptime"}
        path = f"/api/nodes/{quote(node, safe='')}"
        told = read.table(self._client(self.nodes[node]).get(path, columns))
        return NodeRun(read.text(told, "os_pid"), read.number(told, "uptime") / 1000)

    def listeners(self, own: frozenset[str] = frozenset()) -> Listeners:
        """Who listens to the firehose, apart from queues of one's own. Raises SurfaceError."""
        path = f"/api/exchanges/{self._quoted}/{FIREHOSE}/bindings/source"
        found = {
            (read.text(row, "destination"), read.text(row, "routing_key"))
            for row in read.rows(self._ask(next(iter(self.nodes)), path))
        }
        others = {(queue, key) for queue, key in found if queue not in own and key != LOOKS}
        return Listeners(
            others=frozenset(queue for queue, _ in others),
            heirs={
                key.removeprefix(SWITCHES_OFF): queue
                for queue, key in others
                if key.startswith(SWITCHES_OFF)
            },
        )

    def switch(self, node: str, *, on: bool) -> VhostState:
        """Switch tracing on a node and leave all else as it is; what the vhost was before.

        Raises SurfaceError, also when the broker does not do as it said.
        """
        before = self.state(node)
        wanted = replace(before, tracing=on)
        for _ in range(_ATTEMPTS):
            if self.state(node) == wanted:
                return before
            self._put(node, wanted)
        if self.state(node) == wanted:
            return before
        not_done = _NOT_ON if on else _NOT_OFF
        raise SurfaceError(
            tr(not_done, node=node, vhost=self.vhost),
            tr(
                "look at it with rabbitmqctl list_vhosts name tracing; switch it with {command}",
                command=f"rabbitmqctl trace_{'on' if on else 'off'} -p '{self.vhost}'",
            ),
        )

    def _meet_others(self, members: set[str], bases: Mapping[str, str]) -> None:
        for node in sorted(members):
            base = bases.get(node)
            if base is None:
                self._miss(node, tr("it has no management API of its own"))
                continue
            try:
                answers = read.text(read.table(self._client(base).get("/api/overview")), "node")
            except SurfaceError as error:
                self._miss(node, error.why)
                continue
            if answers == node:
                self.nodes[node] = base
            else:
                self._miss(node, tr("{base} is answered by {node}", base=base, node=answers))

    def _miss(self, node: str, why: str) -> None:
        if node not in self.nodes:
            self.unreachable[node] = why

    def _client(self, base: str) -> ManagementClient:
        if base not in self._clients:
            self._clients[base] = ManagementClient(
                replace(self._endpoints, management=base or None, other_managements=())
            )
        return self._clients[base]

    def _ask(self, node: str, path: str, query: Mapping[str, str] | None = None) -> Any:
        try:
            return self._client(self.nodes[node]).get(path, query)
        except SurfaceError as error:
            raise self._refused(error) from error

    def _put(self, node: str, state: VhostState) -> None:
        try:
            self._client(self.nodes[node]).put(f"/api/vhosts/{self._quoted}", state.as_json())
        except SurfaceError as error:
            raise self._refused(error) from error

    def _refused(self, error: SurfaceError) -> SurfaceError:
        names = {"vhost": self.vhost, "user": self._endpoints.http_user}
        if error.status == _UNAUTHORISED:
            why = tr(
                "user '{user}' may not switch tracing: that takes an administrator",
                user=self._endpoints.http_user,
            )
            return SurfaceError(why, tr(MEND_ADMINISTRATOR, **names), error.status)
        if error.status == _NOT_FOUND:
            return UnknownVhostError(tr(NO_VHOST, **names), tr(MEND_VHOST, **names), error.status)
        return error
