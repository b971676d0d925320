import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.topology import Exchange, Queue, Topology
from gui.messages.fitting import AT_ONCE
from gui.messages.state import TapState
from gui.messages.view import MessagesView
from tests.gui.messages.received import messages

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, offscreen
TOPOLOGY = Topology(
    exchanges={"shop": Exchange(name="shop")}, queues={"mails": Queue(name="mails")}
)
Chosen = list[tuple[str, str, tuple[str, ...]]]


def view_in(qtbot: QtBot) -> tuple[MessagesView, Chosen]:
    view = MessagesView()
    qtbot.addWidget(view)
    view.show_topology(TOPOLOGY)
    view.resize(1000, 400)
    view.show()
    chosen: Chosen = []
    view.target_chosen.connect(lambda *what: chosen.append(what))
    return view, chosen


def test_that_what_a_tap_changes_is_read_before_it_can_be_started(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    assert not view.start.isEnabled()

    view.show_state(TapState(lines=("It makes copies.", "It binds 2 keys."), can_start=True))

    assert view.words.text() == "It makes copies.\nIt binds 2 keys."
    with qtbot.waitSignal(view.start_wanted):
        qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)


def test_that_a_running_tap_can_only_be_stopped(qtbot: QtBot) -> None:
    view, chosen = view_in(qtbot)

    view.show_state(TapState(running=True, advice="Messages appear here."))
    view.choose(("queue", "mails"))

    assert view.start.isHidden()
    assert not view.target.isEnabled()
    assert chosen == []
    with qtbot.waitSignal(view.stop_wanted):
        qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)


