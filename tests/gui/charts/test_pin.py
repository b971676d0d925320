"""What a pinned chart remembers, and how its lines are called."""

import pytest

from core.graph import FlowGraph
from core.selection import Selection
from gui.charts.line import as_selection, counter_of, line_name, line_words, slot_of
from gui.charts.looks import look
from gui.charts.pin import Pin, as_text, from_text
from gui.theme import DARK

EDGE: Selection = ("publish", "service:orders", "exchange:shop")


def test_that_pins_survive_the_settings() -> None:
    pins = [Pin((None,)), Pin(("queue:a", EDGE), "depths", "Both")]
    assert from_text(as_text(pins)) == pins


@pytest.mark.parametrize(
    "text",
    ["", "no", "{}", "[1]", '[{"of": [], "kind": "rates", "name": ""}]', '[{"of": [["x", 1]]}]',
     '[{"of": [["nonsense", "a", "b"]], "kind": "rates", "name": ""}]'],
)  # fmt: skip
def test_that_what_cannot_be_read_is_left_out(text: str) -> None:
    assert from_text(text) == []


def test_that_a_pin_is_called_as_what_it_shows_unless_it_was_named() -> None:
    graph = FlowGraph()
    assert Pin(("queue:a",)).title(graph) == "queue a"
    assert Pin(("queue:a", EDGE)).title(graph) == "a, orders \N{RIGHTWARDS ARROW} shop"
    assert Pin(("queue:a",), name="Payments").title(graph) == "Payments"


def test_that_a_thing_is_in_a_chart_once() -> None:
    assert Pin(("queue:a",)).also("queue:a").also("queue:b").of == ("queue:a", "queue:b")


def test_that_a_line_of_several_things_names_its_own() -> None:
    name = line_name("deliver", 1, "queue:a")
    assert (counter_of(name), slot_of(name)) == ("deliver", 1)
    assert line_words(name) == "deliver \N{MIDDLE DOT} a"
    assert line_words("redeliver") == "redelivered"


def test_that_the_same_counter_of_another_thing_looks_different() -> None:
    looks = [look(line_name("deliver", slot, "queue:a"), DARK) for slot in range(8)]
    assert len({one.colour.name() for one in looks}) == 8
    assert len({one.marker for one in looks}) == 8
    assert looks[0].colour == look("deliver", DARK).colour


def test_that_no_selection_is_told() -> None:
    with pytest.raises(ValueError, match="7"):
        as_selection(7)
