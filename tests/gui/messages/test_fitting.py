from core.amqp.properties import Properties
from core.message_filter import EVERY, MessageFilter
from core.tapped import TappedMessage
from gui.messages.fitting import FittingMessages
from gui.messages.ring import MessageRing
from tests.gui.messages.received import message, messages


def rows_of(
    count: int, text: str, room: int = 100
) -> tuple[MessageRing[TappedMessage], FittingMessages]:
    ring: MessageRing[TappedMessage] = MessageRing(room)
    ring.put(messages(count))
    rows = FittingMessages(ring)
    rows.show(MessageFilter(text))
    return ring, rows


def keys(rows: FittingMessages) -> list[str]:
    found = (rows.get(number) for number in range(rows.first, rows.end))
    return [one.routing_key for one in found if one is not None]


def test_that_rows_are_those_that_fit_by_key_or_by_id() -> None:
    ring, rows = rows_of(12, "key.1")
    ring.put([message(wire=Properties({"message_id": "my-key.1"})), message()])

    assert rows.catch_up()

    assert keys(rows) == ["key.1", "key.10", "key.11", "order.placed"]


def test_that_many_are_looked_at_a_part_at_a_time() -> None:
    _, rows = rows_of(12, "key.1")

    assert not rows.catch_up(11)
    assert keys(rows) == ["key.1", "key.10"]
    assert rows.catch_up(11)
    assert keys(rows) == ["key.1", "key.10", "key.11"]


def test_that_a_row_keeps_its_number_when_older_ones_make_room() -> None:
    ring, rows = rows_of(12, "key.1", room=12)
    rows.catch_up()
    ring.put(messages(5))
    rows.catch_up()

    assert (rows.first, rows.end) == (1, 4)
    assert keys(rows) == ["key.10", "key.11", "key.1"]
    assert rows.row_of(10) == 1
    assert rows.in_ring(1) == 10
    assert rows.get(0) is None


def test_that_without_a_filter_it_is_the_ring_itself() -> None:
    ring, rows = rows_of(30, "key.1", room=20)
    rows.catch_up()

    rows.show(EVERY)

    assert rows.catch_up()
    assert (rows.first, rows.end, len(rows)) == (ring.first, ring.end, 20)
    assert rows.get(12) is ring.get(12)
    assert (rows.row_of(12), rows.row_of(3)) == (12, None)


def test_that_a_cleared_ring_begins_anew() -> None:
    ring, rows = rows_of(12, "key.1")
    rows.catch_up()
    ring.clear()
    ring.put(messages(2))

    assert rows.catch_up()
    assert keys(rows) == ["key.1"]
