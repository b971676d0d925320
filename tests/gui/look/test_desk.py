"""Firehose and proxy asked for by clicking, where no broker is."""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from core.close_look import CloseLook, FirehoseLook
from core.endpoints import endpoints
from core.proxy_run import ProxyLook
from core.session import Session
from core.sources.firehose import COSTS
from core.standing import Standing
from gui.connect.consent import ConsentSheet
from gui.look.chip import LookCard
from gui.look.desk import LookDesk
from gui.look.firehose_dialog import FirehoseDialog
from gui.look.proxy_dialog import ProxyDialog
from tests.core.test_firehose_load import passing

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Click = Callable[[QAbstractButton], None]
SLOW = 20_000


@pytest.fixture
def click(qtbot: QtBot) -> Click:
    return lambda button: qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def look_of(desk: LookDesk) -> CloseLook:
    assert desk.watching.session is not None
    return desk.watching.session.close_look


def firehose_dialog(desk: LookDesk) -> FirehoseDialog:
    desk.window.commands.firehose.trigger()
    assert isinstance(desk.dialog, FirehoseDialog)
    return desk.dialog


def proxy_dialog(desk: LookDesk) -> ProxyDialog:
    desk.window.commands.proxy.trigger()
    assert isinstance(desk.dialog, ProxyDialog)
    return desk.dialog


def serving(desk: LookDesk, qtbot: QtBot, click: Click) -> ProxyDialog:
    """The dialog of a proxy that was started with it."""
    dialog = proxy_dialog(desk)
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, "127.0.0.1:0")
    click(dialog.go)
    qtbot.waitUntil(dialog.copy.isVisible, timeout=SLOW)
    return dialog


def test_that_nothing_is_said_in_the_header_while_nothing_is_on(desk: LookDesk) -> None:
    assert not desk.chip.isVisible()
    assert desk.window.commands.firehose.isEnabled()


def test_that_the_dialog_says_the_cost_before_anything_begins(desk: LookDesk) -> None:
    desk.selection = lambda: "queue:bills"
    dialog = firehose_dialog(desk)

    said = " ".join(label.text() for label in dialog.findChildren(type(dialog.trouble)))
    assert COSTS[1:] in said
    assert "shop" in said
    assert (dialog.scope.queues, dialog.seconds) == (("bills",), 60)
    assert dialog.choices.button(0).isChecked()
    assert not look_of(desk).firehose.is_on
    dialog.reject()


def test_that_the_dialog_says_what_each_choice_costs_here(desk: LookDesk) -> None:
    assert desk.watching.session is not None
    graph = desk.watching.session.graph
    graph.node("queue", "bills")
    passing(graph, "publish", "service:web", "exchange:orders", 300.0)
    passing(graph, "deliver", "queue:bills", "service:billing", 300.0)
    desk.selection = lambda: "queue:bills"
    dialog = firehose_dialog(desk)
    narrow = dialog.here.text()
    assert narrow.startswith("Here: about 300 messages/s are published now and 300/s delivered")
    height = dialog.height()
    dialog.choices.buttons()[-1].setChecked(True)
    everything = dialog.here.text()
    assert "8.4%" in everything
    assert "4.7%" in narrow
    assert dialog.height() >= height
    dialog.reject()


def test_that_without_rates_nothing_is_said_of_here(desk: LookDesk) -> None:
    dialog = firehose_dialog(desk)
    assert not dialog.here.isVisible()
    dialog.reject()


def test_that_a_refusal_is_said_in_the_dialog_and_can_be_tried_again(
    desk: LookDesk, qtbot: QtBot, click: Click
) -> None:
    dialog = firehose_dialog(desk)
    click(dialog.go)
    qtbot.waitUntil(lambda: "switched off" in dialog.trouble.text(), timeout=SLOW)

    assert "in the connect dialog" in dialog.trouble.text()
    assert dialog.go.isEnabled()
    assert desk.window.statusBar().currentMessage() == ""
    dialog.duration.setCurrentIndex(0)
    click(dialog.go)
    assert look_of(desk).firehose.phase in ("starting", "refused")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=SLOW)
    dialog.reject()
    assert desk.dialog is None


