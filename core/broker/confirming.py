"""Publisher confirms of one channel: acks are gathered and told together."""

from collections.abc import Callable

from core.amqp.hot import ACK, NACK, encode_settled


class Confirming:
    """Numbers what is published; `tell` says what was taken since the last time."""

    __slots__ = ("_acked", "_published", "_send")

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._published = 0
        self._acked = 0
        """How many of the last ones were taken and not told yet."""

    @property
    def unconfirmed(self) -> int:
        """What was published and not yet confirmed."""
        return self._acked

    def published(self, *, taken: bool) -> None:
        """One more message, which the broker has taken or refused."""
        self._published += 1
        if taken:
            self._acked += 1
            return
        self.tell(self._published - 1)
        self._send(encode_settled(NACK, self._published))

    def tell(self, last: int = 0) -> None:
        """Confirm what was taken: nothing before it is open, so one ack says it all."""
        if self._acked:
            self._send(encode_settled(ACK, last or self._published, self._acked > 1))
            self._acked = 0
