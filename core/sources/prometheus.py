"""The live counters: `/metrics/detailed` of one node, scraped at the pace that its cost allows.

Message counters there are true at the moment of the scrape (seen 12 to 33 ms after a publish on
3.10 and 4.0), also under the default `rates_mode = basic`. Queue depths and reductions move at the
broker's statistics interval. A channel that closed keeps its rows for up to five seconds, until
the broker collects them.
"""

from core.clock import Clock
from core.facts import DeadLetters, Readings
from core.login import Login
from core.sources.broker_identity import BrokerIdentity
from core.sources.budget import Budget
from core.sources.http import HttpSurface, SurfaceError
from core.sources.metrics_text import (
    MetricsReader,
    Scrape,
    cluster_of,
    dead_letters_of,
    node_of,
    uptime_of,
)
from core.sources.node_age import NodeAge
from core.sources.thread import PollingThread, Put
from core.sources.told import Told
from core.tls import Tls
from core.wording import phrase, tr

EDGES = (
    "channel_metrics",
    "channel_exchange_metrics",
    "channel_queue_metrics",
    "channel_process_metrics",
    "queue_coarse_metrics",
    "connection_churn_metrics",
    "queue_exchange_metrics",
    "node_metrics",
)
"""The cheap families; `queue_exchange_metrics` exists from RabbitMQ 4.0 on."""

ROUTES = ("channel_queue_exchange_metrics", "node_metrics")
"""The dear family: on 3.x the only one that tells which exchange routed to which queue."""

MEND_PLUGIN = phrase("enable it: rabbitmq-plugins enable rabbitmq_prometheus")
_RETRY_SECONDS = 0.5
_TWICE_SECONDS = 30.0
"""How long a URL is left alone that turned out to be another name of a node."""


class NodeScraper:
    """One group of families of one node: what to ask, how often, and what was there before."""

    def __init__(
        self,
        group: str,
        families: tuple[str, ...],
        vhost: str,
        identity: BrokerIdentity,
        shortest: float = 1.0,
    ) -> None:
        self.group = group
        self.budget = Budget(group, shortest)
        self.due = 0.0
        """When it wants to be read."""
        self.rested_at = 0.0
        """When it may be read at the earliest."""
        self._query = "&".join(f"family={name}" for name in families)
        self._reader = MetricsReader(vhost)
        self._age = NodeAge()
        self._identity = identity
        self._node = ""
        self._first = True

    def leave_out(self) -> None:
        """What was read last reached nobody: the next reading begins anew, with a baseline."""
        self._first = True

    def read(self, surface: HttpSurface, clock: Clock) -> tuple[Scrape, Readings]:
        """Scrape once. Raises SurfaceError."""
        at = clock()
        try:
            text = surface.get(f"/metrics/detailed?{self._query}")
            replaced = self._meet(node_of(text), surface.base)
            name, cluster_id = cluster_of(text)
            self._identity.meet_node(name, self._node, cluster_id, surface.base)
            restarted = self._age.judge(uptime_of(text), at)
        except SurfaceError:
            self._age.doubt()
            raise
        self.budget.spent(clock() - at, clock())
        if restarted or self._first:
            self._reader.forget()
        scrape = self._reader.read(text)
        self.due = at + self.budget.period
        self.rested_at = at + self.budget.took + self.budget.breather
        first, self._first = self._first, False
        readings = Readings(
            at=at,
            took=self.budget.took,
            node=scrape.node,
            replaces=replaced,
            group=self.group,
            first=first,
            restarted=restarted,
            gone=scrape.gone,
            new=scrape.new,
            numbers=scrape.numbers,
            values=scrape.values,
            period=self.budget.period,
        )
        return scrape, readings

    def _meet(self, node: str, base: str) -> str:
        """The node that answered before, when now another does: a new container, or a balancer.

        Nothing can be compared then. Raises SurfaceError when it is no node at all.
        """
        if not node:
            raise SurfaceError(
                tr("{base} does not answer like RabbitMQ's /metrics/detailed", base=base),
                tr("it needs RabbitMQ 3.10 or newer with the plugin rabbitmq_prometheus"),
            )
        before, self._node = self._node, node
        if before in ("", node):
            return ""
        self._age = NodeAge()
        self._first = True
        return before


