from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from core.graph import Edge, EdgeKey, FlowGraph, Node
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


def order_of(view: FlowView) -> list[tuple[str, int]]:
    places = view.stage.scene.layout.places
    return sorted(places, key=lambda slot: (slot[1], places[slot].y))


def grown(qtbot: QtBot, folder: Path) -> tuple[FlowView, CollapseDesk, QAction, Broker]:
    """A picture into which something came that a picture from nothing puts elsewhere."""
    broker = two_shops()
    view, desk, action = desk_of(qtbot, folder, broker)
    graph = broker.graph
    for name in ("service:zz", "service:yy", "service:aa"):
        graph.nodes[name] = Node(name, "service", name[8:])
        key: EdgeKey = ("publish", name, next(n for n in graph.nodes if n.startswith("exchange:")))
        graph.edges[key] = Edge(*key, "counted", "", False, True)
        graph.structure += 1
        view.stage.rebuild()
        view.stage.complete()
    return view, desk, action, broker


def test_that_who_comes_back_finds_all_in_the_order_that_it_had(
    qtbot: QtBot, tmp_path: Path
) -> None:
    view, _, action, _ = grown(qtbot, tmp_path)
    before = order_of(view)

    action.trigger()
    view.stage.complete()
    action.trigger()
    view.stage.complete()

    assert order_of(view) == before


def test_that_who_connects_again_finds_the_order_though_it_comes_in_pieces(
    qtbot: QtBot, tmp_path: Path
) -> None:
    view, desk, _, broker = grown(qtbot, tmp_path)
    before, whole = order_of(view), broker.graph

    desk.show_graph(FlowGraph())
    again = FlowGraph()
    desk.show_graph(again)
    for wanted in ("exchange", "queue", "service"):
        again.nodes.update({k: n for k, n in whole.nodes.items() if n.kind == wanted})
        again.edges.update(
            {
                k: e
                for k, e in whole.edges.items()
                if e.source in again.nodes and e.target in again.nodes
            }
        )
        view.stage.rebuild()
        view.stage.complete()

    assert order_of(view) == before
