import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.navigator.listing import SORT_SECONDS
from gui.navigator.view import NavigatorView
from tests.gui.navigator.listed import STUCK, Listed, shown
from tests.gui.speaking import short, speaking

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_sections_say_how_many_they_hold(qtbot: QtBot) -> None:
    at = shown(qtbot)

    headings = [text for text in at.texts if ", " in text]
    assert headings == ["Services, 10", "Exchanges, 5", "Queues, 14", "Connections, 2"]
    at.type("orders")
    headings = [text for text in at.texts if ", " in text]
    assert headings == [
        "Services, 1 of 10",
        "Exchanges, 0 of 5",
        "Queues, 2 of 14",
        "Connections, 0 of 2",
    ]


def test_that_typing_lists_only_what_fits(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.type("queue:*mail* ready > 20")

    assert [text for text in at.texts if ", " not in text] == [
        "dead.mail",
        "mail.retry.after-five-minutes.with-backoff",
    ]


def test_that_a_mistake_is_told_and_the_rows_stay(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.type("orders")
    before = at.texts
    at.view.entry.setText("orders rate > x")

    assert at.view.mistake.isVisible()
    assert at.view.mistake.text == "Expected a number after `rate >`"
    assert at.texts == before
    at.view.entry.setText("orders rate >")
    assert not at.view.mistake.isVisible()


def test_that_clicking_a_row_chooses_its_node(qtbot: QtBot) -> None:
    at = shown(qtbot)
    with qtbot.waitSignal(at.view.selected) as signal:
        at.click("payments.requests")

    assert signal.args == ["queue:payments.requests"]
    assert at.current == "payments.requests"


def test_that_a_connection_stands_for_its_service(qtbot: QtBot) -> None:
    at = shown(qtbot)
    with qtbot.waitSignal(at.view.selected) as signal:
        at.click("web-shop-1")
    at.view.show_selection("service:web-shop")

    assert signal.args == ["service:web-shop"]
    assert at.current.startswith("web-shop-1")


def test_that_a_selection_from_elsewhere_is_shown_and_not_signalled(qtbot: QtBot) -> None:
    at = shown(qtbot)
    with qtbot.assertNotEmitted(at.view.selected):
        at.view.show_selection("queue:lost")
        assert at.current == ""
        at.view.show_selection("queue:lost.and.found")

    assert at.current == "lost.and.found"
    at.view.show_selection(("publish", "service:orders", "exchange:payments"))
    assert at.current == ""


def test_that_what_is_chosen_stays_so_wherever_it_goes(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.click("dead.mail")
    before = at.view.rows.currentIndex().row()
    at.listed.broker.graph.nodes["queue:dead.mail"].ready = 90_000
    at.listed.tick(SORT_SECONDS)
    with qtbot.assertNotEmitted(at.view.selected):
        at.view.refresh()

    assert at.current == "dead.mail"
    assert at.view.rows.currentIndex().row() < before


def test_that_what_the_search_leaves_out_is_chosen_again_when_it_is_back(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.click("dead.mail")
    at.type("orders")
    assert at.current == ""

    with qtbot.assertNotEmitted(at.view.selected):
        QTest.keyClick(at.view.entry, Qt.Key.Key_Escape)
    assert at.view.entry.text() == ""
    assert at.current == "dead.mail"


def test_that_arrows_go_through_the_rows_and_enter_to_the_flow(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.type("queue:orders")
    QTest.keyClick(at.view.entry, Qt.Key.Key_Down)
    assert at.current == "orders.new"

    with qtbot.waitSignal(at.view.selected) as signal:
        at.press(Qt.Key.Key_Down)
    with qtbot.waitSignal(at.view.entered):
        at.press(Qt.Key.Key_Return)
    assert signal.args == ["queue:orders.paid"]


def test_that_enter_in_the_field_goes_to_the_first_row_and_on(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.type("queue:orders")
    chosen: list[object] = []
    at.view.selected.connect(chosen.append)
    for _ in range(2):
        with qtbot.waitSignal(at.view.entered):
            QTest.keyClick(at.view.entry, Qt.Key.Key_Return)

    assert chosen == ["queue:orders.new", "queue:orders.paid"]


def test_that_typing_among_the_rows_searches(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.click("dead.mail")
    QTest.keyClicks(at.view.rows, "o")

    assert at.view.entry.text() == "o"
    assert at.view.entry.hasFocus()
    assert "Queues, 14" not in at.texts


def test_that_a_section_folds_by_click_and_by_key(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.click("Services")
    assert at.texts[:2] == ["Services, 10", "Exchanges, 5"]
    at.press(Qt.Key.Key_Right)
    assert at.texts[1] != "Exchanges, 5"
    at.press(Qt.Key.Key_Left)
    assert at.texts[1] == "Exchanges, 5"
    at.view.show_selection("service:orders")
    assert at.current == ""


def test_that_another_order_puts_another_number_at_the_right(qtbot: QtBot) -> None:
    at = shown(qtbot)
    row = at.view.model.index(at.row("payments.requests"))
    assert at.view.model.words(row).startswith("queue payments.requests: 1,840 ready")

    at.view.order.setCurrentIndex(at.view.order.findData("unacked"))
    row = at.view.model.index(at.row("payments.requests"))
    assert at.view.model.words(row).startswith("queue payments.requests: 250 unacked")


def test_that_what_hurts_is_told_in_words_too(qtbot: QtBot) -> None:
    listed = Listed()
    listed.broker.graph.troubles = (STUCK,)
    listed.listing.arrange()
    at = shown(qtbot, listed)
    row = at.view.model.index(at.row("payments.requests"))

    assert str(row.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("problem")
    assert at.view.model.face(row).state == "warning"


def test_that_rows_are_drawn_anew_when_the_numbers_change(qtbot: QtBot) -> None:
    at = shown(qtbot)
    before = at.view.rows.viewport().grab().toImage()
    at.listed.broker.rates = dict.fromkeys(at.listed.broker.rates, 77.0)
    at.listed.tick(0.1)
    at.view.refresh()

    assert at.view.rows.viewport().grab().toImage() != before


def test_that_empty_places_say_why(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.type("nonsense")
    assert at.view.rows.accessibleDescription().startswith("Nothing matches")

    at.view.show_listing(None)
    assert "appear here" in at.view.rows.accessibleDescription()
    assert not at.view.entry.isEnabled()
    assert at.texts == []


def test_that_a_double_click_goes_to_the_flow(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.click("dead.mail")
    middle = at.view.rows.visualRect(at.view.rows.currentIndex()).center()
    with qtbot.waitSignal(at.view.entered):
        QTest.mouseDClick(
            at.view.rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, middle.y())
        )


def test_that_without_a_broker_it_can_be_shown(qtbot: QtBot) -> None:
    view = NavigatorView(dict)
    qtbot.addWidget(view)
    view.show_listing(None)
    view.show_selection("queue:x")
    view.refresh()

    assert view.model.rowCount() == 0


def test_that_whoever_has_gone_on_to_a_heading_stays_there(qtbot: QtBot) -> None:
    at = shown(qtbot)
    at.type("queue:orders.new or exchange:pay")
    at.click("payments")
    at.press(Qt.Key.Key_Down)
    assert at.current == "Queues, 1 of 14"

    at.listed.tick(SORT_SECONDS)
    at.view.refresh()
    assert at.current == "Queues, 1 of 14"
    at.press(Qt.Key.Key_Down)
    assert at.current == "orders.new"


def test_that_rows_have_their_room_where_words_are_short(qtbot: QtBot) -> None:
    with speaking(short):
        view = NavigatorView(dict)
    qtbot.addWidget(view)

    assert view.minimumSizeHint().width() >= 210


def test_that_rows_are_read_and_then_drawn_after_each_key(qtbot: QtBot) -> None:
    view = shown(qtbot).view
    drawn = view.rows.viewport()
    view.entry.setText("pay")

    assert not drawn.updatesEnabled()
    qtbot.waitUntil(drawn.updatesEnabled)
