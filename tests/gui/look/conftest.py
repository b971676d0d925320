"""A window with a desk that watches a broker which is not there: what it takes to ask and refuse."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.endpoints import endpoints
from core.session import Session
from gui.header import Header
from gui.look.desk import LookDesk
from gui.main_window import MainWindow
from gui.watching import Watching


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[LookDesk]:
    """Shown, and gone afterwards without any question."""
    window = MainWindow()
    watching = Watching(window)
    made = LookDesk(window, watching)
    header = Header()
    header.add_chip(made.chip)
    window.set_header(header)
    window.commands.set_watching(True)
    window.show()
    watching.take(Session(endpoints("amqp://guest:hunter2@127.0.0.1:1/shop", "off", "off", {})))
    yield made
    if watching.session is not None:
        with qtbot.waitSignal(watching.quiet, timeout=10_000):
            watching.end()
    window.hesitates = lambda: False
    window.leave()
    window.deleteLater()
