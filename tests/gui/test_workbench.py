from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.endpoints import endpoints
from core.topology_log import Entry
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.core.test_passwords import Box
from tests.gui.messages.received import message
from tests.gui.whole_window import Bench, in_front, shop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_without_a_broker_it_says_what_to_do(bench: Bench) -> None:
    workbench = bench(None)

    assert workbench.header.phase.text() == "Not connected"
    assert workbench.middle.currentWidget() is workbench.welcome
    assert workbench.welcome.try_demo.isEnabled()
    assert not workbench.window.commands.publish.isEnabled()
    assert workbench.charts is None


def test_that_a_session_fills_every_view(bench: Bench) -> None:
    session = shop()
    workbench = bench(session)

    assert workbench.header.phase.text() == "Watching"
    assert workbench.flow._hint == ("", "")
    assert workbench.charts is not None
    assert workbench.charts.isVisible()
    assert workbench.publish.destination.exchange.findText("shop") >= 0
    assert workbench.messages.target.findText("queue  payments.q") >= 0
    assert session.endpoints.shown in workbench.window.windowTitle()
    assert session.endpoints.password not in workbench.window.windowTitle().replace("guest@", "")


def test_that_the_selection_is_what_every_view_is_about(bench: Bench) -> None:
    workbench = bench(shop())

    workbench.flow.selected.emit("exchange:shop")

    assert workbench.charts is not None
    assert workbench.inspector is not None
    assert workbench.charts._selection == "exchange:shop"
    assert "shop" in workbench.inspector.text.toPlainText()
    assert workbench.flow.selection() == "exchange:shop"
    assert workbench.window.commands.publish_here.isEnabled()
    workbench.inspector.selected.emit("queue:payments.q")
    assert workbench.flow.selection() == "queue:payments.q"
    assert workbench.window.commands.tap.isEnabled()
    assert not workbench.window.commands.publish_here.isEnabled()


def test_that_publish_takes_the_selected_exchange_unless_another_was_typed(bench: Bench) -> None:
    workbench = bench(shop())
    workbench.select("exchange:shop")
    workbench.window.commands.publish.trigger()
    assert workbench.publish.destination.exchange.currentText() == "shop"

    workbench.publish.destination.show_destination("")
    workbench.select(("publish", "service:orders", "exchange:shop"))
    assert workbench.window.commands.publish_here.isEnabled()
    workbench.window.commands.publish.trigger()
    assert workbench.publish.destination.exchange.currentText() == "shop"

    workbench.publish.destination.show_destination("other", "order.new")
    workbench.window.commands.publish.trigger()
    assert workbench.publish.destination.exchange.currentText() == "other"


