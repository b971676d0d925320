"""Profiles in the real window on a real broker: one click connects, and marks are kept to."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pika
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.profile import Profile
from core.profiles import Profiles
from gui.connect.colours import colour_of
from gui.connect.consent import ConsentSheet
from gui.look.firehose_dialog import FirehoseDialog
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.core.test_passwords import no_keyring
from tests.embedded_node import needs_rabbitmq
from tests.private_node import PrivateNode

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.timeout(240)]
SLOW = 30_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(no_keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def workbench(
    qtbot: QtBot, tmp_path: Path, node: PrivateNode, vhost_url: str
) -> Iterator[Workbench]:
    """The window of somebody who has a production profile and a read-only one."""
    url = vhost_url.replace("guest:guest@", "guest@")
    surfaces = {"management": node.management_url, "prometheus": node.prometheus_url}
    profiles = Profiles(tmp_path / "profiles.json")
    for at, name in enumerate(("Looking", "Shop")):
        profiles.put(
            Profile(
                name=name,
                url=url,
                colour="red",
                production=name == "Shop",
                read_only=name == "Looking",
                last_used=float(at),
                management=surfaces["management"],
                prometheus=surfaces["prometheus"],
            )
        )
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Workbench(window, settings)
    window.restore_layout(settings)
    yield made
    with qtbot.waitSignal(made.gone, timeout=SLOW):
        window.close()
    window.deleteLater()


@pytest.fixture
def channel(vhost_url: str) -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
    with pika.BlockingConnection(pika.URLParameters(vhost_url)) as connection:
        channel = connection.channel()
        channel.exchange_declare("shop", "topic")
        channel.queue_declare("bills")
        channel.queue_bind("bills", "shop", "order.*")
        yield channel


def open_card(qtbot: QtBot, workbench: Workbench, name: str) -> None:
    card = next(one for one in workbench.welcome.cards if one.profile.name == name)
    qtbot.mouseClick(card, LEFT)
    qtbot.waitUntil(lambda: workbench.header.phase.text() == "Watching", timeout=SLOW)
    session = workbench.watching.session
    assert session is not None
    qtbot.waitUntil(lambda: "bills" in session.topology.queues, timeout=SLOW)


def sheet_of(qtbot: QtBot, workbench: Workbench) -> ConsentSheet:
    def found() -> list[ConsentSheet]:
        sheets = workbench.window.findChildren(ConsentSheet)
        return [sheet for sheet in sheets if sheet.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_that_production_asks_before_it_is_written_to(
    qtbot: QtBot, workbench: Workbench, channel: pika.adapters.blocking_connection.BlockingChannel
) -> None:
    assert [card.profile.name for card in workbench.welcome.cards] == ["Shop", "Looking"]
    open_card(qtbot, workbench, "Shop")
    assert workbench.header.badge.text == "Shop  ·  production"
    red = colour_of("red")
    assert red is not None
    assert red.name() in workbench.window.header_bar.styleSheet()

    workbench.window.reveal("publish")
    workbench.publish.publish_to("shop")
    qtbot.keyClicks(workbench.publish.destination.key, "order.new")
    qtbot.mouseClick(workbench.publish.send, LEFT)
    sheet = sheet_of(qtbot, workbench)
    qtbot.keyClick(sheet.stay, Qt.Key.Key_Return)
    assert workbench.writing.publish_desk._publisher is None

    qtbot.mouseClick(workbench.publish.send, LEFT)
    qtbot.mouseClick(sheet_of(qtbot, workbench).go, LEFT)
    history = workbench.publish.outcomes.history
    qtbot.waitUntil(lambda: history.rowCount() == 1, timeout=SLOW)
    assert history.sent[0].outcome.outcome == "confirmed"
    assert channel.queue_declare("bills", passive=True).method.message_count == 1

    workbench.select("exchange:shop")
    workbench.window.commands.tap.trigger()
    qtbot.waitUntil(lambda: workbench.messages.state.can_start, timeout=SLOW)
    qtbot.mouseClick(workbench.messages.start, LEFT)
    assert workbench.writing.tap_desk._source is None
    qtbot.mouseClick(sheet_of(qtbot, workbench).go, LEFT)
    qtbot.waitUntil(lambda: workbench.messages.state.mark == "ok", timeout=SLOW)
    qtbot.mouseClick(workbench.messages.stop, LEFT)


@needs_rabbitmq
@pytest.mark.usefixtures("channel")
def test_that_production_asks_before_the_firehose(qtbot: QtBot, workbench: Workbench) -> None:
    open_card(qtbot, workbench, "Shop")
    session = workbench.watching.session
    assert session is not None
    workbench.window.commands.firehose.trigger()
    dialog = workbench.look_desk.dialog
    assert isinstance(dialog, FirehoseDialog)
    qtbot.mouseClick(dialog.go, LEFT)
    sheet = sheet_of(qtbot, workbench)
    assert "Tracing of vhost" in "\n".join(label.text() for label in sheet.findChildren(QLabel))
    qtbot.keyClick(sheet.stay, Qt.Key.Key_Escape)
    assert session.close_look.firehose.phase == "idle"
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.mouseClick(sheet_of(qtbot, workbench).go, LEFT)
    qtbot.waitUntil(lambda: session.close_look.firehose.phase == "listening", timeout=SLOW)
    qtbot.waitUntil(lambda: workbench.look_desk.dialog is None)
    workbench.look_desk.end_firehose()
    qtbot.waitUntil(lambda: not session.close_look.firehose.is_on, timeout=SLOW)


@pytest.mark.usefixtures("channel")
def test_that_read_only_disables_what_writes_and_says_why(
    qtbot: QtBot, workbench: Workbench
) -> None:
    open_card(qtbot, workbench, "Looking")
    commands = workbench.window.commands
    workbench.select("exchange:shop")
    writing = (commands.publish, commands.publish_here, commands.tap, commands.firehose)
    for action in writing:
        assert not action.isEnabled()
        assert "the profile 'Looking' is read-only" in action.toolTip()
    workbench.window.reveal("publish")
    workbench.publish.publish_to("shop")
    assert not workbench.publish.send.isEnabled()
    assert "read-only" in workbench.publish.send.toolTip()
    workbench.window.reveal("messages")
    workbench.messages.choose(("exchange", "shop"))
    assert not workbench.messages.start.isEnabled()
    assert "read-only" in workbench.messages.words.text()

    commands.disconnect_from.trigger()
    assert not workbench.header.badge.isVisible()
    assert "solid" not in workbench.window.header_bar.styleSheet().split("border-bottom")[0]
    assert workbench.welcome.isVisible()
    assert [card.profile.name for card in workbench.welcome.cards] == ["Looking", "Shop"]
