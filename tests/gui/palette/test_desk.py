from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.fact_log import logged
from core.profile import Profile
from core.wording import speak
from gui.command import bare
from gui.palette.desk import PaletteDesk
from gui.palette.entries import Entry, commands
from gui.workbench import Workbench
from tests.core.seen_facts import published
from tests.gui.whole_window import Bench, in_front, shop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


CHINESE = {"&Connect…": "连接(&C)…", "&Broker": "文件(&B)"}


@pytest.fixture
def chinese() -> Iterator[None]:
    speak(lambda text: CHINESE.get(text, text))
    yield
    speak()


def titled(workbench: Workbench, title: str, about: str = "") -> Entry:
    found = [
        one for one in workbench.palette_desk.entries() if one.title == title and about in one.about
    ]
    assert found, title
    return found[0]


def choose(workbench: Workbench, typed: str) -> None:
    palette = workbench.palette_desk.palette
    QTest.keyClicks(palette.entry, typed)
    QTest.keyClick(palette.entry, Qt.Key.Key_Return)


def test_that_every_command_of_the_menus_is_there(bench: Bench) -> None:
    workbench = bench(shop())
    listed = {one.key for one in workbench.palette_desk.entries() if one.kind == "command"}
    in_menus = commands(workbench.window.menuBar())

    assert len(listed) == len(in_menus) - 1  # the palette itself
    assert titled(workbench, "Publish", "Message").shortcut == "Ctrl+P"
    assert titled(workbench, "Dark", "Theme").about == "View > Theme"


@pytest.mark.usefixtures("chinese")
def test_that_a_command_is_also_found_by_its_english_name(bench: Bench) -> None:
    workbench = bench(None)
    entry = titled(workbench, "连接")

    assert (entry.key, entry.also, entry.about) == ("command:Connect…", "Connect", "文件")
    workbench.window.commands.palette.trigger()
    for typed in ("连接", "connect"):
        workbench.palette_desk.palette.entry.setText(typed)
        model = workbench.palette_desk.palette.model
        found = [model.entry(model.index(row)) for row in range(model.rowCount())]
        assert next(one for one in found if one.kind == "command").key == entry.key


def test_that_what_is_off_says_why(bench: Bench) -> None:
    workbench = bench(None)
    assert titled(workbench, "Fit").why_not == "Connect to a broker first"

    workbench.watching.take(shop())
    assert titled(workbench, "Tap selection").why_not == "Select an exchange or a queue first"
    workbench.select("exchange:shop")
    assert titled(workbench, "Tap selection").why_not == ""
    workbench.window.commands.refuse_writing("This profile is read-only.")
    assert titled(workbench, "Publish", "Message").why_not == "This profile is read-only."


def test_that_any_thing_of_the_graph_can_be_gone_to(bench: Bench) -> None:
    workbench = bench(shop())
    kinds = {one.kind for one in workbench.palette_desk.entries()}
    assert kinds == {"command", "service", "exchange", "queue", "connection", "guide"}

    workbench.window.commands.palette.trigger()
    choose(workbench, "queue paymq")

    assert workbench.selection == "queue:payments.q"
    assert workbench.flow.selection() == "queue:payments.q"
    assert workbench.palette_desk.palette.isHidden()


def test_that_a_connection_leads_to_its_service(bench: Bench) -> None:
    workbench = bench(shop())

    workbench.window.commands.palette.trigger()
    choose(workbench, "10.0.0.1:51000")

    assert workbench.selection == "service:orders"


def test_that_a_profile_is_connected_to(bench: Bench) -> None:
    workbench = bench(None)
    profiles = workbench.connect_desk.profiles
    profiles.put(Profile(name="staging", url="amqp://shop@127.0.0.1:1/"))

    workbench.window.commands.palette.trigger()
    choose(workbench, "connect to staging")

    dialog = workbench.connect_desk.dialog
    assert dialog is not None  # it asks for the password
    assert dialog.shelf.list.profile is not None
    assert dialog.shelf.list.profile.name == "staging"


def test_that_what_was_used_is_remembered(bench: Bench) -> None:
    workbench = bench(shop())
    workbench.window.commands.palette.trigger()
    choose(workbench, "light")

    again = PaletteDesk(workbench.window, workbench.settings, list, lambda _: None)
    again.watch(workbench.watching.session)
    again.open()
    model = again.palette.model
    assert model.entry(model.index(0)).title == "Light"
    again.palette.close()


@pytest.mark.parametrize("kept", ["[1", '{"a": 1}', "null"])
def test_that_what_cannot_be_read_is_nothing(bench: Bench, kept: str) -> None:
    workbench = bench(None)
    workbench.settings.setValue("palette/recent", kept)

    again = PaletteDesk(workbench.window, workbench.settings, list, lambda _: None)
    again.open()
    assert again.palette.model.rowCount() > 0
    again.palette.close()


def test_that_the_key_opens_it_also_where_one_types(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.window.activateWindow()
    workbench.window.commands.find.trigger()
    field = workbench.find_desk.bar.entry
    QTest.keyClicks(field, "shop")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    field.setCursorPosition(0)

    QTest.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    assert workbench.palette_desk.palette.isVisible()
    assert field.text() == "shop"
    QTest.keyClick(
        workbench.palette_desk.palette.entry, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier
    )
    assert workbench.palette_desk.palette.isHidden()


@pytest.mark.parametrize(
    ("text", "shown"), [("&Publish…", "Publish…"), ("R&&D", "R&D"), ("Plain", "Plain")]
)
def test_that_the_marks_of_keys_are_left_out(text: str, shown: str) -> None:
    assert bare(text) == shown


def test_that_a_message_is_found_by_the_beginning_of_its_id_and_its_life_opens(
    bench: Bench,
) -> None:
    session = shop()
    ids = {"message_id": "7ae1-first", "correlation_id": "order-4711"}
    session.ack_flow.fold(logged(published(1, 1001.0, **ids)))
    workbench = bench(session)
    model, desk = workbench.palette_desk.palette.model, workbench.palette_desk
    workbench.window.commands.palette.trigger()

    QTest.keyClicks(desk.palette.entry, "7ae1")
    entry = model.entry(model.index(0))
    assert (entry.kind, entry.title) == ("message", "7ae1-first")
    assert "routing key new" in entry.about
    QTest.keyClick(desk.palette.entry, Qt.Key.Key_Return)

    acks = workbench.acks
    assert acks is not None
    assert acks.message is not None
    assert acks.life.title.text() == "7ae1-first"
    assert "acks" in in_front(workbench.window)
    workbench.window.commands.palette.trigger()
    assert not [one for one in desk.entries() if one.kind == "message"]
    QTest.keyClicks(desk.palette.entry, "order-47")
    entry = model.entry(model.index(0))
    assert (entry.title, entry.about.partition(" of ")[0]) == ("order-4711", "correlation_id")
    desk.palette.close()
