import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.graph import EdgeKey
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import shop
from tests.gui.flow.shown import middle, shown

EDGE: EdgeKey = ("deliver", "queue:audit.all", "service:audit")
BACKGROUND = QPoint(8, 60)


def hovered(qtbot: QtBot) -> FlowView:
    view = shown(qtbot, shop())
    QTest.mouseMove(view, BACKGROUND)
    QTest.mouseMove(view, middle(view, EDGE))
    return view


def test_that_dots_stand_still_on_the_edge_under_the_pointer_alone(qtbot: QtBot) -> None:
    view = hovered(qtbot)
    dots, edge = view.stage.particles, view.stage.scene.keys.index(EDGE)
    here = dots.edge == edge
    before, others = np.sort(dots.at[here]), np.sort(dots.at[~here])
    assert len(before)
    dots.step(0.05)

    assert np.sort(dots.at[dots.edge == edge]).tolist() == before.tolist()
    assert np.sort(dots.at[dots.edge != edge]).tolist() != others.tolist()
    QTest.mouseMove(view, BACKGROUND)
    dots.step(0.05)
    assert np.sort(dots.at[dots.edge == edge]).tolist() != before.tolist()


def test_that_everything_else_fades_once_the_pointer_rests_and_comes_back(qtbot: QtBot) -> None:
    view = hovered(qtbot)
    assert view.stage._lit.all()
    qtbot.waitUntil(lambda: not view.stage._lit.all())
    lit = {view.stage.scene.keys[i] for i in view.stage._lit.nonzero()[0]}

    assert EDGE in lit
    assert ("deliver", "queue:orders.new", "service:orders") not in lit
    QTest.mouseMove(view, BACKGROUND)
    qtbot.waitUntil(lambda: bool(view.stage._lit.all()))


def test_that_a_selection_is_not_faded_by_the_pointer(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    view.select("service:orders")
    before = view.stage._lit.tolist()
    QTest.mouseMove(view, BACKGROUND)
    QTest.mouseMove(view, middle(view, EDGE))
    qtbot.waitUntil(lambda: view.stage.dwelt == EDGE)

    assert view.stage._lit.tolist() == before


def test_that_what_goes_away_under_the_pointer_fades_nothing_any_more(qtbot: QtBot) -> None:
    view = hovered(qtbot)
    qtbot.waitUntil(lambda: view.stage.dwelt == EDGE)
    view.leave_out(frozenset({"queue:audit.all"}), closing=True)

    assert view.stage.dwelt is None
    assert view.stage._lit.all()
    assert view.stage.particles.held == -1
