"""The management API: topology at a calm pace, and counters where Prometheus gives none."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from core.clock import Clock
from core.endpoints import Endpoints
from core.facts import (
    ChannelReductions,
    DeadLetterQueue,
    QueueDepths,
    TopologyRead,
)
from core.sources import management_json as read
from core.sources.blind_spots import BlindSpot, blind_spot, tells_clients
from core.sources.broker_identity import BrokerIdentity
from core.sources.budget import Budget
from core.sources.http import SurfaceError
from core.sources.management_client import ManagementClient
from core.sources.statistics import SETTLING_SECONDS, Statistics
from core.sources.thread import PollingThread, Put
from core.sources.told import Told
from core.sources.trouble import MEND_VHOST, NO_VHOST
from core.topology import Topology
from core.wording import phrase, tr

_CONNECTION_COLUMNS = (
    "name,node,user,vhost,peer_host,user_provided_name,client_properties,connected_at,state"
)
_CHANNEL_COLUMNS = (
    "name,number,connection_details.name,node,prefetch_count,global_prefetch_count,confirm"
)
_NAME_COLUMNS = "name,reductions,node,vhost,connection_details.name"
_RETRY_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 5.0
_LISTED_SECONDS = 5.5
"""Who came is listed after the broker's next round of statistics: then it is looked at again."""
MEND_PLUGIN = phrase("enable it: rabbitmq-plugins enable rabbitmq_management")


class UnknownVhostError(SurfaceError):
    """The API is there, but not the vhost."""

    def mend_or(self, _plugin: str) -> str:
        """What to do; the plugin works."""
        return self.mend


class ManagementApi:
    """The questions that we ask of one broker's management API, about one vhost."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._client = ManagementClient(endpoints)
        self.vhost = endpoints.vhost
        self._vhost = quote(endpoints.vhost, safe="")

    @property
    def base(self) -> str:
        """The URL that is asked now."""
        return self._client.base

    def close(self) -> None:
        """Drop the connections."""
        self._client.close()

    def get(self, path: str, **query: str) -> Any:
        """The JSON of a reply. Raises SurfaceError."""
        return self._client.get(f"/api/{path}", query or None)

    def of_vhost(self, what: str, **query: str) -> Any:
        """`/api/{what}/{vhost}`."""
        try:
            return self.get(f"{what}/{self._vhost}", **query)
        except SurfaceError as error:
            if error.status != 404:
                raise
            why, mend = tr(NO_VHOST, vhost=self.vhost), tr(MEND_VHOST, vhost=self.vhost)
            raise UnknownVhostError(why, mend, error.status) from error

    def of_clients(self, what: str, **query: str) -> Any:
        """`/api/vhosts/{vhost}/{what}`."""
        return self.get(f"vhosts/{self._vhost}/{what}", **query)

    def shows_own_only(self) -> BlindSpot | None:
        """Why the user sees no other user's connections, if that is so."""
        try:
            self.get("nodes", columns="name")
        except SurfaceError as error:
            if error.status != 401:
                raise
            return BlindSpot(error.why, error.mend)
        return None

    def overview(self) -> read.Json:
        """What the broker says of itself. Raises SurfaceError also for an unknown vhost."""
        found = read.table(self.get("overview"))
        if not found.get("rabbitmq_version"):
            why = tr("{base} is not RabbitMQ's management API", base=self.base)
            raise SurfaceError(why, tr("check the URL"))
        return found

    def bindings(self) -> tuple[Any, ...]:
        """The bindings of the vhost as they are now."""
        return tuple(read.binding_of(row) for row in read.rows(self.of_vhost("bindings")))

    def topology(self, *, with_clients: bool = True) -> tuple[Topology, list[read.Json]]:
        """Everything declared in the vhost and everyone connected, and the rows of its queues."""
        policies = read.Policies(self._policies(), self._operator_policies())
        queues = list(
            read.rows(self.of_vhost("queues", disable_stats="true", enable_queue_totals="true"))
        )
        topology = Topology(
            exchanges=read.by_name(
                read.exchange_of(row, policies) for row in read.rows(self.of_vhost("exchanges"))
            ),
            queues=read.by_name(read.queue_of(row, policies) for row in queues),
            bindings=self.bindings(),
            tells_clients=with_clients,
        )
        return self._with_clients(topology) if with_clients else topology, queues

    def _with_clients(self, topology: Topology) -> Topology:
        connections = self.of_clients("connections", columns=_CONNECTION_COLUMNS)
        channels = self.of_clients("channels", columns=_CHANNEL_COLUMNS)
        consumers = read.rows(self.of_vhost("consumers"))
        return replace(
            topology,
            connections=read.by_name(read.connection_of(row) for row in read.rows(connections)),
            channels=read.by_name(read.channel_of(row) for row in read.rows(channels)),
            consumers=tuple(read.consumer_of(row) for row in consumers),
        )

    def dead_lettering(self) -> frozenset[DeadLetterQueue]:
        """The queues with a dead-letter exchange, of all vhosts: the broker counts them together."""
        columns = "name,vhost,type,arguments"
        rows = list(read.rows(self.get("queues", disable_stats="true", columns=columns)))
        policies = list(read.rows(self.get("policies"))) if rows else []
        able = set()
        for vhost in {read.text(row, "vhost") for row in rows}:
            own = read.Policies([rule for rule in policies if rule.get("vhost") == vhost])
            queues = (read.queue_of(row, own) for row in rows if row.get("vhost") == vhost)
            able |= {
                DeadLetterQueue(vhost, queue.name, queue.type)
                for queue in queues
                if queue.dead_letter_exchange is not None
            }
        return frozenset(able)

    def reductions(self, at: float) -> ChannelReductions:
        """The work that each channel of the broker has done, by name."""
        rows = [
            row
            for row in read.rows(self.get("channels", columns=_NAME_COLUMNS))
            if isinstance(row.get("reductions"), int) and row.get("name")
        ]
        return ChannelReductions(
            at=at,
            reductions={row["name"]: row["reductions"] for row in rows},
            connections={
                row["name"]: read.text(read.table(row.get("connection_details")), "name")
                for row in rows
            },
            nodes={row["name"]: read.text(row, "node") for row in rows},
            vhosts={row["name"]: read.text(row, "vhost") for row in rows},
        )

    def _policies(self) -> Any:
        try:
            return self.of_vhost("policies")
        except SurfaceError as error:
            if error.status == 401:
                return []
            raise

    def _operator_policies(self) -> list[read.Json]:
        """Those of the vhost; none where the user may not see them or the broker has none."""
        try:
            found = self.get("operator-policies")
        except SurfaceError as error:
            if error.status in (401, 404):
                return []
            raise
        return [row for row in read.rows(found) if row.get("vhost") == self.vhost]


