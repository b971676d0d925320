"""The tables name methods that exist, and every request has its answer."""

from core.amqp.signatures import SIGNATURES
from core.amqp.states import CONNECTION, FROM_BROKER, REPLIES, ConnectionState


def test_that_the_tables_know_their_methods() -> None:
    named = {name for row in CONNECTION.values() for name in row}

    assert named | FROM_BROKER | set(REPLIES) <= set(SIGNATURES)


def test_that_every_state_has_a_row() -> None:
    assert set(CONNECTION) == set(ConnectionState)


def test_that_replies_are_what_a_broker_says() -> None:
    said = {reply for name, replies in REPLIES.items() for reply in replies}

    assert REPLIES["basic.get"] == ("basic.get-ok", "basic.get-empty")
    assert "basic.publish" not in REPLIES
    assert said - FROM_BROKER == {"channel.flow-ok"}
