"""How often a broker may be asked: observing costs it at most one twentieth of a core."""

from dataclasses import dataclass
from statistics import median_low

SHARE_OF_CORE = 0.05
_SHARES = {"edges": 0.5, "routes": 0.2, "letters": 0.05, "topology": 0.25}


_SAVED_SECONDS = 10.0
"""How long a share that was not used is kept: what is cheap may be asked again at once."""


@dataclass(slots=True)
class Budget:
    """The pace of one group of requests, from what they cost.

    The time until a reply is complete stands for the broker's work: measured against its CPU
    time it is an upper bound on an otherwise idle broker.
    """

    group: str
    shortest: float
    """Seconds; never asked more often than this without a reason."""
    longest: float = 60.0
    took: float = 0.0
    """Seconds that the last request took."""
    breather: float = 0.0
    """Seconds that must pass after a request before the group may be asked again at all."""
    _lately: tuple[float, ...] = ()
    _saved: float | None = None
    _spent_at: float = 0.0

    def spent(self, seconds: float, at: float) -> None:
        """A request that ended at `at` took so long.

        The middle one of the last three decides: when something else keeps the machine busy for a
        moment, a single slow reply must not blind us for as long as it would cost.
        """
        self.took = seconds
        self._lately = (*self._lately[-2:], seconds)
        most = self._share * _SAVED_SECONDS
        earned = most if self._saved is None else self._share * (at - self._spent_at)
        cost = median_low(self._lately)
        self._saved = min(most, (self._saved or 0.0) + earned) - cost
        self._spent_at = at
        self.breather = min(self.longest, max(0.0, (cost - self._saved) / self._share))

    @property
    def period(self) -> float:
        """Seconds between two requests now."""
        usual = median_low(self._lately or (self.took,)) / self._share
        return min(self.longest, max(self.shortest, usual))

    @property
    def _share(self) -> float:
        return SHARE_OF_CORE * _SHARES[self.group]
