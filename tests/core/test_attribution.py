"""Whatever happens on the broker, and whenever it samples: no number of its totals is wrong."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.watched_totals import Watched
from tests.simulated_api import QUEUES, Client

SERVICES = ("orders", "billing", "audit")
phases = st.tuples(*[st.integers(0, 4)] * 4)
MOVES = (
    *("publish", "publish", "deliver", "deliver", "ack", "wait", "wait", "wait"),
    *("open", "close", "consume", "cancel", "begin", "pause", "sweep"),
)
moves = st.lists(
    st.tuples(st.sampled_from(MOVES), st.integers(0, 5), st.integers(0, 5)), max_size=60
)


class Mover:
    """What may happen on the broker."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.api = watched, watched.api

    def wait(self, one: int, _: int) -> None:
        self.watched.pass_seconds(1 + one)

    def pause(self, one: int, _: int) -> None:
        """Nobody reads."""
        for _second in range(1 + 2 * one):
            self.api.pass_second()
        self.watched.pass_seconds(1)

    def sweep(self, *_: int) -> None:
        self.api.sweep()

    def begin(self, *_: int) -> None:
        self.watched.begin()

    def open(self, one: int, _: int) -> None:
        self.api.open(SERVICES[one % 3])

    def close(self, one: int, other: int) -> None:
        """Often just before a sweep: nobody samples what it did last."""
        if client := self._client(one):
            self.api.close(client)
            if other % 2:
                self.api.sweep()

    def publish(self, one: int, other: int) -> None:
        if client := self._client(one):
            self.api.publish(client, ("shop", "news", "")[other % 3], other, confirm=other > 3)

    def consume(self, one: int, other: int) -> None:
        client = self._client(one)
        if client and not client.consumes:
            self.api.consume(client, QUEUES[other % 3])

    def cancel(self, one: int, _: int) -> None:
        client = self._client(one)
        if client and client.consumes:
            self.api.cancel(client, next(iter(client.consumes)))

    def deliver(self, one: int, other: int) -> None:
        """From the queue that it consumes, or got by asking for it."""
        if client := self._client(one):
            if client.consumes:
                self.api.deliver(client, next(iter(client.consumes.values())))
            else:
                self.api.deliver(client, QUEUES[other % 3], "get")

    def ack(self, one: int, other: int) -> None:
        """Of what it once received."""
        if client := self._client(one):
            had = [queue for _, queue, _ in client.counts["deliver"]]
            if had:
                self.api.deliver(client, had[other % len(had)], "ack")

    def _client(self, which: int) -> Client | None:
        clients = self.api.clients
        return clients[which % len(clients)] if clients else None


@settings(max_examples=60)
@given(phases, moves)
def test_that_no_number_is_ever_wrong(
    when: tuple[int, int, int, int], what: list[tuple[str, int, int]]
) -> None:
    watched = Watched(when)
    for service in SERVICES[:2]:
        watched.api.open(service)
    watched.pass_seconds(12)
    watched.begin()
    mover = Mover(watched)
    for name, one, other in what:
        getattr(mover, name)(one, other)
        assert not watched.wrong()
    watched.pass_seconds(15)
    assert not watched.wrong()
