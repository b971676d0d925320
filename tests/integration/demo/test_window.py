"""The window on the demo: a living graph, a menu of trouble, nothing left behind."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.demo.demo import SCENARIOS, Demo, GivenBroker
from core.endpoints import endpoints
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.private_node import PrivateNode

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.timeout(240)]
SLOW = 30_000


def test_that_the_window_shows_the_demo_and_causes_trouble(
    qtbot: QtBot, node: PrivateNode, vhost_url: str, tmp_path: Path
) -> None:
    where = endpoints(vhost_url, node.management_url, node.prometheus_url)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow()
    window.show()
    said: list[str] = []  # each for a while only
    window.statusBar().messageChanged.connect(said.append)
    workbench = Workbench(window, settings)
    desk, demo = workbench.demo_desk, Demo(GivenBroker(where))
    desk.begin(demo)
    qtbot.waitUntil(lambda: workbench.watching.session is not None, timeout=SLOW)
    session = workbench.watching.session
    assert session is not None
    qtbot.waitUntil(lambda: "service:printer" in session.graph.nodes, timeout=SLOW)
    assert any("shop.*" in line for line in said)
    assert desk.menu is not None
    assert tuple(desk.menu.choices) == SCENARIOS[:-2]

    stuck = desk.menu.choices["stuck-consumer"]
    stuck.trigger()
    assert "prefetch" in window.statusBar().currentMessage()
    assert desk.state.text() == "Demo: Stuck consumer"
    mail = session.graph.nodes["queue:shop.mail"]
    qtbot.waitUntil(lambda: mail.unacked == 10, timeout=SLOW)
    stuck.trigger()
    assert desk.state.text().startswith("Demo: a usual day")

    with qtbot.waitSignal(workbench.gone, timeout=SLOW):
        window.close()
    window.deleteLater()
    assert demo.system is None
    vhost = vhost_url.rpartition("/")[2]
    assert node.request("GET", f"/api/queues/{vhost}") == []


def test_that_the_shop_goes_through_the_proxy_while_there_is_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = MainWindow()
    window.show()
    workbench = Workbench(window, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    desk = workbench.demo_desk
    desk.begin_own()
    qtbot.waitUntil(lambda: workbench.watching.session is not None, timeout=SLOW)
    session = workbench.watching.session
    assert session is not None
    assert desk.demo is not None
    system = desk.demo.system
    assert system is not None

    session.close_look.begin_proxy(port=0)
    qtbot.waitUntil(lambda: session.close_look.proxy.clients == len(system.services), timeout=SLOW)
    qtbot.waitUntil(lambda: desk.guests == len(system.services), timeout=SLOW)
    flow = session.ack_flow
    qtbot.waitUntil(lambda: any(c.counts["ack"] for c in flow.consumers.values()), timeout=SLOW)

    crashes = next(one for one in desk.demo.scenarios if one.name == "crash-loop")
    crashes.start()
    qtbot.waitUntil(lambda: desk.guests < len(system.services), timeout=SLOW)
    crashes.stop()
    qtbot.waitUntil(lambda: desk.guests == len(system.services), timeout=SLOW)
    workbench.look_desk.end_proxy()
    assert workbench.look_desk.question is None
    qtbot.waitUntil(lambda: session.close_look.proxy.phase == "ended", timeout=SLOW)
    qtbot.waitUntil(
        lambda: all(one.is_up.is_set() for one in system.services.values()), timeout=SLOW
    )
    with qtbot.waitSignal(workbench.gone, timeout=SLOW):
        window.close()
    window.deleteLater()