def test_that_received_kept_and_dropped_are_counted_in_sight(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.show_state(TapState(running=True, received=30, lost=5, overflowed=True))

    view.put(messages(25))
    view.refresh()

    assert view.counts.text() == "30 received   25 kept   ≥ 5 dropped"
    assert "dropped more" in view.counts.toolTip()


def test_that_a_message_opens_beside_the_list_and_clearing_closes_it(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.put(messages(5))
    view.refresh()
    assert view.detail.isHidden()

    qtbot.keyClick(view.table, Qt.Key.Key_Home)
    assert view.detail.isVisible()
    assert view.detail.title.text() == "shop   key.0"

    qtbot.mouseClick(view.clear, Qt.MouseButton.LeftButton)
    assert view.detail.isHidden()
    assert view.counts.text() == "0 received   0 kept   0 dropped"
    assert view.pages.currentWidget() is view.empty


def test_that_following_can_be_switched_and_is_shown(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.put(messages(300))
    view.refresh()

    view.table.verticalScrollBar().setValue(3)
    assert not view.follow.isChecked()

    view.follow.click()
    assert view.table.following
    assert view.table.verticalScrollBar().value() == view.table.verticalScrollBar().maximum()


def test_that_keys_may_be_named_for_an_exchange(qtbot: QtBot) -> None:
    view, chosen = view_in(qtbot)
    view.choose(("exchange", "shop"))

    qtbot.keyClicks(view.keys, "a.* b")
    qtbot.keyClick(view.keys, Qt.Key.Key_Return)

    assert chosen == [("exchange", "shop", ()), ("exchange", "shop", ("a.*", "b"))]
    view.choose(("queue", "mails"))
    assert view.keys.isHidden()


def test_that_the_selection_is_followed_until_something_was_received(qtbot: QtBot) -> None:
    view, chosen = view_in(qtbot)

    view.suggest(("queue", "mails"))
    view.suggest(("queue", "mails"))
    view.put(messages(1))
    view.suggest(("exchange", "shop"))

    assert chosen == [("queue", "mails", ())]


def test_that_the_keyboard_goes_to_the_button_as_soon_as_it_can_be_pressed(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)

    view.choose(("queue", "mails"))
    assert view.focusWidget() is view.target
    view.show_state(TapState(can_start=True))
    assert view.focusWidget() is view.start

    view.show_state(TapState(running=True))
    assert view.focusWidget() is view.stop
    view.show_state(TapState(can_start=True))
    assert view.focusWidget() is view.start


def test_that_the_keyboard_waits_again_while_a_tap_is_planned_anew(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.choose(("queue", "mails"))
    view.show_state(TapState(can_start=True))

    view.show_state(TapState())
    assert view.focusWidget() is view.target
    view.show_state(TapState(can_start=True))

    assert view.focusWidget() is view.start


def test_that_the_keyboard_stays_where_the_user_has_gone_on_to(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)

    view.choose(("queue", "mails"))
    view.follow.setFocus()
    view.show_state(TapState(can_start=True))
    view.show_state(TapState(running=True))

    assert view.focusWidget() is view.follow


def test_that_a_name_that_is_typed_is_planned_at_once(qtbot: QtBot) -> None:
    view, chosen = view_in(qtbot)
    view.target.setFocus()

    qtbot.keyClicks(view.target.line, "shop")
    assert chosen == []
    qtbot.keyClick(view.target.line, Qt.Key.Key_Return)

    assert chosen[0] == ("exchange", "shop", ())
    assert view.target.currentText() == "exchange  shop"


def test_that_a_name_that_nothing_has_is_said_and_cannot_be_started(qtbot: QtBot) -> None:
    view, chosen = view_in(qtbot)
    view.target.setFocus()
    view.show_state(TapState(can_start=True))

    qtbot.keyClicks(view.target.line, "shopp")
    assert not view.start.isEnabled()
    qtbot.keyClick(view.target.line, Qt.Key.Key_Return)

    assert chosen == []
    assert view.words.text() == "No exchange or queue here is called 'shopp'."
    assert not view.start.isEnabled()


def test_that_keys_are_looked_at_while_they_are_typed(qtbot: QtBot) -> None:
    view, chosen = view_in(qtbot)
    view.choose(("exchange", "shop"))
    view.show_state(TapState(can_start=True))
    view.keys.setFocus()

    qtbot.keyClicks(view.keys, "#")
    assert not view.start.isEnabled()
    qtbot.waitUntil(lambda: len(chosen) > 1)

    assert chosen[-1] == ("exchange", "shop", ("#",))
    assert view.focusWidget() is view.keys


def test_that_the_hint_of_the_keys_is_never_cut(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.resize(300, 400)

    hint = view.keys.fontMetrics().horizontalAdvance(view.keys.placeholderText())
    assert view.keys.width() > hint + 8


def filtered(qtbot: QtBot, count: int, text: str) -> MessagesView:
    view, _ = view_in(qtbot)
    view.put(messages(count))
    view.refresh()
    qtbot.keyClicks(view.filter, text)
    return view


def test_that_only_what_fits_the_filter_is_listed_and_what_comes_is_looked_at(
    qtbot: QtBot,
) -> None:
    view = filtered(qtbot, 12, "key.1")
    assert (len(view.rows), view.fitting.text()) == (3, "3 fit")

    view.put(messages(12))
    view.refresh()
    assert view.fitting.text() == "6 fit"
    assert view.counts.text().startswith("24 received")

    qtbot.keyClick(view.filter, Qt.Key.Key_Escape)
    assert (len(view.rows), view.fitting.text()) == (24, "")


def test_that_a_full_ring_is_looked_at_in_parts_until_all_was_seen(qtbot: QtBot) -> None:
    view = filtered(qtbot, 2 * AT_ONCE + 1, f"key.{2 * AT_ONCE}")

    qtbot.waitUntil(lambda: len(view.rows) == 1)
    assert not view._looking.isActive()


def test_that_the_chosen_message_stays_chosen_while_it_fits(qtbot: QtBot) -> None:
    view = filtered(qtbot, 12, "key.1")
    qtbot.keyClick(view.filter, Qt.Key.Key_Down)
    assert view.focusWidget() is view.table
    qtbot.keyClick(view.table, Qt.Key.Key_Home)
    assert view.detail.title.text() == "shop   key.1"

    qtbot.keyClicks(view.filter, "1")
    assert view.table.row_words(view.rows.first).split("\t")[2] == "key.11"
    assert view.detail.title.text() == "shop   key.1"

    view.filter.clear()
    assert view.table.current == 1
    assert not view.follow.isChecked()


def test_that_there_is_no_filter_before_there_is_a_message(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    assert view.filter.isHidden()

    view.put(messages(1))
    view.refresh()
    assert view.filter.isVisible()
