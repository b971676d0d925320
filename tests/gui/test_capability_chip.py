import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.capabilities import Capability
from gui.capability_chip import CapabilityChip

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, offscreen


def words_of_card(qtbot: QtBot, capability: Capability) -> list[str]:
    chip = CapabilityChip(capability.name)
    qtbot.addWidget(chip)
    chip.show_capability(capability)
    card = chip.explain()
    labels = card.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    words = [label.text() for label in labels]
    card.close()
    return words


def test_that_a_click_says_why_something_is_missing_and_what_helps(qtbot: QtBot) -> None:
    words = words_of_card(
        qtbot,
        Capability("management", ok=False, why="refused", mend="name it with --management-url"),
    )

    assert words[0] == "management: missing"
    assert "Refused." in words
    assert "What helps: name it in the connect dialog (Ctrl+O)." in words


def test_that_a_click_says_what_is_there(qtbot: QtBot) -> None:
    words = words_of_card(qtbot, Capability("amqp", ok=True, detail="RabbitMQ 4.0.5"))

    assert words[0] == "AMQP: there"
    assert words[-1] == "RabbitMQ 4.0.5"
