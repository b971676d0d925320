"""The buffer between a tap and its reader: bounded, and what falls out is counted."""

from core.amqp.properties import Properties
from core.sources.tap_buffer import OVERHEAD, TapBuffer, TapStatistics
from core.tapped import TappedMessage


def message(body: bytes = b"") -> TappedMessage:
    return TappedMessage(
        at=0.0,
        exchange="x",
        routing_key="",
        redelivered=False,
        wire=Properties(),
        body=body,
        size=len(body),
    )


def put(buffer: TapBuffer, *bodies: bytes) -> None:
    for body in bodies:
        buffer.put(message(body))
    buffer.flush()


def test_that_messages_come_out_in_order() -> None:
    buffer = TapBuffer()
    put(buffer, b"1", b"2")
    put(buffer, b"3")

    assert buffer.wait(0)
    assert [one.body for one in buffer.drain()] == [b"1", b"2", b"3"]
    assert not buffer.wait(0)


def test_that_what_is_not_flushed_is_not_there_yet() -> None:
    buffer = TapBuffer()
    buffer.put(message())

    assert buffer.drain() == []
    assert buffer.statistics() == TapStatistics(1, 0, 1, overflowed=False)


def test_that_beyond_the_number_new_messages_are_dropped_and_counted() -> None:
    buffer = TapBuffer(messages=2)
    put(buffer, b"1", b"2", b"3", b"4")

    assert buffer.statistics() == TapStatistics(4, 2, 2, overflowed=False)
    assert [one.body for one in buffer.drain()] == [b"1", b"2"]


def test_that_beyond_the_bytes_new_messages_are_dropped_and_counted() -> None:
    buffer = TapBuffer(size=2 * OVERHEAD + 100)
    put(buffer, b"a" * 100, b"b" * 101, b"")

    assert buffer.statistics().dropped == 1
    assert [len(one.body) for one in buffer.drain()] == [100, 0]


def test_that_draining_makes_room() -> None:
    buffer = TapBuffer(messages=1)
    put(buffer, b"1")
    buffer.drain()
    put(buffer, b"2")

    assert [one.body for one in buffer.drain()] == [b"2"]
    assert buffer.statistics() == TapStatistics(2, 0, 0, overflowed=False)