def test_that_the_proxy_tells_its_address_and_copies_it(
    desk: LookDesk, qtbot: QtBot, click: Click
) -> None:
    dialog = serving(desk, qtbot, click)
    address = look_of(desk).proxy.address

    assert dialog.address.text() == address
    assert "no client yet" in dialog.state.text()
    click(dialog.copy)
    assert QGuiApplication.clipboard().text() == address
    assert "hunter2" not in " ".join(
        label.text() for label in dialog.findChildren(type(dialog.state))
    )
    click(dialog.hide_it)
    assert desk.chip.isVisible()
    assert desk.chip.face.text().strip() == "proxy: no client yet"

    click(serving_again(desk).stop)
    qtbot.waitUntil(lambda: look_of(desk).proxy.phase == "ended", timeout=SLOW)
    qtbot.waitUntil(lambda: not desk.chip.isVisible(), timeout=SLOW)
    assert isinstance(desk.dialog, ProxyDialog)
    assert desk.dialog.go.isVisible()
    desk.dialog.reject()


def serving_again(desk: LookDesk) -> ProxyDialog:
    dialog = proxy_dialog(desk)
    assert not dialog.go.isVisible()
    return dialog


def test_that_a_taken_port_is_said_and_any_free_one_is_taken(
    desk: LookDesk, qtbot: QtBot, click: Click
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dialog = proxy_dialog(desk)
        dialog.line.clear()
        qtbot.keyClicks(dialog.line, f"127.0.0.1:{taken.getsockname()[1]}")
        click(dialog.go)
        qtbot.waitUntil(dialog.any_port.isVisible, timeout=SLOW)
        assert "already in use" in dialog.more.text()
        click(dialog.any_port)
        qtbot.waitUntil(dialog.copy.isVisible, timeout=SLOW)
    assert not dialog.any_port.isVisible()
    dialog.accept()


def test_that_an_address_is_judged_while_it_is_typed(desk: LookDesk, qtbot: QtBot) -> None:
    dialog = proxy_dialog(desk)
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, "nowhere")
    assert not dialog.go.isEnabled()
    assert "HOST:PORT" in dialog.hint.text()
    qtbot.keyClicks(dialog.line, ":5673")
    assert dialog.go.isEnabled()
    assert "passwords can be read" in dialog.hint.text()
    dialog.reject()


def test_that_a_broker_that_is_not_there_is_said_where_one_looks(
    desk: LookDesk, qtbot: QtBot, click: Click
) -> None:
    dialog = serving(desk, qtbot, click)
    host, _, port = look_of(desk).proxy.address.rpartition(":")
    socket.create_connection((host, int(port))).close()
    qtbot.waitUntil(lambda: "nothing listens at 127.0.0.1:1" in dialog.more.text(), timeout=SLOW)
    assert dialog.copy.isVisible()
    dialog.accept()


def test_that_a_bar_keeps_itself_up_to_date_and_may_go(
    desk: LookDesk, qtbot: QtBot, click: Click
) -> None:
    bar = desk.bar()
    bar.show()
    assert bar.proxy.words.text() == "Proxy off"
    click(bar.proxy.begin)
    assert isinstance(desk.dialog, ProxyDialog)
    desk.dialog.begun.emit("127.0.0.1", 0)
    desk.dialog.accept()
    qtbot.waitUntil(lambda: "no client yet" in bar.proxy.words.text(), timeout=SLOW)
    assert bar.proxy.begin.text() == "Address…"
    click(bar.proxy.stop)
    qtbot.waitUntil(lambda: bar.proxy.words.text() == "Proxy ended", timeout=SLOW)
    assert not bar.proxy.stop.isVisible()
    bar.deleteLater()
    qtbot.waitUntil(lambda: desk._bars == [])
    desk.refresh()


def pretend(desk: LookDesk, monkeypatch: pytest.MonkeyPatch, clients: int) -> None:
    """Somebody is connected, and the firehose is on."""
    looks = (
        FirehoseLook(phase="listening", ends_at=0.0),
        ProxyLook(phase="listening", address="127.0.0.1:5673", clients=clients),
    )
    monkeypatch.setattr(desk, "_looks", lambda: looks)
    desk.refresh()


