"""The inspector in a window: its links open what shows more."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.topology_log import Entry
from core.troubles import Trouble
from gui.inspector.desk import InspectorDesk
from gui.inspector.view import InspectorView
from gui.look.desk import LookDesk
from gui.look.firehose_dialog import FirehoseDialog
from gui.look.proxy_dialog import ProxyDialog
from gui.main_window import MainWindow
from gui.topology_log.view import TopologyLogView
from gui.watching import Watching
from tests.gui.inspector.test_view import links_of
from tests.gui.inspector.watched import AT, publishing, watched

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Room:
    """A window whose session drops messages."""

    def __init__(self) -> None:
        self.window = MainWindow()
        self.watching = Watching(self.window)
        self.look = LookDesk(self.window, self.watching)
        self.log = TopologyLogView()
        self.desk = InspectorDesk(self.window, self.look, self.log)
        session = watched()
        drops = publishing(session).key
        session.graph.troubles = (Trouble(drops, "dropped", "warning", "4", advice="look"),)
        session.log.add(Entry(AT, "vanished", "consumer", "c1 of payments.q"))
        self.watching.take(session)
        self.log.show_log(session.log)
        self.inspector: InspectorView = self.desk.watch(session)
        self.window.fill("inspector", self.inspector)
        self.window.fill("log", self.log)
        self.window.commands.set_watching(True)

    def click(self, words: str) -> None:
        self.inspector.text.anchorClicked.emit(links_of(self.inspector)[words])


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room()
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.window.reveal("inspector")
    yield made
    with qtbot.waitSignal(made.watching.quiet, timeout=10_000):
        made.watching.end()
    made.window.hesitates = lambda: False
    made.window.leave()
    made.window.deleteLater()


@pytest.mark.parametrize(
    ("words", "dialog"),
    [
        ("listen to the firehose (Ctrl+L)", FirehoseDialog),
        ("open a proxy (Ctrl+Shift+L)", ProxyDialog),
    ],
)
def test_that_what_shows_routing_keys_is_asked_for_before_it_begins(
    room: Room, words: str, dialog: type[QDialog]
) -> None:
    room.click(words)
    shown = room.look.dialog
    assert isinstance(shown, dialog)
    shown.reject()


def test_that_a_change_is_shown_in_the_log(room: Room) -> None:
    session = room.watching.session
    assert session is not None
    room.inspector.wanted.emit(session.log.entries[0])
    assert room.log.table.isVisible()
    assert room.log.table.currentIndex().row() == 0
