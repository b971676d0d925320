import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.tapped import TappedMessage
from gui.messages.columns import COLUMNS
from gui.messages.ring import MessageRing
from gui.messages.table import MessageTable
from tests.gui.lettered import letters_of
from tests.gui.messages.received import message, messages


def table_with(qtbot: QtBot, count: int, room: int = 1000) -> MessageTable:
    ring: MessageRing[TappedMessage] = MessageRing(room)
    table = MessageTable(ring, COLUMNS)
    qtbot.addWidget(table)
    table.resize(900, 240)
    table.show()
    ring.put(messages(count))
    table.refresh()
    return table


def ring_of(table: MessageTable) -> MessageRing[TappedMessage]:
    assert isinstance(table._ring, MessageRing)
    return table._ring


def top(table: MessageTable) -> int | None:
    return table.number_at(1)


def test_that_the_newest_message_stays_in_view(qtbot: QtBot) -> None:
    table = table_with(qtbot, 100)

    assert top(table) == 100 - table.visible_rows()
    ring_of(table).put(messages(50))
    table.refresh()

    assert top(table) == 150 - table.visible_rows()


def test_that_scrolling_up_stops_following_and_the_end_resumes_it(qtbot: QtBot) -> None:
    table = table_with(qtbot, 100)
    bar = table.verticalScrollBar()

    bar.setValue(10)
    assert not table.following
    ring_of(table).put(messages(50))
    table.refresh()
    assert top(table) == 10

    bar.setValue(bar.maximum())
    assert table.following


def test_that_what_is_in_view_stays_there_while_old_messages_go(qtbot: QtBot) -> None:
    table = table_with(qtbot, 100, room=100)
    table.verticalScrollBar().setValue(40)

    ring_of(table).put(messages(20))
    table.refresh()
    assert top(table) == 40

    ring_of(table).put(messages(60))
    table.refresh()
    assert top(table) == table._ring.first


def test_that_a_click_chooses_a_message_and_holds_the_list(qtbot: QtBot) -> None:
    table = table_with(qtbot, 100)
    chosen: list[TappedMessage] = []
    table.current_changed.connect(chosen.append)

    place = QPoint(200, 2 * table.row_height + 3)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    number = 100 - table.visible_rows() + 2
    assert table.current == number
    assert chosen[0].routing_key == f"key.{number}"
    assert not table.following
    assert f"key.{number}" in table.accessibleDescription()


def test_that_the_keyboard_walks_pages_and_copies(qtbot: QtBot) -> None:
    table = table_with(qtbot, 100)

    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.current == 98
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert (table.current, top(table)) == (0, 0)
    qtbot.keyClick(table, Qt.Key.Key_PageDown)
    assert table.current == table.visible_rows()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert f"key.{table.current}\t" in QGuiApplication.clipboard().text()
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert (table.current, table.following) == (99, True)


def test_that_an_empty_list_survives_every_key(qtbot: QtBot) -> None:
    table = table_with(qtbot, 0)

    for key in (Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(table, key)

    assert table.current is None
    assert top(table) is None


def test_that_what_is_drawn_changes_with_what_comes(qtbot: QtBot) -> None:
    table = table_with(qtbot, 3)
    before = table.viewport().grab().toImage()

    ring_of(table).put([message(b"<b>bold</b>" * 50, redelivered=True)])
    table.refresh()

    assert table.viewport().grab().toImage() != before


def test_that_only_visible_rows_are_ever_asked_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_with(qtbot, 1000)
    asked: list[int] = []
    get = ring_of(table).get

    def noted(number: int) -> TappedMessage | None:
        asked.append(number)
        return get(number)

    monkeypatch.setattr(table._ring, "get", noted)
    table.viewport().grab()

    assert set(asked) <= set(range(1000 - table.visible_rows(), 1001))


def test_that_large_letters_get_wider_columns_and_every_title_is_whole(qtbot: QtBot) -> None:
    table = table_with(qtbot, 20)
    header, before = table._header, table.sizeHint().width()
    with letters_of(14):
        qtbot.waitUntil(lambda: table.sizeHint().width() > 1.3 * before)
        columns = range(header.count())
        qtbot.waitUntil(
            lambda: all(header.sectionSize(n) >= header.sectionSizeHint(n) for n in columns)
        )
    qtbot.waitUntil(lambda: table.sizeHint().width() == before)


def test_that_free_width_goes_to_words_until_somebody_pulls_a_column(qtbot: QtBot) -> None:
    table = table_with(qtbot, 20)
    table.resize(table.sizeHint().width() + 300, 200)
    header, titles = table._header, [column.title for column in table._columns]
    key, time = titles.index("routing key"), titles.index("time")
    natural = {n: table._width(n) for n in (key, time)}

    assert header.sectionSize(key) > natural[key] + 30
    assert header.sectionSize(time) == natural[time]


def test_that_a_header_that_is_lettered_later_still_shows_its_titles(qtbot: QtBot) -> None:
    table = table_with(qtbot, 20)
    header, font = table._header, table._header.font()
    font.setPointSize(2 * font.pointSize())
    header.setFont(font)
    columns = range(header.count())

    qtbot.waitUntil(
        lambda: all(header.sectionSize(n) >= header.sectionSizeHint(n) for n in columns)
    )
