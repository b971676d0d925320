from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gui.actions import Actions, fill_menu_bar
from gui.flow.label_choice import ORDER
from gui.flow.view import FlowView
from gui.labels_desk import LabelsDesk
from tests.gui.flow.sample_graphs import hello


def desk(qtbot: QtBot, folder: Path) -> tuple[QMainWindow, Actions, FlowView]:
    window, flow = QMainWindow(), FlowView()
    qtbot.addWidget(window)
    actions = Actions(window)
    fill_menu_bar(window, actions)
    window.setCentralWidget(flow)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    LabelsDesk(actions.labels, flow, settings)
    flow.show_graph(hello().graph)
    actions.set_watching(True)
    with qtbot.waitExposed(window):
        window.show()
    return window, actions, flow


def test_that_l_goes_from_choice_to_choice(qtbot: QtBot, tmp_path: Path) -> None:
    window, actions, flow = desk(qtbot, tmp_path)
    flow.setFocus()

    seen = []
    for _ in ORDER:
        seen.append(flow.stage.labelling.choice)
        QTest.keyClick(window, Qt.Key.Key_L)

    assert tuple(seen) == ORDER
    assert actions.labels.choice == "rates"


def test_that_menu_and_corner_offer_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    window, actions, flow = desk(qtbot, tmp_path)
    menu = flow.corner.labels.menu()
    assert menu is not None
    assert window.isVisible()
    assert flow.corner.labels.isVisible()

    menu.actions()[ORDER.index("share")].trigger()

    assert flow.stage.labelling.choice == "share"
    assert actions.labels.choices["share"].isChecked()
    assert flow.corner.labels.text().startswith("share")


def test_that_the_choice_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    window, actions, _ = desk(qtbot, tmp_path)
    actions.labels.choose("times")

    other, later, flow = desk(qtbot, tmp_path)

    assert window is not other
    assert later.labels.choice == "times"
    assert flow.stage.labelling.choice == "times"
