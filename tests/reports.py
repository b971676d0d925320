"""What a source reports when a test plays the session: it takes everything."""

from core.endpoints import endpoints
from core.facts import CapabilityChanged, Item
from core.sources.broker_identity import BrokerIdentity


class Reports(list[Item]):
    """Everything that a source has put so far."""

    takes = True
    """False: the inbox is full, and what comes is lost."""

    def put(self, item: Item) -> bool:
        """Take an item as the inbox does."""
        if self.takes:
            self.append(item)
        return self.takes

    @property
    def told(self) -> list[CapabilityChanged]:
        """What was said of capabilities."""
        return [item for item in self if isinstance(item, CapabilityChanged)]


def identity(name: str = "", now: str = "") -> BrokerIdentity:
    """The identity of a broker that calls itself `name`, and `now` when it is asked again.

    Without a name nothing is compared.
    """
    told = BrokerIdentity(
        endpoints("amqp://localhost:5699", environment={}), lambda: 1.0, lambda _: now
    )
    told.told(name)
    return told
