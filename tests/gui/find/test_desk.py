import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.find.hiding import LINGER_SECONDS
from gui.find.presets import PRESETS
from gui.flow.view import FlowView
from tests.gui.find.searched import searched
from tests.gui.flow.sample_graphs import Broker, shop
from tests.gui.flow.shown import picture

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def order(view: FlowView, column: int) -> list[str]:
    """The names in a column, from top to bottom."""
    scene = view.stage.scene
    found = [
        (float(box[1]), node.name)
        for box, slot, node in zip(scene.boxes, scene.slots, scene.nodes, strict=True)
        if slot[1] == column
    ]
    return [name for _, name in sorted(found)]


def test_that_what_fits_is_marked_and_counted(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    before = picture(at.desk.flow)
    at.type("orders")

    assert at.marked == {"orders", "orders.new", "orders.paid"}
    assert at.desk.bar.count.text() == "3 found"
    assert picture(at.desk.flow) != before


def test_that_what_fits_is_lit_whatever_is_selected_and_told_from_its_path(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    stage = at.desk.flow.stage
    at.desk.flow.select("queue:payments.requests")
    at.type("queue:payments* or queue:lost*")

    assert at.desk.bar.count.text() == "2 of 2"
    assert stage.found == frozenset({"queue:payments.requests", "queue:lost.and.found"})
    at.desk.flow.select("exchange:payments")
    at.type("queue:lost*")
    assert at.desk.bar.count.text() == "1 found, 0 on the path"
    at.type("orders or queue:payments.requests")
    assert at.desk.bar.count.text() == "4 found, 2 on the path"
    at.desk.flow.select(None)
    at.press(Qt.Key.Key_Escape)
    assert stage.found is None


def test_that_enter_goes_to_the_next_match_and_round(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.type("queue:orders")
    visited = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return):
        at.press(key)
        visited.append((at.desk.flow.selection(), at.desk.bar.count.text()))

    assert visited[0] != visited[1]
    assert visited[0] == visited[2]
    assert {words for _, words in visited} == {"1 of 2", "2 of 2"}
    at.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert at.desk.flow.selection() == visited[1][0]


def test_that_the_buttons_step_like_the_keys(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.type("queue:orders")
    QTest.mouseClick(at.desk.bar.after, Qt.MouseButton.LeftButton)
    first = at.desk.flow.selection()
    QTest.mouseClick(at.desk.bar.before, Qt.MouseButton.LeftButton)

    assert at.desk.flow.selection() != first


def test_that_no_match_is_said(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.type("nonsense")
    at.press(Qt.Key.Key_Return)

    assert at.desk.bar.count.text() == "no match"
    assert not at.desk.bar.after.isEnabled()
    assert at.desk.flow.selection() is None


def test_that_a_mistake_is_told_below_the_text(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.type("rate > x")

    assert at.desk.bar.line.text() == "Expected a number after `rate >` but found `x`"
    assert at.desk.bar.line.isVisible()
    assert at.desk.flow.stage.found is None
    at.type("rate > 1")
    assert "Expected" not in at.desk.bar.line.text()


def test_that_the_marks_follow_the_numbers(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.type("queue:* rate > 1200")
    assert at.marked == {"search.products", "search.bulk"}

    at.broker.rates = dict.fromkeys(at.broker.rates, 1.0)
    at.tick()

    assert at.marked == set()
    assert at.desk.bar.count.text() == "no match"


def test_that_esc_closes_the_bar_and_takes_the_marks_away(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.type("orders")
    at.press(Qt.Key.Key_Escape)

    assert not at.desk.bar.isVisible()
    assert at.desk.flow.stage.found is None


def test_that_only_what_fits_is_shown_until_all_is_wanted(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    everything = at.shown
    at.choose("only")
    at.type("orders")

    assert at.shown == {"orders", "orders.new", "orders.paid"}
    assert at.desk.bar.hidden.text().startswith(f"{len(at.broker.graph.nodes) - 3} hidden")
    at.press(Qt.Key.Key_Escape)
    assert at.shown == {"orders", "orders.new", "orders.paid"}
    assert at.desk.bar.line.text() == "Shown only: orders"

    QTest.mouseClick(at.desk.bar.hidden, Qt.MouseButton.LeftButton)
    assert at.shown == everything
    assert not at.desk.bar.isVisible()


def test_that_the_rest_keeps_its_order_and_everything_comes_back_to_its_place(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    before = order(at.desk.flow, 2)
    places = dict(at.desk.flow.stage.scene.layout.places)
    at.choose("without")
    at.type("queue:orders or type:fanout")

    rest = order(at.desk.flow, 2)
    assert rest == [name for name in before if not name.startswith("orders.")]
    at.type(" ")
    assert order(at.desk.flow, 2) == before
    assert {s: p.y for s, p in at.desk.flow.stage.scene.layout.places.items()} == {
        s: p.y for s, p in places.items()
    }


def test_that_a_selected_node_that_is_hidden_is_given_up(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.desk.flow.select("queue:orders.new")
    at.choose("without")
    with qtbot.waitSignal(at.desk.flow.selected) as signal:
        at.type("orders.new")

    assert signal.args == [None]
    assert at.desk.flow.selection() is None


def test_that_idle_things_can_be_left_out(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.press(Qt.Key.Key_Escape)
    at.desk._actions.hide_idle.trigger()

    assert "stock.release" not in at.shown
    assert "orders.new" in at.shown
    assert at.desk.bar.isVisible()
    assert at.desk.bar.line.text() == "Idle things are hidden"
    at.desk._actions.hide_idle.trigger()
    assert "stock.release" in at.shown
    assert not at.desk.bar.isVisible()


def test_that_a_number_at_a_threshold_does_not_make_the_picture_jump(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.choose("only")
    at.type("queue:* rate > 30")
    before = at.shown
    assert "orders.new" in before

    at.broker.rates = dict.fromkeys(at.broker.rates, 1.0)
    at.tick()
    assert at.shown == before
    for _ in range(int(LINGER_SECONDS) + 6):
        at.tick()
    qtbot.waitUntil(lambda: at.shown == set())
    assert at.desk.flow.accessibleDescription().startswith("Everything is hidden")


def test_that_a_new_queue_that_is_not_wanted_never_appears(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.choose("only")
    at.type("orders")
    at.broker.queue("another")
    at.broker.queue("orders.late")
    at.tick()

    qtbot.waitUntil(lambda: "orders.late" in at.shown)
    assert "another" not in at.shown


def test_that_another_graph_is_searched_in_the_same_way(qtbot: QtBot) -> None:
    at = searched(qtbot, shop())
    at.choose("only")
    at.type("orders")
    other = Broker()
    other.queue("orders.too")
    other.queue("else")
    at.desk.flow.show_graph(other.graph)
    at.broker = at.desk._session.broker = other  # type: ignore[union-attr]
    at.desk.watch(at.desk._session)

    assert at.shown == {"orders.too"}


@pytest.mark.parametrize(("title", "text"), PRESETS)
def test_that_a_preset_fills_in_its_expression(qtbot: QtBot, title: str, text: str) -> None:
    at = searched(qtbot, shop())
    menu = at.desk.bar.presets.menu()
    next(action for action in menu.actions() if action.text().startswith(title)).trigger()

    assert at.desk.bar.entry.text() == text
    assert at.desk.search.error is None
