"""What a source has said of its surface, so that it says only what is new."""

from core.clock import Clock
from core.facts import CapabilityChanged
from core.sources.thread import Put, fault_words


class Told:
    """Tells whether one surface works, once for every change."""

    def __init__(self, capability: str, put: Put, clock: Clock, where: str = "") -> None:
        self._capability = capability
        self._put = put
        self._clock = clock
        self._where = where
        self._last: tuple[bool, str, str] | None = None

    @property
    def works(self) -> bool:
        """The last word was that it works."""
        return self._last is not None and self._last[0]

    def ok(self, detail: str = "") -> None:
        """It works; `detail` says what is there."""
        self._tell(ok=True, detail=detail)

    def missing(self, why: str, mend: str) -> None:
        """It does not, and what to do."""
        self._tell(ok=False, why=why, mend=mend)

    def fault(self, fault: Exception) -> None:
        """It does not because of an error of Flowscope's own."""
        self.missing(*fault_words(fault))

    def _tell(self, *, ok: bool, why: str = "", mend: str = "", detail: str = "") -> None:
        if self._last == (ok, why, detail):
            return
        self._last = (ok, why, detail)
        self._put(
            CapabilityChanged(
                at=self._clock(),
                capability=self._capability,
                ok=ok,
                why=why,
                mend=mend,
                detail=detail,
                where=self._where,
            )
        )
