from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from core.graph import EdgeKey
from gui.flow.collapse_desk import CollapseDesk
from gui.flow.view import FlowView
from tests.core.test_hops import two_shops
from tests.gui.flow.sample_graphs import Broker
from tests.gui.flow.shown import click, middle, press, shown

PAYS: EdgeKey = ("hop", "service:orders", "service:payments")
DELIVERS: EdgeKey = ("deliver", "queue:pay.q", "service:payments")


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def desk_of(qtbot: QtBot, folder: Path, broker: Broker) -> tuple[FlowView, CollapseDesk, QAction]:
    view = shown(qtbot, None)
    action = QAction("Collapse", view)
    action.setCheckable(True)
    action.setShortcut("C")
    view.addAction(action)
    desk = CollapseDesk(view, action, settings(folder))
    desk.show_graph(broker.graph)
    view.stage.complete()
    return view, desk, action


def test_that_a_key_collapses_the_picture_and_brings_it_back(qtbot: QtBot, tmp_path: Path) -> None:
    view, desk, action = desk_of(qtbot, tmp_path, two_shops())
    nodes = view.statistics().nodes
    action.trigger()
    view.stage.complete()

    assert view.statistics().nodes == 4
    picture = view.stage.layer.picture
    assert picture is not None
    labels = [view.stage.scene.keys[number] for number in picture.labels]
    assert labels == [PAYS]
    action.trigger()
    assert view.statistics().nodes == nodes
    assert desk.collapsed is None


def test_that_the_choice_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    _, _, action = desk_of(qtbot, tmp_path, two_shops())
    action.trigger()
    view, desk, again = desk_of(qtbot, tmp_path, two_shops())

    assert again.isChecked()
    assert desk.collapsed is not None
    assert view.statistics().nodes == 4


def test_that_a_click_on_a_hop_means_its_edge_and_other_views_find_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    view, desk, action = desk_of(qtbot, tmp_path, two_shops())
    action.trigger()
    view.stage.complete()
    with qtbot.waitSignal(view.selected) as told:
        click(view, middle(view, PAYS))

    assert told.args == [PAYS]
    assert desk.meant(PAYS) == DELIVERS
    desk.select(None)
    desk.select(("route", "exchange:direct", "queue:pay.q"))
    assert view.selection() == PAYS
    assert "causes work for payments" in view.accessibleDescription()


def test_that_the_keyboard_walks_along_hops(qtbot: QtBot, tmp_path: Path) -> None:
    view, _, action = desk_of(qtbot, tmp_path, two_shops())
    action.trigger()
    view.select("service:payments")
    press(view, Qt.Key.Key_Left)
    assert view.selection() == PAYS
    press(view, Qt.Key.Key_Left)
    assert view.selection() == "service:orders"


def test_that_new_rates_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    broker = two_shops()
    view, desk, action = desk_of(qtbot, tmp_path, broker)
    action.trigger()
    broker.rates[broker.graph.edges[DELIVERS].counters["deliver"]] = 70.0
    broker.tick()

    def passing() -> list[float]:
        desk.refresh()
        view.refresh()
        found: list[float] = view.stage.scene.flows.passing.tolist()
        return found

    qtbot.waitUntil(lambda: 70.0 in passing())


def test_that_what_is_hidden_in_the_whole_is_hidden_here(qtbot: QtBot, tmp_path: Path) -> None:
    view, _, action = desk_of(qtbot, tmp_path, two_shops())
    action.trigger()
    view.leave_out(frozenset({"queue:pay.q"}), closing=True)
    assert PAYS not in view.stage.scene.keys
    view.leave_out(frozenset(), closing=True)
    view.light(frozenset({"queue:pay.q"}))
    assert view.stage.found == frozenset({PAYS})
