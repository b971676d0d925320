import json
from itertools import pairwise

import pytest

from core.layout import place
from core.pins import MOST, PinBook, pinned, read, written
from tests.gui.flow.sample_graphs import shop

SLOT = ("queue:audit.all", 2)


def test_that_a_pinned_node_stands_where_it_was_put_and_no_other_moves() -> None:
    layout = place(shop().graph)
    found = pinned(layout, {SLOT: (30.0, 999.0)})

    assert (found.places[SLOT].x, found.places[SLOT].y) == (layout.places[SLOT].x + 30.0, 999.0)
    assert {s: p for s, p in found.places.items() if s != SLOT} == {
        s: p for s, p in layout.places.items() if s != SLOT
    }
    assert found.bounds[3] == 999.0 + 24.0


def test_that_others_make_room_in_their_order() -> None:
    layout = place(shop().graph)
    queues = [slot for slot in layout.places if slot[1] == 2 and slot != SLOT]
    onto = layout.places[queues[5]]
    found = pinned(layout, {SLOT: (4.0, onto.y)})

    heights = sorted(p.y for slot, p in found.places.items() if slot[1] == 2)
    assert min(b - a for a, b in pairwise(heights)) >= onto.height
    assert sorted(queues, key=lambda slot: found.places[slot].y) == queues
    assert pinned(found, {}).places == layout.places


def test_that_what_was_put_between_the_columns_needs_no_room() -> None:
    layout = place(shop().graph)
    onto = next(place for slot, place in layout.places.items() if slot[1] == 2 and slot != SLOT)
    found = pinned(layout, {SLOT: (-300.0, onto.y)})

    assert {s for s, p in found.places.items() if p != layout.places[s]} == {SLOT}


def test_that_a_released_node_goes_home() -> None:
    layout = place(shop().graph)
    moved = pinned(pinned(layout, {SLOT: (30.0, 999.0)}), {SLOT: (-10.0, -50.0)})

    assert pinned(moved, {}).places == layout.places
    assert pinned(layout, {}) is layout


def test_that_a_pin_outlives_changes_of_the_structure_and_disturbs_no_order() -> None:
    broker, pins = shop(), {SLOT: (30.0, 999.0)}
    layout = place(broker.graph)
    broker.edge("publish", broker.service("new"), "exchange:payments", publish=1.0)
    with_pin = pinned(place(broker.graph, pinned(layout, pins)), pins)
    without = place(broker.graph, layout)

    assert with_pin.places[SLOT].y == 999.0
    assert pinned(with_pin, {}).places == without.places


def test_that_pins_of_what_is_gone_wait_for_it() -> None:
    layout = place(shop().graph)

    assert pinned(layout, {("queue:gone", 2): (0.0, 0.0)}) is layout


def test_that_pins_are_read_as_they_were_written() -> None:
    pins = {SLOT: (30.0, 999.0), ("service:orders", 0): (-1.5, 2.0)}

    assert read(json.loads(json.dumps(written(pins)))) == pins


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "text",
        {"a": 1},
        [["queue:q", 2, 1.0]],
        [["queue:q", 9, 1.0, 2.0]],
        [["queue:q", 2, float("nan"), 2.0]],
        [["queue:q", 2, 1e30, 2.0]],
        [[1, 2, 3, 4]],
    ],
)
def test_that_what_is_no_pin_is_left_out(kept: object) -> None:
    assert read(kept) == {}


def test_that_each_broker_has_pins_of_its_own_and_the_oldest_are_forgotten() -> None:
    book = PinBook()
    for number in range(PinBook.BROKERS + 5):
        book.put(str(number), {SLOT: (float(number), 0.0)})
    again = PinBook(book.text)

    assert again.of("24") == {SLOT: (24.0, 0.0)}
    assert again.of("4") == {}
    again.put("24", {})
    assert '"24"' not in again.text


def test_that_a_damaged_text_pins_nothing() -> None:
    assert PinBook("{").of("x") == PinBook("[1]").of("x") == {}


def test_that_of_very_many_pins_the_newest_are_kept() -> None:
    pins = {(f"queue:{number}", 2): (0.0, 0.0) for number in range(MOST + 1)}

    assert len(written(pins)) == MOST
    assert written(pins)[-1][0] == f"queue:{MOST}"
