"""The whole window: how tests get it, around a session that is fed by hand."""

from collections.abc import Callable

from core.session import Session
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.gui.inspector.watched import delivering, publishing, watched

Bench = Callable[[Session | None], Workbench]


def in_front(window: MainWindow) -> set[str]:
    return {name for name, panel in window._panels.items() if panel._in_front}


def shop() -> Session:
    session = watched()
    publishing(session)
    delivering(session)
    return session
