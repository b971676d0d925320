"""A recorded dialogue goes in, facts come out, in whatever pieces it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.amqp.frames import encode_frame
from core.content import LONGEST_BODY
from core.message_facts import Kind
from tests.core.proxy.scripts import CONFIRMS, ENDINGS, SCRIPTS, THREE, ack
from tests.core.proxy.talk import (
    BROKER,
    CLIENT,
    NAME,
    SECRET,
    Piece,
    Reader,
    consuming,
    deliver,
    handshake,
    publish,
    running,
    says,
    told,
)

ALL = SCRIPTS | ENDINGS
METHODS = (20, 21, 30, 31, 40, 50, 60, 70, 71, 80, 90, 110, 120)


@pytest.mark.parametrize("size", [0, 1, 7], ids=["whole", "bytes", "sevens"])
@pytest.mark.parametrize(("pieces", "facts"), ALL.values(), ids=ALL.keys())
def test_that_a_dialogue_is_read(pieces: list[Piece], facts: list[str], size: int) -> None:
    assert told(running().read(*pieces, size=size)) == facts


def test_that_a_connection_says_who_it_is_and_nothing_secret() -> None:
    reader = Reader()
    (fact,) = reader.read(*handshake())

    assert fact.kind is Kind.CONNECTION_OPENED
    assert fact.party == (NAME, "orders", "alice", "shop")
    assert SECRET.decode() not in str(fact)


@pytest.mark.parametrize(
    ("mechanism", "response", "user"),
    [
        ("AMQPLAIN", b"\x05LOGINS\x00\x00\x00\x03bob\x08PASSWORDS\x00\x00\x00\x01x", "bob"),
        ("EXTERNAL", b"", ""),
        ("PLAIN", b"no zeros", ""),
        ("AMQPLAIN", b"broken", ""),
    ],
)
def test_that_logins_of_all_kinds_are_read(mechanism: str, response: bytes, user: str) -> None:
    (fact,) = Reader().read(*handshake(mechanism=mechanism, response=response))

    assert fact.party.user == user


def test_that_a_message_carries_its_ids_its_size_and_how_it_died() -> None:
    ids = {"message_id": "m1", "correlation_id": "c1", "content_type": "t", "priority": 3}
    death = {"queue": "payments", "reason": "rejected", "count": 3}
    headers = {"x-death": [death, {"queue": "older"}]}
    plain, dead = running().read(
        publish(b"x" * 200, properties=ids), publish(properties={**ids, "headers": headers})
    )

    assert (plain.message_id, plain.correlation_id, plain.size) == ("m1", "c1", 200)
    assert (dead.message_id, dead.correlation_id, dead.size) == ("m1", "c1", 1)
    assert (dead.death_queue, dead.death_reason, dead.deaths) == ("payments", "rejected", 3)


def test_that_a_message_tells_what_caused_it_and_where_to_reply() -> None:
    headers = {"headers": {"causation-id": "m0"}, "reply_to": "answers", "message_id": "m1"}
    caused, asked = running().read(
        publish(properties=headers), publish(properties={"reply_to": "answers"})
    )

    assert (caused.message_id, caused.reply_to) == ("m1", "answers")
    assert (caused.cause, caused.cause_header) == ("m0", "causation-id")
    assert (asked.reply_to, asked.cause) == ("answers", "")


def test_that_what_messages_carry_is_told_once_and_the_beginning_of_long_bodies() -> None:
    body = bytes(range(200))
    reader = running()
    sent, got, acked = reader.read(
        publish(body, properties={"app_id": "shop"}), deliver(1, body=body), ack(1)
    )

    for fact in (sent, got):
        assert fact.content is not None
        assert fact.content.body == body
    assert sent.content is not None
    assert sent.content.properties.app_id == "shop"
    assert acked.content is None
    (long,) = reader.read(publish(b"x" * (LONGEST_BODY + 7)))
    assert long.content is not None
    assert (len(long.content.body), long.content.size) == (LONGEST_BODY, LONGEST_BODY + 7)


def test_that_messages_of_one_frame_have_one_batch() -> None:
    facts = running().read(*THREE, ack(2, multiple=True), ack(multiple=True))
    first, second, third = (fact.batch for fact in facts if fact.kind is Kind.ACKED)

    assert first == second
    assert 0 not in (first, third)
    assert first != third


@pytest.mark.parametrize(("by_client", "who"), [(True, "client"), (False, "broker")])
def test_that_a_line_that_breaks_gives_everything_back(by_client: bool, who: str) -> None:
    reader = running()
    reader.read(*THREE)
    facts = reader.end(by_client=by_client)

    assert told(facts) == ["channel_closed x3", "connection_closed"]
    assert who in facts[-1].text
    assert reader.end() == []


@pytest.mark.parametrize(
    "wrong",
    [
        (BROKER, b"AMQP\x00\x00\x09\x01"),
        (CLIENT, b"\x01\x00\x01\x00\x00\x00\x00\xff"),
        (CLIENT, encode_frame(1, 1, b"\x00\x3c\x00\x50")),
        (BROKER, encode_frame(3, 0, b"x")),
    ],
)
def test_that_a_broken_stream_ends_the_sight_of_its_connection(wrong: Piece) -> None:
    reader = running()
    reader.read(*THREE)

    assert told(reader.read(wrong)) == ["lost_sight"]
    assert reader.read(deliver(4)) == []
    assert reader.end() == []


def test_that_what_was_not_looked_at_is_counted_and_forgotten() -> None:
    reader = running()
    reader.read(*CONFIRMS, *THREE, publish())
    reader.dialogue.look_away("too much")
    away = reader.read(publish(), deliver(4), *consuming("late", "two"))
    reader.dialogue.look_again()
    lost = reader.log.take().lost
    facts = reader.read(
        *(ack(2, BROKER, multiple=True), ack(3, multiple=True)),
        *(publish(), deliver(5, consumer_tag="two")),
    )

    assert told(away) == ["lost_sight", "consuming late"]
    assert lost == 2
    assert told(facts) == ["published 3 confirms", "delivered 5 late"]


def test_that_half_a_message_is_nothing_after_looking_away() -> None:
    side, data = publish(b"x" * 300)
    reader = running()
    reader.read((side, data[:100]))
    reader.dialogue.look_away("too much")
    reader.dialogue.look_again()

    assert told(reader.read((side, data[100:]), publish())) == ["lost_sight", "published 2"]


@given(some.lists(some.sampled_from(sorted(SCRIPTS)), max_size=6), some.integers(1, 40))
def test_that_pieces_make_no_difference(names: list[str], size: int) -> None:
    pieces = [piece for name in names for piece in SCRIPTS[name][0]]

    assert told(running().read(*pieces, size=size)) == told(running().read(*pieces))


@given(some.lists(some.tuples(some.booleans(), some.binary(max_size=60)), max_size=8))
def test_that_no_bytes_are_too_strange(pieces: list[Piece]) -> None:
    running().read(*pieces)


FRAMES = some.tuples(
    some.booleans(), some.integers(1, 3), some.integers(0, 2), some.binary(max_size=24)
)


@given(some.lists(FRAMES, max_size=8), some.sampled_from(METHODS))
def test_that_no_frame_is_too_strange(
    frames: list[tuple[bool, int, int, bytes]], method: int
) -> None:
    begins = bytes([0, 60, 0, method])
    running().read(
        *((side, encode_frame(kind, number, begins + rest)) for side, kind, number, rest in frames)
    )


@pytest.mark.parametrize("in_transaction", [False, True])
def test_that_what_is_never_settled_or_committed_takes_no_room_without_end(
    in_transaction: bool,
) -> None:
    reader = running()
    begins = "tx.select" if in_transaction else "confirm.select"
    reader.read(says(CLIENT, begins))
    _, frames = publish(b"")
    many = frames * 10_000
    facts = [fact for _ in range(20) for fact in reader.read((CLIENT, many))]

    assert facts[-1].kind == Kind.LOST_SIGHT
    assert "than are followed" in facts[-1].text
