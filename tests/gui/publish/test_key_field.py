import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from core.known_keys import KnownKey
from gui.publish.key_field import KeyField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KNOWN = [
    KnownKey("order.new", "bound", "bills"),
    KnownKey("order.old", "seen"),
    KnownKey("payment.*", "pattern", "audit"),
]


def field_in(qtbot: QtBot) -> KeyField:
    field = KeyField()
    qtbot.addWidget(field)
    field.resize(220, 26)
    field.offer(lambda: KNOWN)
    field.show()
    with qtbot.waitActive(field):
        field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def popup_of(field: KeyField) -> QAbstractItemView:
    popup = field.completer().popup()
    assert popup is not None
    return popup


def offered(field: KeyField) -> list[str]:
    model = popup_of(field).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_that_typing_any_part_of_a_key_offers_it(qtbot: QtBot) -> None:
    field = field_in(qtbot)

    qtbot.keyClicks(field, "OLD")

    assert popup_of(field).isVisible()
    assert offered(field) == ["order.old"]
    popup_of(field).grab()


def test_that_down_offers_everything(qtbot: QtBot) -> None:
    field = field_in(qtbot)

    qtbot.keyClick(field, Qt.Key.Key_Down)

    assert offered(field) == [one.key for one in KNOWN]


def test_that_of_a_chosen_pattern_the_wildcard_is_replaced_by_typing(qtbot: QtBot) -> None:
    field = field_in(qtbot)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    popup = popup_of(field)
    popup.setCurrentIndex(popup.model().index(2, 0))

    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.selectedText() == "*")
    qtbot.keyClicks(field, "captured")

    assert field.text() == "payment.captured"


def test_that_keys_are_asked_for_only_when_somebody_types(qtbot: QtBot) -> None:
    field = field_in(qtbot)
    asked: list[None] = []

    def known() -> list[KnownKey]:
        asked.append(None)
        return KNOWN

    field.offer(known)
    field.offer(known)
    assert asked == []
    qtbot.keyClicks(field, "or")
    assert len(asked) == 1
