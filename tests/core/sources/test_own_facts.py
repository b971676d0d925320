import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from core.endpoints import endpoints
from core.message_facts import Flag, Kind, MessageFact, MessageFacts
from core.publishing import Publish
from core.sources.own_facts import OwnFacts, name_on_broker

PUBLISH = Publish(exchange="orders", routing_key="k", body=b"123", mandatory=True)


@pytest.fixture
def line() -> Iterator[Any]:
    """What is left of a pika connection when only its socket matters."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        far, _ = server.accept()
        with near, far:
            yield SimpleNamespace(_transport=SimpleNamespace(_sock=near))


class Own:
    """The facts of one line on which these messages went out."""

    def __init__(self, line: Any, messages: int = 0, room: bool = True) -> None:
        self.batches: list[MessageFacts] = []
        self.room = room
        self.facts = OwnFacts(endpoints(environment={}), "publish", self._put, lambda: 5.0)
        self.facts.opened(line, 1)
        for tag in range(1, messages + 1):
            self.facts.published(PUBLISH, tag)

    def _put(self, batch: MessageFacts) -> bool:
        self.batches.append(batch)
        return self.room

    def told(self, kind: Kind) -> list[MessageFact]:
        self.facts.flush()
        return [fact for batch in self.batches for fact in batch if fact.kind is kind]


def test_that_one_answer_to_many_is_a_fact_for_each(line: Any) -> None:
    own = Own(line, 4)

    own.facts.answered(Kind.CONFIRMED, 3, multiple=True)
    own.facts.answered(Kind.CONFIRMED, 4, multiple=False)

    told = own.told(Kind.CONFIRMED)
    assert [(fact.tag, fact.batch, fact.flags) for fact in told] == [
        (1, 1, Flag.MULTIPLE),
        (2, 1, Flag.MULTIPLE),
        (3, 1, Flag.MULTIPLE),
        (4, 0, Flag(0)),
    ]


def test_that_a_nack_is_told_once_with_what_it_was(line: Any) -> None:
    own = Own(line, 1)

    own.facts.answered(Kind.NACKED_BY_BROKER, 1, multiple=False)
    own.facts.answered(Kind.NACKED_BY_BROKER, 1, multiple=False)

    (fact,) = own.told(Kind.NACKED_BY_BROKER)
    assert (fact.exchange, fact.routing_key, fact.size) == ("orders", "k", 3)


def test_that_each_return_is_of_another_message(line: Any) -> None:
    own = Own(line, 3)

    own.facts.returned(312, "NO_ROUTE", "k")
    own.facts.answered(Kind.CONFIRMED, 1, multiple=False)
    own.facts.returned(312, "NO_ROUTE", "k")
    own.facts.returned(312, "NO_ROUTE", "k")

    returned = own.told(Kind.RETURNED)
    assert [(fact.tag, fact.code, fact.text) for fact in returned] == [
        (1, 312, "NO_ROUTE"),
        (2, 312, "NO_ROUTE"),
        (3, 312, "NO_ROUTE"),
    ]


def test_that_a_new_channel_counts_anew(line: Any) -> None:
    own = Own(line, 2)

    own.facts.closed(404, "gone")
    own.facts.opened(line, 1)
    own.facts.published(PUBLISH, 1)
    own.facts.answered(Kind.CONFIRMED, 2, multiple=True)

    assert [fact.tag for fact in own.told(Kind.CONFIRMED)] == [1]
    assert [(f.code, f.text) for f in own.told(Kind.CHANNEL_CLOSED)] == [(404, "gone")]


def test_that_what_finds_no_room_is_counted(line: Any) -> None:
    own = Own(line, 2, room=False)
    own.facts.flush()
    own.facts.closed()
    own.facts.flush()

    assert [batch.lost for batch in own.batches] == [0, 1, 3]


def test_that_a_channel_is_told_of_before_anything_on_it(line: Any) -> None:
    own = Own(line, 2)
    assert [[fact.kind for fact in batch] for batch in own.batches] == [[Kind.CHANNEL_OPENED]]


def test_that_a_connection_is_spelled_as_the_broker_does(line: Any) -> None:
    near = line._transport._sock
    assert name_on_broker(line) == "{}:{} -> {}:{}".format(*near.getsockname(), *near.getpeername())
    near.close()
    assert name_on_broker(line) == ""
