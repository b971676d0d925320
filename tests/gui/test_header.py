from dataclasses import replace

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QToolBar
from pytestqt.qtbot import QtBot

from core.capabilities import Capability
from gui.header import Header, Status

WATCHING = Status(
    phase="watching",
    where="amqp://guest@localhost:5672/%2F",
    vhost="/",
    broker={"product": "RabbitMQ 4.0.5", "version": "4.0.5"},
    capabilities={
        "amqp": Capability("amqp", ok=True),
        "prometheus": Capability("prometheus", ok=False, why="<i>off</i>", mend="on"),
    },
    periods={"edges": 1.04, "queues": 5.0},
)


def shown(qtbot: QtBot, status: Status) -> Header:
    header = Header()
    qtbot.addWidget(header)
    header.show_status(status)
    header.resize(1200, 40)
    header.show()
    return header


def test_that_it_says_what_is_watched(qtbot: QtBot) -> None:
    header = shown(qtbot, WATCHING)

    assert header.phase.text() == "Watching"
    assert header.broker.text() == "RabbitMQ 4.0.5  ·  vhost /"
    assert header.where.text == "amqp://guest@localhost:5672/%2F"
    assert header.period.text() == "every 1.0 s"
    assert "queues: every 5.0 s" in header.period.toolTip()


def test_that_each_capability_is_told_in_words_too(qtbot: QtBot) -> None:
    header = shown(qtbot, WATCHING)

    assert header.chips["amqp"].accessibleName() == "AMQP: there"
    assert header.chips["prometheus"].text() == "Prometheus missing"
    assert header.chips["management"].accessibleName() == "management: not known yet"
    assert "&lt;i&gt;off" in header.chips["prometheus"].toolTip()


def test_that_losses_are_counted_for_all_to_see(qtbot: QtBot) -> None:
    header = shown(qtbot, replace(WATCHING, lost=1234))

    assert header.lost.text() == "1,234 lost"


def test_that_nothing_is_claimed_while_nothing_is_watched(qtbot: QtBot) -> None:
    header = shown(qtbot, Status())

    assert header.phase.text() == "Not connected"
    assert all(chip.isHidden() for chip in header.chips.values())
    assert header.period.isHidden()


def test_that_names_give_way_where_there_is_no_room_and_come_back(qtbot: QtBot) -> None:
    there = {name: Capability(name, ok=True) for name in ("amqp", "management", "event_exchange")}
    missing = WATCHING.capabilities["prometheus"]
    status = replace(WATCHING, capabilities={**there, "prometheus": missing})
    header = shown(qtbot, status)
    named, alone = header.chips["amqp"].width(), header.chips["prometheus"].width()

    header.resize(800, 40)
    qtbot.waitUntil(lambda: header.chips["amqp"].width() < named)
    assert header.chips["prometheus"].width() == alone
    assert header.minimumSizeHint().width() <= 800
    guest = QLabel("something long that another part of the window has to say for a while")
    header.add_chip(guest)
    header.resize(1200, 40)
    qtbot.waitUntil(lambda: header.chips["amqp"].width() < named)
    guest.hide()
    qtbot.waitUntil(lambda: header.chips["amqp"].width() == named)


def test_that_quiet_words_stay_quiet_when_a_sheet_is_set(qtbot: QtBot) -> None:
    bar = QToolBar()
    qtbot.addWidget(bar)
    header = Header()
    bar.addWidget(header)
    header.show_status(WATCHING)
    bar.show()

    bar.setStyleSheet("QToolBar { border: none; }")

    quiet = bar.palette().placeholderText().color()
    for label in (header.period, header.lost, header.where):
        assert label.palette().color(label.foregroundRole()) == quiet


def test_that_losses_are_loud(qtbot: QtBot) -> None:
    header = shown(qtbot, replace(WATCHING, lost=3))

    assert header.lost.foregroundRole() == QPalette.ColorRole.BrightText
