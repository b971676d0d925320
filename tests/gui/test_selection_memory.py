from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.selection import Selection
from core.topology import Topology
from gui.selection_memory import KEPT, SelectionMemory
from tests.gui.inspector.watched import shop_topology, watched
from tests.gui.whole_window import Bench, shop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def settings_in(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize(
    "selection", ["queue:payments.q", ("route", "exchange:shop", "queue:payments.q")]
)
def test_that_a_selection_is_recalled_once_the_graph_holds_it(
    tmp_path: Path, selection: Selection
) -> None:
    first = SelectionMemory(settings_in(tmp_path))
    first.watch(watched())
    first.note(selection)

    session = watched()
    nodes, edges = dict(session.graph.nodes), dict(session.graph.edges)
    session.graph.nodes.clear()
    session.graph.edges.clear()
    second = SelectionMemory(settings_in(tmp_path))
    second.watch(session)
    assert second.recalled() is None

    session.graph.nodes.update(nodes)
    session.graph.edges.update(edges)
    assert second.recalled() == selection
    assert second.recalled() is None


def test_that_whoever_has_selected_something_is_not_disturbed(tmp_path: Path) -> None:
    memory = SelectionMemory(settings_in(tmp_path))
    memory.watch(watched())
    memory.note("queue:payments.q")

    memory.watch(watched())
    memory.note(None)
    assert memory.recalled() is None
    memory.watch(watched())
    assert memory.recalled() is None


@pytest.mark.parametrize("kept", ["[", "[1]", '{"amqp://guest@localhost:5672/": 3}', "null"])
def test_that_what_cannot_be_read_is_nothing(tmp_path: Path, kept: str) -> None:
    settings = settings_in(tmp_path)
    settings.setValue("flow/selections", kept)
    memory = SelectionMemory(settings)
    memory.watch(watched())

    assert memory.recalled() is None


def test_that_not_every_broker_is_remembered_for_ever(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    kept = ", ".join(f'"amqp://{number}": "queue:a"' for number in range(KEPT + 5))
    settings.setValue("flow/selections", f"{{{kept}}}")
    memory = SelectionMemory(settings)
    memory.watch(watched())
    memory.note("queue:payments.q")

    assert len(memory._load()) == KEPT
    assert memory._session is not None
    assert memory._session.endpoints.shown in memory._load()


def test_that_the_window_selects_again_what_was_selected(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.select("queue:payments.q")
    with qtbot.waitSignal(workbench.watching.quiet):
        workbench.watching.end()
    before = workbench.selection
    assert before is None

    workbench.watching.take(shop())
    workbench.refresh()

    assert workbench.selection == "queue:payments.q"
    assert workbench.flow.selection() == "queue:payments.q"


def test_that_what_appears_only_after_connecting_is_selected_in_the_flow_too(
    bench: Bench, qtbot: QtBot
) -> None:
    workbench = bench(shop())
    workbench.select("queue:payments.q")
    with qtbot.waitSignal(workbench.watching.quiet):
        workbench.watching.end()
    session = watched(Topology())
    workbench.watching.take(session)
    workbench.refresh()
    nothing_yet = workbench.flow.selection()

    session.flow.fold_topology(shop_topology())
    workbench.refresh()

    assert nothing_yet is None

    assert workbench.flow.selection() == "queue:payments.q"
