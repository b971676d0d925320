"""How often a broker may be asked: observing costs it at most one twentieth of a core."""

from dataclasses import dataclass

SHARE_OF_CORE = 0.05
_SHARES = {"edges": 0.5, "routes": 0.2, "letters": 0.05, "topology": 0.25}


@dataclass(slots=True)
class Budget:
    """The pace of one group of requests, from what they cost.

    The time until a reply is complete stands for the broker's work: measured against its CPU
    time it is an upper bound on an otherwise idle broker.
    """

    group: str
    shortest: float
    """Seconds; never asked more often than this."""
    longest: float = 60.0
    nodes: int = 1
    took: float = 0.0
    """Seconds that the last request took."""

    @property
    def breather(self) -> float:
        """Seconds that must pass after a request before the group may be asked again at all."""
        share = SHARE_OF_CORE * _SHARES[self.group]
        return min(self.longest, self.took / share)

    @property
    def period(self) -> float:
        """Seconds between two requests now."""
        return max(self.shortest, self.breather)
