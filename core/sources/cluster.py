"""The counters of a whole cluster: one scraping source a node, and no node counted twice."""

from collections.abc import Callable, Iterable, Iterator

from core.clock import Clock
from core.endpoints import Endpoints, bases_of_nodes
from core.sources.broker_identity import BrokerIdentity
from core.sources.prometheus import PrometheusSource
from core.sources.thread import Put, Source


class ClusterScrapers:
    """The Prometheus sources of a session, by base URL."""

    def __init__(
        self, endpoints: Endpoints, put: Put, clock: Clock, identity: BrokerIdentity
    ) -> None:
        self.sources: dict[str, PrometheusSource] = {}
        self._endpoints = endpoints
        self._put = put
        self._clock = clock
        self._identity = identity
        self._claims: dict[str, str] = {}
        self._retired: list[Source] = []

    def start(self) -> None:
        """Scrape the endpoints that are named or inferred."""
        for base in self._endpoints.prometheus:
            self._scrape(base)

    def __iter__(self) -> Iterator[Source]:
        """All sources that may still run."""
        return iter([*self.sources.values(), *self._retired])

    def poke(self) -> None:
        """Read all counters as soon as allowed. From any thread."""
        for source in list(self.sources.values()):
            source.poke()

    @property
    def wants_dead_letters(self) -> bool:
        """Some queue of the broker has a dead-letter exchange."""
        return any(source.wants_dead_letters for source in self.sources.values())

    @wants_dead_letters.setter
    def wants_dead_letters(self, wanted: bool) -> None:
        for source in self.sources.values():
            source.wants_dead_letters = wanted

    def follow(
        self, listeners: Iterable[tuple[str, int]], works: Callable[[str], bool]
    ) -> list[str]:
        """Scrape what the broker reports, where nobody named the endpoints.

        Endpoints that neither work nor are reported are given up; returns those.
        """
        reported = list(listeners)
        if not (self.sources and self._endpoints.prometheus_inferred and reported):
            return []
        wanted = bases_of_nodes(self._endpoints.prometheus[0], reported)
        gone = [b for b in self.sources.keys() - wanted.values() if not works(b)]
        for base in gone:
            self._drop(base)
        scraped = {source.node for source in self.sources.values()}
        for node, base in wanted.items():
            if node not in scraped and base not in self.sources:
                self._scrape(base)
        return gone

    def _scrape(self, base: str) -> None:
        source = PrometheusSource(
            base,
            self._endpoints.vhost,
            self._put,
            self._clock,
            self._identity,
            self._claims,
            self._endpoints.security,
            self._endpoints.http_login,
        )
        self.sources[base] = source
        source.start()

    def _drop(self, base: str) -> None:
        source = self.sources.pop(base)
        source.stop()
        if self._claims.get(source.node) == base:
            del self._claims[source.node]
        self._retired.append(source)
