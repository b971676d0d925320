from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.endpoints import Endpoints, endpoints
from core.publishing import Publish
from core.standing import Standing
from core.writes import publishing
from gui.connect.consent import ConsentSheet, ask_before

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WRITE = publishing(Publish(exchange="<b>shop", routing_key="order.new", body=b"abc"), 3000)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def asked(window: QWidget, done: list[str], **standing: Any) -> ConsentSheet | None:
    where: Endpoints = endpoints("amqp://me:s3cret@mq/shop", environment={})
    where = replace(where, standing=Standing("Shop", "red", **standing))
    return ask_before(window, where, WRITE, lambda: done.append("done"))


def test_that_only_production_asks(window: QWidget) -> None:
    done: list[str] = []
    assert asked(window, done) is None
    assert done == ["done"]


def test_that_broker_and_effects_are_named_and_the_button_does_it(
    qtbot: QtBot, window: QWidget
) -> None:
    done: list[str] = []
    sheet = asked(window, done, production=True)
    assert sheet is not None
    said = "\n".join(label.text() for label in sheet.findChildren(QLabel))
    assert "amqp://me@mq:5672/shop" in said
    assert "3,000 messages of 3 B to exchange '<b>shop'" in said
    assert "s3cret" not in said
    assert sheet.badge.text == "Shop  ·  production"
    assert sheet.go.text() == "Publish 3,000 messages"
    assert done == []
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert done == ["done"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_that_enter_and_escape_write_nothing(qtbot: QtBot, window: QWidget, key: Qt.Key) -> None:
    done: list[str] = []
    sheet = asked(window, done, production=True)
    assert sheet is not None
    qtbot.waitExposed(sheet)
    hidden: list[int] = []
    sheet.finished.connect(hidden.append)
    qtbot.keyClick(sheet.stay, key)
    assert hidden == [0]
    assert done == []
