"""Very many dead letters at once: some a turn, in their order, none lost and none twice."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amqp.fields import field_of
from core.broker.burials import AT_ONCE
from core.broker.queue import Queue
from tests.core.broker.clients import FakeConnection, Hours, connected

MANY = 3 * AT_ONCE + 7
TTL = 1000
OTHER = "other"


class Graveyard:
    """A queue `work` that dead-letters to `dead`, and a client that holds all that it is given."""

    def __init__(self) -> None:
        self.hours = Hours()
        self.connection = connected(self.hours)
        self.vhost = self.connection.vhost
        self.channel = self.connection.channel()
        self.channel.requests.declare_queue("dead")
        self.published = 0
        self.died: list[str] = []
        self.declare()

    def declare(self) -> None:
        table = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"}
        arguments = {key: field_of(value) for key, value in table.items()}
        self.channel.requests.declare_queue("work", arguments=arguments)
        self.hold()

    def hold(self) -> None:
        """A new client takes all that comes."""
        self.client = FakeConnection(self.connection.broker, self.connection.user, self.vhost)
        self.holder = self.client.channel().consume("work")

    def publish(self, amount: int, expiration: str | None = None) -> list[str]:
        """Says the bodies."""
        bodies = [str(self.published + number) for number in range(amount)]
        for body in bodies:
            self.channel.publish("", "work", body, expiration=expiration)
        self.published += amount
        return bodies

    def reject(self, amount: int) -> None:
        """So many more come, and all that are held are rejected with one nack."""
        self.publish(amount)
        held, self.holder.held = self.holder.held, []
        self.died += [entry.message.body.decode() for entry in held]
        self.work.reject(held)

    def expire(self, amount: int) -> None:
        """So many more come and expire while nobody takes them."""
        self.reject(0)
        self.client.close(320, "for a moment")
        self.died += self.publish(amount, str(TTL))
        self.hours.now += 2 * TTL / 1000
        self.hold()

    def turn(self, _amount: int = 0) -> None:
        self.hours.turn()

    def leave(self, _amount: int = 0) -> None:
        """The client is gone; what it held goes to the next one."""
        self.client.close(320, "gone")
        self.hold()

    def delete(self, _amount: int = 0) -> None:
        """The queue goes with what is not dead yet, and comes again."""
        self.channel.requests.delete_queue("work")
        self.client.close(320, "gone")
        self.declare()

    def publish_others(self, amount: int) -> None:
        """Somebody publishes to the queue of dead letters itself."""
        for _ in range(amount):
            self.channel.publish("", "dead", OTHER)

    @property
    def work(self) -> Queue:
        return self.vhost.queues["work"]

    @property
    def buried(self) -> list[str]:
        """The bodies of all dead letters that arrived."""
        dead = self.vhost.queues["dead"]
        found = [entry.message.body.decode() for entry in dead._ready]
        return [body for body in found if body != OTHER]


def test_that_others_have_their_turn_while_many_messages_die() -> None:
    yard = Graveyard()
    yard.reject(MANY)

    for turns in (1, 2, 3):
        assert yard.buried == yard.died[: turns * AT_ONCE]
        yard.turn()
    assert yard.buried == yard.died
    assert len(yard.died) == MANY
    assert yard.vhost.dead_lettered["rejected", "at_most_once"] == MANY


MEANWHILE: dict[str, Callable[[Graveyard], object]] = {
    "the client goes": Graveyard.leave,
    "the queue is deleted": Graveyard.delete,
    "the queue is purged": lambda yard: yard.channel.requests.purge_queue("work"),
    "more die": lambda yard: yard.reject(5),
    "others publish": lambda yard: yard.publish_others(5),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_that_no_dead_letter_is_lost_or_doubled(meanwhile: Callable[[Graveyard], object]) -> None:
    yard = Graveyard()
    yard.reject(MANY)
    yard.turn()
    meanwhile(yard)
    yard.hours.pass_by(0)

    assert yard.buried == yard.died
    assert len(yard.died) >= MANY


def test_that_dead_letters_for_an_exchange_that_goes_are_counted() -> None:
    yard = Graveyard()
    requests, counted = yard.channel.requests, yard.vhost.dead_lettered
    requests.declare_exchange("x", "fanout")
    requests.bind("queue", "dead", "x", "")
    requests.declare_queue("short", arguments={"x-dead-letter-exchange": field_of("x")})
    for _ in range(MANY):
        yard.channel.publish("", "short", "a")
    queue = yard.vhost.queues["short"]
    holder = yard.channel.consume("short")
    queue.reject(holder.held)
    requests.delete_exchange("x")
    yard.hours.pass_by(0)

    assert len(yard.buried) == AT_ONCE
    assert counted["rejected", "at_most_once"] == AT_ONCE
    assert counted["rejected", "disabled"] == MANY - AT_ONCE


def test_that_who_publishes_without_end_waits_for_the_dead() -> None:
    yard = Graveyard()
    yard.channel.requests.declare_queue(
        "full",
        arguments={
            "x-max-length": field_of(1),
            "x-dead-letter-exchange": field_of(""),
            "x-dead-letter-routing-key": field_of("dead"),
        },
    )
    for number in range(5 * AT_ONCE):  # in one turn
        yard.channel.publish("", "full", str(number))

    assert yard.buried == [str(number) for number in range(5 * AT_ONCE - 1)]


ACTIONS = [
    Graveyard.reject,
    Graveyard.expire,
    Graveyard.turn,
    Graveyard.leave,
    Graveyard.delete,
    Graveyard.publish_others,
]


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(1, AT_ONCE)), max_size=12))
def test_that_all_dead_letters_arrive_in_order_whatever_happens(
    actions: list[tuple[Callable[[Graveyard, int], None], int]],
) -> None:
    yard = Graveyard()
    for act, amount in actions:
        act(yard, amount)
        assert yard.buried == yard.died[: len(yard.buried)]
    yard.hours.pass_by(0)

    assert yard.buried == yard.died