class ManagementSource:
    """Reads topology when something changed or the pace says so, and what else is asked of it.

    `wants_names` makes it list the channels' reductions once a second, for the join of names to
    processes; `wants_totals` makes it read `message_stats`, where Prometheus gives no counters.
    Both are set by the session.
    """

    def __init__(
        self, endpoints: Endpoints, put: Put, clock: Clock, identity: BrokerIdentity
    ) -> None:
        self.wants_names = True
        self.wants_totals = False
        self.seconds_between_topologies = 5.0
        self._api = ManagementApi(endpoints)
        self._put = put
        self._clock = clock
        self._identity = identity
        self._topology = Budget("topology", shortest=5.0)
        self._names = Budget("topology", shortest=0.9)
        self._totals = Budget("topology", shortest=0.5)
        self._statistics = Statistics(self._api, clock)
        self._due = {"topology": 0.0, "names": 0.0, "totals": 0.0}
        self._rested_at = 0.0
        """When the topology may be read again because something changed."""
        self._overview: read.Json = {}
        self._blind: BlindSpot | None = None
        self._with_clients = True
        self._told = Told("management", put, clock, self._api.base)
        self._changed = True
        self._thread = PollingThread("management", self._poll, self._told.fault, self._api.close)
        self.start = self._thread.start
        self.stop = self._thread.stop
        self.join = self._thread.join

    def poke(self) -> None:
        """Something was declared or deleted: read the topology as soon as its budget allows."""
        self._changed = True
        self._thread.poke()

    def refresh(self) -> None:
        """Somebody waits for it: read the topology soon, also beyond its budget."""
        self._rested_at = min(self._rested_at, self._clock() + _LONGEST_WAIT_SECONDS)
        self.poke()

    @property
    def period(self) -> float:
        """Seconds between two topologies when nothing changes."""
        return max(self._topology.period, self.seconds_between_topologies)

    def _poll(self) -> tuple[float, float]:
        try:
            self._ask()
        except SurfaceError as error:
            self._told.missing(error.why, error.mend_or(MEND_PLUGIN))
            self._due["topology"] = 0.0
            return _RETRY_SECONDS, _RETRY_SECONDS
        if self._blind is not None:
            self._told.missing(self._blind.why, self._blind.mend)
        else:
            self._told.ok(product_of(self._overview))
        wanted = [self._rested_at if self._changed else self._due["topology"]]
        if not self._with_clients:
            return 0.05, max(0.05, wanted[0] - self._clock())
        if self.wants_names:
            wanted.append(self._due["names"])
        if self.wants_totals:
            wanted.append(self._due["totals"])
        return 0.05, max(0.05, min(wanted) - self._clock())

    def _ask(self) -> None:
        at = self._clock()
        if at >= self._due["topology"] or (self._changed and at >= self._rested_at):
            self._read_topology(at)
        if not self._with_clients:
            return
        if self.wants_names and self._clock() >= self._due["names"]:
            self._read_names()
        if self.wants_totals and self._clock() >= self._due["totals"]:
            self._read_totals()

    def _read_topology(self, at: float) -> None:
        has_changed, self._changed = self._changed, False
        self._overview = self._api.overview()
        broker = broker_of(self._overview)
        self._identity.meet_api(broker["cluster_name"], broker["nodes"], self._api.base)
        own_only = self._api.shows_own_only()
        self._blind = blind_spot(self._overview) or own_only
        self._with_clients = tells_clients(self._overview) and own_only is None
        topology, depths = self._api.topology(with_clients=self._with_clients)
        dead_lettering = self._api.dead_lettering()
        self._topology.spent(self._clock() - at, self._clock())
        again = max(self._topology.period, _LISTED_SECONDS) if has_changed else self.period
        self._due["topology"] = at + min(again, self.period)
        self._rested_at = at + self._topology.took + self._topology.breather
        self._put(
            TopologyRead(
                at=at,
                topology=topology,
                broker=broker,
                dead_lettering=dead_lettering,
            )
        )
        self._put(depths_at(depths, at))

    def _read_names(self) -> None:
        at = self._clock()
        self._put(self._api.reductions(at))
        self._names.spent(self._clock() - at, self._clock())
        self._due["names"] = at + self._names.period

    def _read_totals(self) -> None:
        at = self._clock()
        detailed = self._overview.get("rates_mode") == "detailed"
        totals = self._statistics.newest(detailed=detailed)
        self._totals.spent(self._clock() - at, self._clock())
        if totals is not None:
            self._put(totals)
        self._due["totals"] = at + (SETTLING_SECONDS if totals is None else self._totals.period)