class PrometheusSource:
    """Scrapes one node: the cheap families at up to once a second, the dear one as it costs."""

    def __init__(
        self,
        base: str,
        vhost: str,
        put: Put,
        clock: Clock,
        identity: BrokerIdentity,
        claims: dict[str, str] | None = None,
        security: Tls | None = None,
        login: Login | None = None,
    ) -> None:
        """The login is for an endpoint that asks for one."""
        self.base = base
        self.node = ""
        self._claims = {} if claims is None else claims
        """Which URL reports for which node, of all sources: no node is counted twice."""
        self._put = put
        self._clock = clock
        self._surface = HttpSurface(base, login, security, only_if_asked=True)
        self._edges = NodeScraper("edges", EDGES, vhost, identity)
        self._routes: NodeScraper | None = NodeScraper("routes", ROUTES, vhost, identity)
        self.wants_dead_letters = False
        """Some queue has a dead-letter exchange; set by the session."""
        self._letters = Budget("letters", shortest=1.0)
        self._letters_due = 0.0
        self._letters_rested_at = 0.0
        self._told = Told("prometheus", put, clock, base)
        self._thread = PollingThread(
            f"prometheus {base}", self._poll, self._told.fault, self._surface.close
        )
        self._poked = False
        self.start = self._thread.start
        self.stop = self._thread.stop
        self.join = self._thread.join

    def poke(self) -> None:
        """A channel ended, or somebody wants to know: read everything as soon as allowed."""
        self._poked = True
        self._thread.poke()

    def _poll(self) -> tuple[float, float]:
        try:
            self._scrape()
        except SurfaceError as error:
            self._told.missing(error.why, error.mend_or(MEND_PLUGIN))
            return _RETRY_SECONDS, _RETRY_SECONDS
        next_at = self._edges.due
        if self._poked and self._routes is not None:
            next_at = min(next_at, self._routes.rested_at)
        return self._edges.budget.breather, max(0.0, next_at - self._clock())

    def _scrape(self) -> None:
        scrape, readings = self._edges.read(self._surface, self._clock)
        if self._claims.get(readings.replaces) == self.base:
            del self._claims[readings.replaces]
        self.node = scrape.node
        if (claimed := self._claims.setdefault(self.node, self.base)) != self.base:
            self._told.ok(tr("the same node as {url}", url=claimed))
            self._edges.due = self._clock() + _TWICE_SECONDS
            self._edges.leave_out()
            return
        self._report(self._edges, readings)
        self._told.ok(
            tr("RabbitMQ {version}, node {node}", version=scrape.version, node=scrape.node)
        )
        if int(scrape.version.partition(".")[0] or 0) >= 4:
            self._routes = None
        letters_at = self._letters_rested_at if self._poked else self._letters_due
        self._read_routes()
        if self.wants_dead_letters and self._clock() >= letters_at:
            self._read_dead_letters()

    def _read_routes(self) -> None:
        """Read the dear family when it is due, or when something ended and it is allowed."""
        routes = self._routes
        if routes is None:
            self._poked = False
        elif self._clock() >= (routes.rested_at if self._poked else routes.due):
            self._poked = False
            self._report(routes, routes.read(self._surface, self._clock)[1])

    def _report(self, scraper: NodeScraper, readings: Readings) -> None:
        if not self._put(readings):
            scraper.leave_out()

    def _read_dead_letters(self) -> None:
        at = self._clock()
        totals = dead_letters_of(self._surface.get("/metrics"))
        self._letters.spent(self._clock() - at, self._clock())
        self._letters_due = at + self._letters.took + self._letters.period
        self._letters_rested_at = at + self._letters.took + self._letters.breather
        self._put(DeadLetters(at=at, node=self.node, totals=totals))
