from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.amqp.fields import Field
from core.amqp.properties import Properties
from core.tapped import TappedMessage
from gui.messages.detail import MessageDetail
from gui.messages.local_time import local_time
from tests.gui.messages.received import message


def detail_of(qtbot: QtBot, shown: TappedMessage | None) -> MessageDetail:
    detail = MessageDetail()
    qtbot.addWidget(detail)
    detail.resize(500, 300)
    detail.show()
    detail.show_message(shown)
    return detail


def rows(detail: MessageDetail) -> list[tuple[str, ...]]:
    table = detail.tabs.properties
    found = []
    for line in range(table.rowCount()):
        items: list[Any] = [table.item(line, column) for column in range(3)]
        found.append(tuple(item.text() for item in items))
    return found


def test_that_properties_and_headers_are_listed_with_their_types(qtbot: QtBot) -> None:
    wire = Properties(
        {
            "content_type": "text/plain",
            "priority": 3,
            "headers": {
                "attempt": Field("I", 7),
                "x-death": Field("A", [Field("F", {"queue": Field("S", "q")})]),
                "<b>raw</b>": Field("S", b"\xff"),
            },
        }
    )

    detail = detail_of(qtbot, message(wire=wire))

    assert rows(detail)[:3] == [
        ("content_type", "", "text/plain"),
        ("priority", "", "3"),
        ("header  attempt", "int 32", "7"),
    ]
    assert rows(detail)[3][:2] == ("header  x-death", "array")
    assert '"queue": "q"' in rows(detail)[3][2]
    assert rows(detail)[4][0] == "header  <b>raw</b>"
    assert detail.tabs.tabText(1) == "Properties (5)"


def test_that_wrong_properties_are_named_instead_of_hidden(qtbot: QtBot) -> None:
    detail = detail_of(qtbot, message(wire=Properties().decode(b"\xff")))

    assert rows(detail)[-1][0] == "(unreadable)"


def test_that_markup_is_shown_literally(qtbot: QtBot) -> None:
    detail = detail_of(qtbot, message(b"<b>bold</b>", exchange="<i>x</i>", redelivered=True))

    assert detail.tabs.body.toPlainText() == "<b>bold</b>"
    assert detail.title.textFormat() == Qt.TextFormat.PlainText
    assert detail.title.text() == "<i>x</i>   order.placed   redelivered"


def test_that_the_form_of_the_body_can_be_chosen(qtbot: QtBot) -> None:
    detail = detail_of(qtbot, message(b'{"a":1}'))
    assert detail.tabs.body.toPlainText() == '{\n  "a": 1\n}'

    detail.tabs.form.setCurrentText("hex")
    assert detail.tabs.body.toPlainText().startswith("00000000  7b 22")

    detail.tabs.form.setCurrentText("text")
    assert detail.tabs.body.toPlainText() == '{"a":1}'


def test_that_a_body_that_was_not_kept_whole_says_so(qtbot: QtBot) -> None:
    detail = detail_of(qtbot, message(b"abc", size=5_000))

    assert "Only the first 3 B were kept" in detail.tabs.note.text()
    assert "4.9 KiB" in detail.tabs.note.text()


def test_that_the_body_is_copied_as_it_came(qtbot: QtBot) -> None:
    detail = detail_of(qtbot, message(b'{"a":1}'))

    qtbot.mouseClick(detail.tabs.copy_body, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == '{"a":1}'


def test_that_a_message_can_be_taken_to_the_publish_form(qtbot: QtBot) -> None:
    shown = message()
    detail = detail_of(qtbot, shown)

    with qtbot.waitSignal(detail.publish_wanted) as wanted:
        qtbot.mouseClick(detail.again, Qt.MouseButton.LeftButton)

    assert wanted.args == [shown]


def test_that_nothing_chosen_shows_nothing(qtbot: QtBot) -> None:
    detail = detail_of(qtbot, None)

    assert detail.tabs.body.toPlainText() == ""
    assert not detail.tabs.copy_body.isEnabled()


def test_that_timestamps_are_local_times_with_what_came_in_the_tooltip(qtbot: QtBot) -> None:
    headers = {"sent": Field("T", 1_795_463_916), "wrong": Field("T", 1_795_463_916_000)}
    wire = Properties({"timestamp": 1_795_463_916, "headers": headers})
    detail = detail_of(qtbot, message(wire=wire))
    local = local_time(1_795_463_916)
    assert local.startswith("2026-11-2")
    found = {row[0]: row[-1] for row in rows(detail)}
    assert found["timestamp"] == found["header  sent"] == local
    assert found["header  wrong"] == "1795463916000"
    item = detail.tabs.properties.item(0, 2)
    assert item is not None
    assert "1795463916" in item.toolTip()