def broker_of(overview: read.Json) -> dict[str, Any]:
    """What a user wants to know of the broker, and where its nodes serve Prometheus metrics."""
    listeners = [
        (read.text(row, "node"), read.number(row, "port"))
        for row in read.rows(overview.get("listeners"))
        if row.get("protocol") == "http/prometheus"
    ]
    return {
        "product": product_of(overview),
        "version": read.text(overview, "rabbitmq_version"),
        "cluster_name": read.text(overview, "cluster_name"),
        "rates_mode": read.text(overview, "rates_mode"),
        "nodes": sorted({read.text(row, "node") for row in read.rows(overview.get("listeners"))}),
        "prometheus_listeners": listeners,
    }


def product_of(overview: read.Json) -> str:
    """What the broker is: RabbitMQ, or another one that behaves like a version of it."""
    like = f"RabbitMQ {read.text(overview, 'rabbitmq_version')}"
    name = read.text(overview, "product_name") or "RabbitMQ"
    return like if name.startswith("RabbitMQ") else tr("{name}, like {like}", name=name, like=like)


def depths_at(rows: list[read.Json], at: float) -> QueueDepths:
    """Ready and unacked messages of the queues that tell them."""
    told = [row for row in rows if isinstance(row.get("messages_ready"), int)]
    return QueueDepths(
        at=at,
        ready={read.text(row, "name"): read.number(row, "messages_ready") for row in told},
        unacked={
            read.text(row, "name"): read.number(row, "messages_unacknowledged") for row in told
        },
    )
