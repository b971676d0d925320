"""From the empty window to a living graph with one click, and to nothing again: no RabbitMQ."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from core.demo.demo import SCENARIOS, Demo
from core.graph import FlowGraph
from gui.demo_desk import DemoDesk
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.gui.closed_port import nowhere

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.timeout(120)]
SLOW = 30_000
MAIL = ("deliver", "queue:shop.mail", "service:mail")


@contextmanager
def window_in(qtbot: QtBot, folder: Path) -> Iterator[Workbench]:
    """The window as it is after its first paint, closed at the end."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    workbench = Workbench(window, QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    workbench.show_up()
    try:
        yield workbench
    finally:
        with qtbot.waitSignal(workbench.gone, timeout=SLOW):
            window.close()
        window.deleteLater()


def begun(qtbot: QtBot, workbench: Workbench) -> tuple[Demo, FlowGraph]:
    """The demo after a click on its button, with traffic on every service's way."""
    qtbot.waitUntil(workbench.welcome.try_demo.isVisible)
    qtbot.mouseClick(workbench.welcome.try_demo, Qt.MouseButton.LeftButton)
    demo = workbench.demo_desk.demo
    assert demo is not None
    qtbot.waitUntil(lambda: workbench.watching.session is not None, timeout=SLOW)
    session = workbench.watching.session
    assert session is not None
    qtbot.waitUntil(lambda: busy(session.graph) > 20, timeout=SLOW)
    return demo, session.graph


def busy(graph: FlowGraph) -> int:
    """On how many edges something passes."""
    return sum((graph.passing(edge) or 0) > 0 for edge in graph.edges.values())


def switch(desk: DemoDesk, name: str) -> None:
    assert desk.menu is not None
    desk.menu.choices[name].trigger()


def titles(workbench: Workbench) -> list[str]:
    return [action.text() for action in workbench.window.menuBar().actions()]


def demo_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("flowscope demo")]


def test_that_one_click_leads_to_a_living_graph_and_trouble_is_shown(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with window_in(qtbot, tmp_path) as workbench:
        demo, graph = begun(qtbot, workbench)
        desk = workbench.demo_desk
        assert workbench.flow.isVisible()
        assert desk.menu is not None
        assert tuple(desk.menu.choices) == SCENARIOS
        assert titles(workbench)[-2:] == ["&Demo", "&Help"]
        assert not workbench.window.commands.try_demo.isEnabled()

        switch(desk, "stuck-consumer")
        assert desk.state.text() == "Demo: Stuck consumer"
        qtbot.waitUntil(lambda: any(one.at == MAIL for one in graph.troubles), timeout=2 * SLOW)
        inspector = workbench.inspector
        assert inspector is not None
        qtbot.waitUntil(lambda: "shop.mail → mail" in inspector.text.toPlainText())

        switch(desk, "stuck-consumer")
        qtbot.waitUntil(lambda: not any(one.at == MAIL for one in graph.troubles), timeout=SLOW)
        assert desk.state.text().startswith("Demo: a usual day")

    assert demo.system is None
    assert demo_threads() == []


def test_that_connecting_elsewhere_ends_the_demo(qtbot: QtBot, tmp_path: Path) -> None:
    with window_in(qtbot, tmp_path) as workbench:
        demo, _ = begun(qtbot, workbench)
        elsewhere = nowhere()

        workbench.watching.watch(elsewhere)

        qtbot.waitUntil(lambda: demo.system is None and not demo_threads(), timeout=SLOW)
        assert workbench.watching.endpoints == elsewhere
        assert "&Demo" not in titles(workbench)
        assert workbench.window.commands.try_demo.isEnabled()


def test_that_disconnecting_ends_the_demo_and_offers_it_again(qtbot: QtBot, tmp_path: Path) -> None:
    with window_in(qtbot, tmp_path) as workbench:
        first, _ = begun(qtbot, workbench)

        workbench.window.commands.disconnect_from.trigger()
        qtbot.waitUntil(lambda: first.system is None and not demo_threads(), timeout=SLOW)
        assert workbench.middle.currentWidget() is workbench.welcome

        second, graph = begun(qtbot, workbench)
        assert second is not first
        assert busy(graph) > 20
