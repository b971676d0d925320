"""Room for facts that wait to be folded: the model's owner must never have to fold too many at once."""

from threading import Condition

_MOST = 50_000
"""Facts; to fold them takes a fifth of a second."""


class Room:
    """How many facts wait. Any thread enters; the owner of the model leaves."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._waiting = 0
        self._changed = Condition()

    @property
    def is_free(self) -> bool:
        """Some more may come: a batch is let in as a whole."""
        return self._waiting < self._most

    def wait(self, timeout: float) -> bool:
        """Wait for that; whether it is so."""
        with self._changed:
            return self._changed.wait_for(lambda: self.is_free, timeout)

    def enter(self, facts: int) -> None:
        """They wait from now on."""
        with self._changed:
            self._waiting += facts

    def leave(self, facts: int) -> None:
        """They wait no longer; some may never have entered."""
        with self._changed:
            self._waiting = max(0, self._waiting - facts)
            self._changed.notify_all()
