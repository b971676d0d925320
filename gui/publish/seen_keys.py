"""Routing keys that were seen at an exchange: in what was published here, and in what a tap got."""

from core.tapped import TappedMessage
from gui.messages.ring import MessageRing
from gui.publish.history import HistoryModel

_NEWEST = 1_000
"""So many messages of the tap are looked through."""


class SeenKeys:
    """Looks the keys up when they are asked for."""

    def __init__(self, history: HistoryModel, ring: MessageRing[TappedMessage]) -> None:
        self._history = history
        self._ring = ring

    def __call__(self, exchange: str) -> list[str]:
        """The keys of an exchange, the newest first."""
        found: dict[str, None] = {}
        for sent in self._history.sent:
            if sent.outcome.exchange == exchange:
                found.setdefault(sent.outcome.routing_key)
        for number in range(
            self._ring.end - 1, max(self._ring.first, self._ring.end - _NEWEST) - 1, -1
        ):
            message = self._ring.get(number)
            if message is not None and message.exchange == exchange:
                found.setdefault(message.routing_key)
        return list(found)