def test_that_publish_here_fills_in_the_selected_exchange(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.select("exchange:shop")

    workbench.window.commands.publish_here.trigger()

    qtbot.waitUntil(workbench.publish.isVisible)
    assert workbench.publish.destination.chosen_exchange == "shop"


def test_that_tap_selection_opens_the_messages_with_it(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.select("queue:payments.q")

    workbench.window.commands.tap.trigger()

    qtbot.waitUntil(workbench.messages.isVisible)
    assert workbench.messages.target.target == ("queue", "payments.q")
    qtbot.waitUntil(lambda: workbench.messages.state.mark != "working")


def test_that_selecting_asks_the_broker_nothing_while_nobody_looks(bench: Bench) -> None:
    workbench = bench(shop())

    workbench.select("queue:payments.q")

    assert not workbench.messages.isVisible()
    assert workbench.messages.target.target is None


def test_that_what_the_user_chose_to_tap_is_not_overridden_by_looking_elsewhere(
    bench: Bench, qtbot: QtBot
) -> None:
    workbench = bench(shop())
    workbench.select("queue:payments.q")
    workbench.window.reveal("messages")
    qtbot.waitUntil(lambda: workbench.messages.target.target == ("queue", "payments.q"))

    workbench.messages.choose(("exchange", "shop"))
    workbench.window.reveal("charts")
    qtbot.waitUntil(lambda: not workbench.messages.isVisible())
    workbench.window.reveal("messages")
    qtbot.waitUntil(workbench.messages.isVisible)

    assert workbench.messages.target.target == ("exchange", "shop")
    qtbot.waitUntil(lambda: workbench.messages.state.mark != "working")


def test_that_the_charts_pause_from_the_menu_and_by_the_space_key(
    bench: Bench, qtbot: QtBot
) -> None:
    workbench = bench(shop())
    with qtbot.waitActive(workbench.window):
        workbench.window.activateWindow()
    assert workbench.charts is not None
    workbench.window.commands.pause.trigger()
    assert workbench.charts.is_paused

    workbench.flow.setFocus()
    qtbot.keyClick(workbench.flow, Qt.Key.Key_Space)

    assert not workbench.charts.is_paused


def test_that_letters_typed_into_a_field_are_no_commands(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    with qtbot.waitActive(workbench.window):
        workbench.window.activateWindow()
    workbench.window.commands.publish.trigger()
    key = workbench.publish.destination.key
    qtbot.waitUntil(key.isVisible)
    key.setFocus()
    fitted: list[None] = []
    workbench.window.commands.fit.triggered.connect(lambda: fitted.append(None))

    qtbot.keyClicks(key, "f f")

    assert key.text() == "f f"
    assert fitted == []


def test_that_the_log_is_drawn_once_it_is_looked_at(bench: Bench, qtbot: QtBot) -> None:
    session = shop()
    workbench = bench(session)
    session.log.add(Entry(1.0, "appeared", "queue", "new.q"))
    workbench.refresh()
    assert workbench.log.model.rowCount() == 0

    workbench.window.reveal("log")

    qtbot.waitUntil(lambda: workbench.log.model.rowCount() == 1)


def test_that_a_received_message_can_be_published_again(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())

    workbench.messages.detail.publish_wanted.emit(message(b"\x00\xff", size=9))

    qtbot.waitUntil(workbench.publish.isVisible)
    publish = workbench.publish.publish()
    assert publish is not None
    assert (publish.exchange, publish.routing_key) == ("shop", "order.placed")
    assert publish.body == b"\x00\xff"
    assert "incomplete" in workbench.window.statusBar().currentMessage()


def test_that_disconnecting_empties_every_view(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())

    with qtbot.waitSignal(workbench.watching.quiet):
        workbench.window.commands.disconnect_from.trigger()

    assert workbench.header.phase.text() == "Not connected"
    assert workbench.charts is None
    assert not workbench.publish.send.isEnabled()
    assert workbench.window.windowTitle() == "Flowscope"


def test_that_the_connect_dialog_opens_once_and_is_gone_after_escape(
    bench: Bench, qtbot: QtBot
) -> None:
    workbench = bench(None)
    workbench.window.commands.connect_to.trigger()
    workbench.window.commands.connect_to.trigger()
    dialog = workbench.connect_desk.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: workbench.connect_desk.dialog is None)


def test_that_a_password_goes_into_the_keyring_when_asked(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench = bench(None)
    box = Box()
    monkeypatch.setattr(keyring, "set_password", box.set_password)
    dialog = workbench.ask()
    where = endpoints("amqp://me:s3cret@mq/shop", "http://mon:s4cret@mq:1", environment={})

    dialog.keeping.emit(where.secrets)
    qtbot.waitUntil(lambda: bool(workbench.window.statusBar().currentMessage()))
    dialog.reject()

    assert box.kept == {
        ("flowscope", "amqp://me@mq:5672/shop"): "s3cret",
        ("flowscope", "http://mon@mq:1"): "s4cret",
    }
    assert "keyring" in workbench.window.statusBar().currentMessage()


def height_of_flow(qtbot: QtBot, settings: QSettings) -> int:
    """In a window that takes over the arrangement of the one before, and is closed again."""
    window = MainWindow()
    window.resize(780, 760)
    window.show()
    workbench = Workbench(window, settings)
    workbench.show_up()
    qtbot.waitUntil(lambda: in_front(window) == {"inspector", "charts"})
    qtbot.waitUntil(lambda: 340 < workbench.middle.height() < 520)
    height = workbench.middle.height()
    with qtbot.waitSignal(workbench.gone, timeout=10_000):
        window.close()
    window.deleteLater()
    return height


def test_that_the_flow_keeps_its_height_over_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)

    assert len({height_of_flow(qtbot, settings) for _ in range(3)}) == 1


def test_that_the_way_of_an_event_is_marked_while_it_is_written(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.window.commands.publish.trigger()
    qtbot.waitUntil(workbench.publish.isVisible)
    workbench.publish.destination.show_destination("shop")
    workbench.publish.destination.key.clear()

    qtbot.keyClicks(workbench.publish.destination.key, "order.new")

    edge = ("route", "exchange:shop", "queue:payments.q")
    qtbot.waitUntil(lambda: edge in workbench.flow.stage.foreseen)
    workbench.flow.grab()
    workbench.publish.route.anchorClicked.emit(QUrl("select:1"))
    assert workbench.flow.selection() == "queue:payments.q"
    workbench.window.reveal("charts")
    qtbot.waitUntil(lambda: not workbench.flow.stage.foreseen)


def test_that_the_navigator_and_the_flow_choose_the_same(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    view = workbench.navigator_desk.view
    assert view.isHidden()
    workbench.window.commands.navigate.trigger()
    qtbot.waitUntil(view.isVisible)
    workbench.navigator_desk.refresh()

    qtbot.keyClicks(view.entry, "queue:pay")
    qtbot.keyClick(view.entry, Qt.Key.Key_Return)
    assert workbench.flow.selection() == "queue:payments.q"
    assert workbench.window.commands.tap.isEnabled()

    view.entry.clear()
    workbench.flow.selected.emit("exchange:shop")
    assert view.rows.currentIndex().data() == "shop"


def test_that_finding_selects_everywhere(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.window.commands.find.trigger()
    bar = workbench.find_desk.bar
    qtbot.keyClicks(bar.entry, "queue:pay")
    qtbot.keyClick(bar.entry, Qt.Key.Key_Return)

    assert workbench.selection == "queue:payments.q"
    assert bar.count.text() == "1 of 1"
    qtbot.keyClick(bar.entry, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    workbench.watching.end()
    assert workbench.navigator_desk.view.model.rowCount() == 0


def test_that_collapsing_keeps_what_is_selected_and_a_hop_shows_its_ways(bench: Bench) -> None:
    workbench = bench(shop())
    workbench.select("service:payments")
    workbench.window.commands.collapse.trigger()

    collapsed = workbench.collapse_desk.collapsed
    assert collapsed is not None
    assert workbench.flow.selection() == "service:payments"
    hop = next(key for key in collapsed.edges if key[2] == "service:payments")
    workbench.flow.selected.emit(hop)
    assert workbench.inspector is not None
    assert "Through payments.q" in workbench.inspector.text.toPlainText()
    workbench.window.commands.collapse.trigger()
    assert workbench.flow.selection() == ("deliver", "queue:payments.q", "service:payments")


def test_that_a_mark_in_the_charts_shows_its_line_of_the_log(bench: Bench, qtbot: QtBot) -> None:
    session = shop()
    entry = Entry(session.clock() - 5, "vanished", "queue", "payments.q")
    session.log.add(entry)
    workbench = bench(session)
    assert workbench.charts is not None

    workbench.charts.change_wanted.emit(entry)

    qtbot.waitUntil(lambda: "log" in in_front(workbench.window))
    row = workbench.log.table.currentIndex()
    assert row.siblingAtColumn(3).data() == "payments.q"


def test_that_the_menu_exports_the_charts(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    charts = workbench.charts
    assert charts is not None
    charts.draw()

    workbench.window.commands.charts.picture.trigger()

    dialog = charts.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    (name,) = dialog.selectedFiles()
    assert "flowscope Whole broker" in name
    assert name.endswith(".png")
    dialog.reject()


def test_that_the_flow_is_told_in_words_by_a_key(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    with qtbot.waitActive(workbench.window):
        workbench.window.activateWindow()
    qtbot.keyClick(workbench.flow, Qt.Key.Key_W, _CTRL_SHIFT)
    twin = workbench.picture_desk.twin

    assert twin is not None
    assert twin.isVisible()
    assert "- payments.q: " in twin.text.toPlainText()
    workbench.watching.end()
    assert not twin.isVisible()


_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_that_the_first_page_takes_the_keyboard_of_a_window_that_has_it_already(
    bench: Bench, qtbot: QtBot
) -> None:
    workbench = bench(None)

    qtbot.waitUntil(workbench.welcome.connect_to.hasFocus)


def test_that_m_means_a_change_in_the_charts_and_the_overview_in_the_flow(
    bench: Bench, qtbot: QtBot
) -> None:
    workbench = bench(shop())
    overview = workbench.window.commands.picture.minimap
    assert workbench.charts is not None
    workbench.window.activateWindow()
    qtbot.waitUntil(workbench.window.isActiveWindow)

    workbench.charts.setFocus()
    qtbot.keyClick(workbench.window.windowHandle(), Qt.Key.Key_M)
    assert overview.isChecked()

    workbench.flow.setFocus()
    qtbot.keyClick(workbench.window.windowHandle(), Qt.Key.Key_M)
    assert not overview.isChecked()
