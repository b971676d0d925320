from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from core.graph import FlowGraph
from gui.flow.stage import Stage
from gui.theme import DARK
from tests.gui.flow.sample_graphs import hello, wide
from tests.gui.flow.shown import shown


def large() -> FlowGraph:
    return wide(700, 2000).graph


def test_that_a_large_graph_is_arranged_a_little_at_a_time(qtbot: QtBot) -> None:
    view = shown(qtbot, None)
    graph = large()
    view.show_graph(graph)

    assert view.stage.is_beginning
    assert view.statistics().nodes == 0
    assert view.hint[0] == f"Arranging {len(graph.nodes)} nodes…"
    qtbot.waitUntil(lambda: not view.stage.is_making, timeout=20_000)
    assert view.statistics().nodes == len(view.stage.scene.slots) >= len(graph.nodes)


def test_that_what_is_selected_meanwhile_is_selected_in_the_end(qtbot: QtBot) -> None:
    view = shown(qtbot, None)
    graph = large()
    view.show_graph(graph)
    chosen = next(iter(graph.nodes))
    view.select(chosen)
    qtbot.waitUntil(lambda: not view.stage.is_making, timeout=20_000)

    assert view.selection() == chosen


def test_that_what_is_left_out_meanwhile_finds_its_place_later() -> None:
    graph = large()
    stage = Stage(graph, DARK)
    stage.resize(QSize(900, 600), 1.0)
    gone = next(iter(graph.nodes))
    stage.leave_out(frozenset({gone}), closing=False)
    stage.complete()
    assert not stage.scene.holds(gone)

    stage.leave_out(frozenset(), closing=False)
    stage.complete()

    assert stage.scene.holds(gone)


def test_that_a_small_graph_is_there_at_once(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())

    assert not view.stage.is_beginning
    assert view.statistics().nodes == 4
