"""The inspector in a window: its links open what shows more."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.message_facts import Kind
from core.selection import Selection
from core.topology_log import Entry
from core.troubles import Trouble
from gui.acks.view import AckView
from gui.inspector.desk import InspectorDesk
from gui.inspector.view import InspectorView
from gui.look.desk import LookDesk
from gui.look.firehose_dialog import FirehoseDialog
from gui.look.proxy_dialog import ProxyDialog
from gui.main_window import MainWindow
from gui.topology_log.view import TopologyLogView
from gui.watching import Watching
from tests.core.seen_facts import lives_of, seen
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
        self.acks = AckView(session)
        self.inspector: InspectorView = self.desk.watch(session, self.acks)
        self.window.fill("acks", self.acks)
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


def test_that_a_message_that_a_trouble_names_is_opened_by_the_keyboard(
    room: Room, qtbot: QtBot
) -> None:
    session = room.watching.session
    assert session is not None
    (message,) = lives_of(seen(Kind.DELIVERED, 1, message_id="poison"))
    words = "poison comes back again and again"
    place = session.graph.troubles[0].at
    session.graph.troubles = (
        Trouble(place, "loop", "warning", words, messages=("poison",), lives=(message,)),
    )
    room.inspector.draw()
    text = room.inspector.text
    text.setFocus()
    assert words in text.toPlainText()
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    while text.textCursor().selectedText() != "poison":
        assert text.hasFocus()
        qtbot.keyClick(text, Qt.Key.Key_Tab)
    qtbot.keyClick(text, Qt.Key.Key_Return)

    assert room.acks.message is message
    qtbot.waitUntil(room.acks.life.isVisible)
    assert room.acks.life.title.text() == "poison"


@pytest.mark.parametrize("selection", [None, "exchange:shop"])
def test_that_a_message_that_the_words_do_not_name_is_offered_besides(
    room: Room, selection: Selection
) -> None:
    session = room.watching.session
    assert session is not None
    (message,) = lives_of(seen(Kind.DELIVERED, 1, message_id="m-7"))
    place = session.graph.troubles[0].at
    session.graph.troubles = (
        Trouble(place, "nowhere", "warning", "to no queue", messages=("m-7",), lives=(message,)),
    )
    room.inspector.show_selection(selection)
    room.inspector.draw()
    room.click("m-7")

    assert room.acks.message is message
