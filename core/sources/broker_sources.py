"""Everything that watches one broker: started, poked and ended together."""

import time
from collections.abc import Callable

from core.clock import Clock
from core.endpoints import Endpoints
from core.facts import ChannelClosed, ConnectionClosed, ConnectionOpened, DeclarationChanged, Item
from core.past import Whose
from core.sources.broker_identity import BrokerIdentity
from core.sources.cluster import ClusterScrapers
from core.sources.event_exchange import EventExchangeSource
from core.sources.management import ManagementSource
from core.sources.past import PastSource
from core.sources.thread import Source
from core.sources.tracing_mender import TracingMender

_JOIN_SECONDS = 3.0


class BrokerSources:
    """The sources of a session; `put` takes what they find, on their threads."""

    def __init__(self, endpoints: Endpoints, put: Callable[[Item], bool], clock: Clock) -> None:
        self.identity = BrokerIdentity(endpoints, clock)
        self.management: ManagementSource | None = None
        self._past: PastSource | None = None
        if endpoints.management is not None:
            self._past = PastSource(endpoints, put, clock)
            self.management = ManagementSource(endpoints, put, clock, self.identity)
            self.management.wants_totals = not endpoints.prometheus
        self.events = EventExchangeSource(endpoints, put, clock, self.identity)
        self.cluster = ClusterScrapers(endpoints, put, clock, self.identity)
        self._mender = TracingMender(endpoints, put, clock)

    def start(self) -> None:
        """Begin to watch."""
        for source in self._asking:
            source.start()
        self.cluster.start()
        self.events.start()
        self._mender.start()

    def stop(self) -> None:
        """End every source; waits for their threads a moment."""
        sources = self._all()
        self.identity.give_up()
        for source in sources:
            source.stop()
        deadline = time.monotonic() + _JOIN_SECONDS
        for source in sources:
            source.join(max(0.0, deadline - time.monotonic()))

    def refresh(self) -> None:
        """Ask every source for news as soon as its pace allows."""
        if self.management is not None:
            self.management.refresh()
        self.cluster.poke()

    def ask_past(self, queue: Whose) -> None:
        """Read what the broker has sampled of a queue or of all, where it has a management API."""
        if self._past is not None:
            self._past.ask(queue)

    def wake_for(self, item: Item) -> None:
        """Wake the sources that an item of another one concerns; on any thread."""
        if isinstance(item, (DeclarationChanged, ConnectionOpened)) and self.management:
            self.management.poke()
        if isinstance(item, (ChannelClosed, ConnectionClosed)):
            self.cluster.poke()

    def _all(self) -> list[Source]:
        return [self.events, *self._asking, *self.cluster, self._mender]

    @property
    def _asking(self) -> list[Source]:
        """Those of the management API."""
        return [source for source in (self.management, self._past) if source is not None]
