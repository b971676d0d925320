"""A session whose sources are a simulated node and whose time passes while it waits."""

from collections.abc import Callable

from core.endpoints import Endpoints, endpoints
from core.facts import CapabilityChanged, Item, TopologyRead
from core.session import Session
from core.sources.prometheus import PrometheusSource
from tests.simulated_node import SimulatedNode, scrapers_of

URL = "amqp://guest:hunter2@localhost:5672/shop"


class Watch:
    """A clock that the test turns; no two looks at it see the same moment."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        self.now += 1e-6
        return self.now


def told(name: str, ok: bool, at: float = 0.0, *, why: str = "", where: str = "") -> Item:
    """What a source says of a capability."""
    mend = "" if ok else f"mend {name}"
    return CapabilityChanged(
        at=at, capability=name, ok=ok, why=why, mend=mend, detail=f"{name} is there", where=where
    )


class DrivenSession(Session):
    """Never started: what its sources would report comes while it waits."""

    def __init__(
        self, node: SimulatedNode | None = None, at: Endpoints | None = None, **environment: str
    ) -> None:
        self.watch = Watch()
        super().__init__(at or endpoints(URL, environment=environment), self.watch)
        self.node = node or SimulatedNode()
        for base in self.endpoints.prometheus:
            source = PrometheusSource(
                base, self.endpoints.vhost, self._put, self.watch, self._sources.identity
            )
            source.node = self.node.name
            self._sources.cluster.sources[base] = source
        self.scrapers = scrapers_of(self.node)
        self.meanwhile: Callable[[], object] = lambda: None
        """What happens on the broker in each moment."""
        self.answers = True

    def wait(self, timeout: float) -> bool:
        """Let time pass on both sides."""
        self.watch.now += timeout
        self.meanwhile()
        if self.answers:
            self.report()
        return True

    def refresh(self) -> None:
        """The sources look when they are waited for."""

    def report(self, **broker: object) -> None:
        """Everything that the sources see now."""
        now = self.watch.now
        for scraper in self.scrapers:
            self._put(scraper.read(now))
        read = TopologyRead(at=now, topology=self.node.topology(), broker=broker)
        self._put(read)
        for name in ("amqp", "management", "prometheus", "event_exchange"):
            if self.capabilities[name].ok is None:
                where = self.endpoints.prometheus[0] if name == "prometheus" else ""
                self._put(told(name, ok=True, at=now, where=where))

    def fold(self, *items: Item) -> None:
        """Put items and pump."""
        for item in items:
            self._put(item)
        self.pump()
