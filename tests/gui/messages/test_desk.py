from pytestqt.qtbot import QtBot

from core.topology import Queue, Topology
from gui.messages.desk import TapDesk
from gui.messages.view import MessagesView
from tests.gui.closed_port import nowhere


def desk_in(qtbot: QtBot) -> tuple[TapDesk, MessagesView]:
    view = MessagesView()
    qtbot.addWidget(view)
    view.show_topology(Topology(queues={"mails": Queue(name="mails")}))
    return TapDesk(view), view


def test_that_without_a_broker_it_says_what_to_do(qtbot: QtBot) -> None:
    _, view = desk_in(qtbot)

    assert view.state.lines == ("Connect to a broker first (Ctrl+O).",)


def test_that_a_plan_that_cannot_be_made_says_why(qtbot: QtBot) -> None:
    desk, view = desk_in(qtbot)
    desk.watch(nowhere())

    view.choose(("queue", "mails"))
    assert view.state.mark == "working"
    qtbot.waitUntil(lambda: view.state.mark != "working")

    assert not view.state.can_start
    assert "Nothing listens at http://" in view.words.text()


def test_that_a_plan_is_forgotten_with_its_broker(qtbot: QtBot) -> None:
    desk, view = desk_in(qtbot)
    desk.watch(nowhere())
    view.choose(("queue", "mails"))

    assert desk.watch(None) is None

    assert view.state.lines == ("Connect to a broker first (Ctrl+O).",)
    assert not view.state.can_start


def test_that_a_tap_that_finds_no_broker_says_so_and_ends_when_told(qtbot: QtBot) -> None:
    desk, view = desk_in(qtbot)
    where = nowhere()
    desk.watch(where)
    desk._on_target("exchange", "shop", ("a",))
    desk._on_start()

    qtbot.waitUntil(lambda: view.state.mark in ("missing", "failed"))
    assert "refused" in view.words.text()
    end = desk.watch(None)

    assert end is not None
    end()
