"""A flow with its find bar, and hands to type."""

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.session import Session
from gui.actions import Actions
from gui.find.desk import FindDesk
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import Broker


@dataclass
class Watched:
    """What the desk reads of a session."""

    broker: Broker

    @property
    def graph(self) -> object:
        return self.broker.graph

    def clock(self) -> float:
        return self.broker.at


@dataclass
class Searched:
    """The desk, the flow and the broker of a test."""

    desk: FindDesk
    broker: Broker
    parent: QObject

    def type(self, text: str) -> None:
        self.desk.bar.entry.selectAll()
        QTest.keyClicks(self.desk.bar.entry, text)
        self.desk.bar.entry.popup.close()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(self.desk.bar.entry, key, held or Qt.KeyboardModifier.NoModifier)

    def choose(self, mode: str) -> None:
        self.desk.bar.mode.setCurrentIndex(self.desk.bar.mode.findData(mode))

    def tick(self) -> None:
        self.broker.tick()
        self.desk.refresh()
        self.desk.flow.refresh()

    @property
    def shown(self) -> set[str]:
        return {node.name for node in self.desk.flow.stage.scene.nodes}

    @property
    def marked(self) -> set[str]:
        found = self.desk.flow.stage.found or ()
        return {key.partition(":")[2] for key in found if isinstance(key, str)}


def searched(qtbot: QtBot, broker: Broker) -> Searched:
    """The real desk, opened on a graph that is fed by hand."""
    parent = QObject()
    actions = Actions(parent)
    flow = FlowView()
    desk = FindDesk(flow, actions, parent)
    desk.selected.connect(flow.select)
    qtbot.addWidget(desk.area)
    desk.area.resize(1280, 740)
    flow.show_graph(broker.graph)
    desk.watch(cast(Session, Watched(broker)))
    with qtbot.waitExposed(desk.area):
        desk.area.show()
    actions.set_watching(True)
    actions.find.trigger()
    flow.stage.complete()
    return Searched(desk, broker, parent)