def answer(desk: LookDesk, click: Click, words: str) -> None:
    assert desk.question is not None
    (button,) = (b for b in desk.question.findChildren(QPushButton) if b.text() == words)
    click(button)


def test_that_who_would_be_cut_off_is_asked_for_before_the_window_closes(
    desk: LookDesk, click: Click, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[None] = []
    desk.window.leaving.connect(lambda: left.append(None))
    pretend(desk, monkeypatch, clients=3)

    desk.window.close()
    assert desk.question is not None
    assert desk.question.text() == "3 clients lose their connection."
    answer(desk, click, "Stay")
    assert (left, desk.window.isVisible()) == ([], True)
    desk.window.close()
    answer(desk, click, "Cut off")
    assert (left, desk.window.isVisible()) == ([None], False)


def test_that_nobody_is_asked_while_nobody_is_connected(
    desk: LookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[None] = []
    pretend(desk, monkeypatch, clients=0)
    desk.before(lambda: done.append(None))
    assert (done, desk.question) == ([None], None)


def test_that_the_header_shows_both_and_opens_a_card(
    desk: LookDesk, qtbot: QtBot, click: Click, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(desk, monkeypatch, clients=2)
    assert desk.chip.isVisible()
    assert desk.chip.face.text().strip() == "firehose 0:00 · proxy: 2 clients"
    assert desk.chip.stop.isVisible()
    assert desk.window.commands.firehose.text() == "Stop &listening"

    click(desk.chip.face)
    (card,) = desk.window.findChildren(LookCard)
    assert "2 clients" in card.bar.proxy.words.text()
    card.close()
    qtbot.waitUntil(lambda: desk._bars == [])
    desk.refresh()


def test_that_another_session_begins_with_nothing_on(desk: LookDesk, qtbot: QtBot) -> None:
    proxy_dialog(desk)
    with qtbot.waitSignal(desk.watching.quiet):
        desk.watching.take(Session(endpoints("amqp://127.0.0.1:1/", "off", "off", {})))
    assert desk.dialog is None
    assert not desk.chip.isVisible()


def is_asking(desk: LookDesk) -> bool:
    return desk.question is not None


def test_that_a_question_about_a_session_goes_with_it_and_the_next_one_is_asked(
    desk: LookDesk, qtbot: QtBot, click: Click, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = proxy_dialog(desk)
    pretend(desk, monkeypatch, clients=3)
    click(dialog.stop)
    assert desk.question is not None
    with qtbot.waitSignal(dialog.destroyed), qtbot.waitSignal(desk.watching.quiet):
        desk.watching.take(Session(endpoints("amqp://127.0.0.1:1/", "off", "off", {})))
    assert not is_asking(desk)

    desk.window.close()
    assert desk.window.isVisible()
    answer(desk, click, "Stay")


def test_that_production_asks_before_the_firehose_and_read_only_does_not_offer_it(
    desk: LookDesk, qtbot: QtBot, click: Click
) -> None:
    where = look_of(desk)._endpoints
    live = replace(where, standing=Standing("live", production=True))
    with qtbot.waitSignal(desk.watching.quiet):
        desk.watching.take(Session(live))
    dialog = firehose_dialog(desk)
    click(dialog.go)
    (sheet,) = desk.window.findChildren(ConsentSheet)
    click(sheet.stay)
    assert dialog.go.isEnabled()
    assert dialog.trouble.text() == ""
    assert look_of(desk).firehose == FirehoseLook()
    click(dialog.go)
    click(desk.window.findChildren(ConsentSheet)[-1].go)
    qtbot.waitUntil(lambda: "switched off" in dialog.trouble.text(), timeout=SLOW)
    dialog.reject()

    closed = replace(where, standing=Standing("live", read_only=True))
    with qtbot.waitSignal(desk.watching.quiet):
        desk.watching.take(Session(closed))
    desk.bar().firehose.begin.click()
    assert desk.dialog is None
    assert "'live' is read-only" in desk.window.statusBar().currentMessage()
    desk.window.commands.refuse_writing("the profile 'live' is read-only")
    assert not desk.window.commands.firehose.isEnabled()
    assert "read-only" in desk.window.commands.firehose.toolTip()
    assert desk.window.commands.proxy.isEnabled()
