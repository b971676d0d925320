from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.amqp.fields import Field, field_of
from gui.publish.headers_table import HeadersTable, typed


def table_in(qtbot: QtBot) -> HeadersTable:
    table = HeadersTable()
    qtbot.addWidget(table)
    table.show()
    return table


def add(qtbot: QtBot, table: HeadersTable, name: str, kind: str, value: str) -> None:
    qtbot.mouseClick(table.add_button, Qt.MouseButton.LeftButton)
    row = table.rows[-1]
    qtbot.keyClicks(row.name, name)
    row.show_kind(kind)
    qtbot.keyClicks(row.value, value)


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        ("str", "acme", Field("S", "acme")),
        ("int", "42", Field("I", 42)),
        ("float", "1.5", Field("d", 1.5)),
        ("bool", "true", Field("t", True)),
        ("json", '{"a": [1]}', field_of({"a": [1]})),
        ("null", "", Field("V", None)),
        ("base64", "AAE=", Field("x", b"\x00\x01")),
        ("timestamp", "1700000000", Field("T", 1_700_000_000)),
        ("timestamp", "2023-11-14T22:13:20Z", Field("T", 1_700_000_000)),
        ("table", '{"a": [1]}', field_of({"a": [1]})),
        ("array", '[1, "two"]', field_of([1, "two"])),
    ],
)
def test_that_a_header_has_the_type_that_was_chosen(
    qtbot: QtBot, kind: str, text: str, field: Field
) -> None:
    table = table_in(qtbot)

    add(qtbot, table, "x", kind, text)

    assert table.headers() == {"x": field}


@pytest.mark.parametrize(
    ("name", "kind", "value", "why"),
    [
        ("a", "int", "many", "int"),
        ("a", "json", "{", "json"),
        ("a", "table", "[1]", "not a JSON object"),
        ("a", "array", "{}", "not a JSON array"),
        ("a", "timestamp", "2023-11-14T22:13:20", "lacks the zone"),
        ("a", "timestamp", "2023-14-14", "not a date"),
        ("", "str", "lonely", "needs a name"),
        ("n" * 256, "str", "v", "255"),
    ],
)
def test_that_a_wrong_header_says_so_at_its_row(
    qtbot: QtBot, name: str, kind: str, value: str, why: str
) -> None:
    table = table_in(qtbot)

    add(qtbot, table, name, kind, value)

    assert table.headers() is None
    assert why in table.rows[0].error.text


def test_that_two_headers_cannot_have_one_name(qtbot: QtBot) -> None:
    table = table_in(qtbot)
    add(qtbot, table, "tenant", "str", "a")
    add(qtbot, table, "tenant", "str", "b")

    assert table.headers() is None
    assert table.rows[0].error.text == ""
    assert "already" in table.rows[1].error.text


def test_that_a_row_goes_on_a_click_and_an_empty_one_does_not_count(qtbot: QtBot) -> None:
    table = table_in(qtbot)
    add(qtbot, table, "tenant", "str", "a")
    table.add()

    assert table.headers() == {"tenant": Field("S", "a")}
    qtbot.mouseClick(table.rows[0].remove, Qt.MouseButton.LeftButton)
    assert table.headers() == {}


@pytest.mark.parametrize(
    "value", ["text", 42, 1.5, True, None, {"a": 1}, [1, "b"], b"\x00\xff", 2**40]
)
def test_that_headers_of_a_sent_message_come_back_as_they_were(qtbot: QtBot, value: Any) -> None:
    table = table_in(qtbot)

    table.show_headers({"x": value})

    assert table.headers() == {"x": field_of(value)}
    assert typed(field_of(value))[0] == table.rows[0].kind.currentData()


def test_that_each_type_says_what_is_typed_and_null_takes_nothing(qtbot: QtBot) -> None:
    table = table_in(qtbot)
    add(qtbot, table, "x", "str", "text")
    row = table.rows[0]

    row.show_kind("array")
    assert row.value.placeholderText() == '[1, "two"]'
    row.show_kind("null")

    assert not row.value.isEnabled()
    assert table.headers() == {"x": Field("V", None)}


def test_that_tab_goes_through_new_rows_and_on_to_what_follows(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    table, after = HeadersTable(), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit())
    column.addWidget(table)
    column.addWidget(after)
    with qtbot.waitExposed(window):
        window.show()
    for _ in range(2):
        qtbot.mouseClick(table.add_button, Qt.MouseButton.LeftButton)
    first, second = table.rows
    qtbot.waitUntil(second.name.isVisible)

    first.name.setFocus()
    seen = [window.focusWidget()]
    while seen[-1] is not after and len(seen) < 20:
        qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
        seen.append(window.focusWidget())

    assert seen == [*first.widgets(), *second.widgets(), table.add_button, after]


@pytest.mark.parametrize(
    ("name", "kind", "value"), [("", "int", ""), ("x", "int", ""), ("", "str", "1")]
)
def test_that_what_is_still_to_come_is_not_said_to_be_wrong_until_it_is_sent(
    qtbot: QtBot, name: str, kind: str, value: str
) -> None:
    table = table_in(qtbot)

    add(qtbot, table, name, kind, value)
    assert table.rows[0].error.text == ""

    good = table.headers() is not None
    assert bool(table.rows[0].error.text) == (not good) == bool(name or value)
