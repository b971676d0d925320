import json

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.fact_log import logged
from core.message_facts import Party
from core.selection import Selection
from core.session import Session
from gui.inspector.view import InspectorView
from tests.core.seen_facts import published
from tests.gui.inspector.watched import AT, ORDERS, fold, publishing, watched


def shown(qtbot: QtBot, session: Session, selection: Selection = None) -> InspectorView:
    view = InspectorView(session)
    qtbot.addWidget(view)
    view.resize(400, 500)
    view.show_selection(selection)
    view.show()
    return view


def links_of(view: InspectorView) -> dict[str, QUrl]:
    """The words of every link, as a user sees them, and where they lead."""
    found = {}
    block = view.text.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            if fragment.charFormat().isAnchor():
                found[fragment.text()] = QUrl(fragment.charFormat().anchorHref())
            fragments += 1
        block = block.next()
    return found


def hints_of(view: InspectorView, words: str) -> str:
    cursor = view.text.document().find(words)
    assert not cursor.isNull()
    return cursor.charFormat().toolTip()


def test_that_the_page_shows_what_is_selected(qtbot: QtBot) -> None:
    view = shown(qtbot, watched(), "queue:payments.q")
    assert view.text.toPlainText().startswith("payments.q\nquorum queue")
    view.show_selection(None)
    assert "What can be observed" in view.text.toPlainText()


def test_that_a_name_is_never_taken_for_markup(qtbot: QtBot) -> None:
    view = shown(qtbot, watched(), "queue:<b>odd</b>")
    assert view.text.toPlainText().startswith("<b>odd</b>\n")


def test_that_spaces_in_a_name_are_kept(qtbot: QtBot) -> None:
    session = watched()
    session.graph.node("queue", "two  spaces")
    view = shown(qtbot, session, "queue:two  spaces")
    assert view.text.toPlainText().startswith("two  spaces\n")


def test_that_a_link_selects_what_it_names(qtbot: QtBot) -> None:
    view = shown(qtbot, watched(), "queue:payments.q")
    with qtbot.waitSignal(view.selected) as caught:
        view.text.anchorClicked.emit(links_of(view)["shop"])
    assert caught.args == ["exchange:shop"]


def test_that_a_click_on_a_link_selects(qtbot: QtBot) -> None:
    view = shown(qtbot, watched(), "queue:payments.q")
    cursor = view.text.document().find("payments", view.text.document().find("Consumed by"))
    cursor.setPosition(cursor.selectionStart() + 2)
    place = view.text.cursorRect(cursor).center()
    with qtbot.waitSignal(view.selected) as caught:
        QTest.mouseClick(
            view.text.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    assert caught.args == ["service:payments"]


def test_that_a_rate_leads_to_its_edge(qtbot: QtBot) -> None:
    session = watched()
    edge = publishing(session)
    view = shown(qtbot, session, "service:orders")
    with qtbot.waitSignal(view.selected) as caught:
        view.text.anchorClicked.emit(links_of(view)["150/s"])
    assert caught.args == [edge.key]


def test_that_provenance_has_a_tooltip_that_says_where_the_number_comes_from(
    qtbot: QtBot,
) -> None:
    session = watched()
    publishing(session)
    view = shown(qtbot, session, "service:orders")
    assert "channel_exchange_metrics" in hints_of(view, "counted")
    assert "channel_exchange_metrics" in view.text.toPlainText()


def test_that_numbers_follow_the_model_and_the_page_stays_where_it_is(qtbot: QtBot) -> None:
    session = watched()
    view = shown(qtbot, session, "queue:payments.q")
    view.resize(400, 200)
    bar = view.text.verticalScrollBar()
    bar.setValue(40)
    session.graph.nodes["queue:payments.q"].ready = 77
    view.refresh()
    qtbot.waitUntil(lambda: "77" in view.text.toPlainText())
    assert bar.value() == 40


def test_that_selected_text_stays_selected_and_says_that_numbers_stand_still(
    qtbot: QtBot,
) -> None:
    session = watched()
    view = shown(qtbot, session, "queue:payments.q")
    cursor = view.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
    view.text.setTextCursor(cursor)
    session.graph.nodes["queue:payments.q"].ready = 77
    view.draw()
    assert view.text.textCursor().selectedText() == "payments"
    assert view.note.isVisible()
    assert "77" not in view.text.toPlainText()
    QTest.keyClick(view.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "77" in view.text.toPlainText())
    assert not view.note.isVisible()


@pytest.mark.parametrize("selection", ["queue:payments.q", "exchange:shop", "service:orders", None])
def test_that_the_page_can_be_copied(qtbot: QtBot, selection: Selection) -> None:
    view = shown(qtbot, watched(), selection)
    view.copy_text.trigger()
    assert QGuiApplication.clipboard().text().startswith(view.page.title)
    view.copy_json.trigger()
    assert json.loads(QGuiApplication.clipboard().text())["name"] == view.page.title


def test_that_a_hidden_inspector_writes_nothing(qtbot: QtBot) -> None:
    session = watched()
    view = shown(qtbot, session, "queue:payments.q")
    view.hide()
    session.graph.nodes["queue:payments.q"].ready = 77
    view.refresh()
    view.draw()
    assert "77" not in view.text.toPlainText()
    view.show()
    assert "77" in view.text.toPlainText()


def with_many_keys() -> Session:
    session = watched()
    publishing(session)
    sent = (
        published(n, AT, party=Party(ORDERS), exchange="shop", routing_key=f"k{n:03}", amount=1)
        for n in range(150)
    )
    fold(session, logged(*sent))
    return session


def test_that_more_of_a_list_opens_where_it_is_and_closes_again(qtbot: QtBot) -> None:
    view = shown(qtbot, with_many_keys(), "exchange:shop")
    words = view.text.toPlainText
    assert "k007" in words()
    assert "k008" not in words()
    view.text.anchorClicked.emit(links_of(view)["and 142 more"])
    assert "k107" in words()
    assert "k108" not in words()
    view.text.anchorClicked.emit(links_of(view)["and 42 more"])
    assert "k149" in words()
    assert " more" not in links_of(view)
    view.text.anchorClicked.emit(links_of(view)["show fewer"])
    assert "k008" not in words()
    assert "and 142 more" in words()


def test_that_another_selection_shows_the_beginning_of_its_lists(qtbot: QtBot) -> None:
    view = shown(qtbot, with_many_keys(), "exchange:shop")
    view.text.anchorClicked.emit(links_of(view)["and 142 more"])
    view.show_selection("queue:payments.q")
    view.show_selection("exchange:shop")
    assert "k008" not in view.text.toPlainText()


def test_that_a_list_is_opened_by_keyboard_and_the_next_link_is_what_follows(qtbot: QtBot) -> None:
    view = shown(qtbot, with_many_keys(), "exchange:shop")
    view.activateWindow()
    view.text.setFocus()
    qtbot.waitUntil(view.text.hasFocus)

    def focused() -> str:
        return view.text.textCursor().selectedText()

    for _ in range(40):
        if focused() == "and 142 more":
            break
        qtbot.keyClick(view.text, Qt.Key.Key_Tab)
    qtbot.keyClick(view.text, Qt.Key.Key_Return)
    assert "k107" in view.text.toPlainText()
    assert focused() == "and 42 more"
    qtbot.keyClick(view.text, Qt.Key.Key_Tab)
    assert focused() == "show fewer"
