from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from gui.messages.ring import MessageRing, RingStatistics


@dataclass(frozen=True)
class Item:
    size: int
    name: int = 0


def kept(ring: MessageRing[Item]) -> list[Item | None]:
    return [ring.get(number) for number in range(ring.first, ring.end)]


def test_that_the_newest_stay_and_all_are_counted() -> None:
    ring: MessageRing[Item] = MessageRing(3)

    ring.put([Item(1, name) for name in range(5)])

    assert kept(ring) == [Item(1, 2), Item(1, 3), Item(1, 4)]
    assert ring.statistics() == RingStatistics(received=5, kept=3, dropped=2, bytes=3)
    assert ring.get(1) is None
    assert ring.get(5) is None


def test_that_large_bodies_make_room_before_the_number_is_reached() -> None:
    ring: MessageRing[Item] = MessageRing(10, most_bytes=100)

    ring.put([Item(60), Item(30), Item(30)])

    assert [item.size for item in kept(ring) if item] == [30, 30]


def test_that_one_message_is_kept_however_large_it_is() -> None:
    ring: MessageRing[Item] = MessageRing(10, most_bytes=100)

    ring.put([Item(5), Item(500)])

    assert kept(ring) == [Item(500)]


def test_that_clearing_forgets_everything() -> None:
    ring: MessageRing[Item] = MessageRing(3)
    ring.put([Item(1)])

    ring.clear()

    assert ring.statistics() == RingStatistics(0, 0, 0, 0)
    assert ring.get(0) is None


@given(st.lists(st.lists(st.integers(0, 40), max_size=12)), st.integers(1, 6), st.integers(1, 90))
def test_that_it_keeps_what_a_plain_list_would(
    batches: list[list[int]], room: int, most_bytes: int
) -> None:
    ring: MessageRing[Item] = MessageRing(room, most_bytes)
    plain: list[Item] = []
    total = 0
    for batch in batches:
        items = [Item(size, total + index) for index, size in enumerate(batch)]
        total += len(items)
        ring.put(items)
        plain = (plain + items)[-room:]
        while sum(item.size for item in plain) > most_bytes and len(plain) > 1:
            plain.pop(0)

    assert kept(ring) == plain
    bytes_kept = sum(item.size for item in plain)
    assert ring.statistics() == RingStatistics(total, len(plain), total - len(plain), bytes_kept)
