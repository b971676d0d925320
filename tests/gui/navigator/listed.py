"""A session with the shop of the flow's tests, and its navigator on screen."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.endpoints import endpoints
from core.session import Session
from core.topology import Channel, Connection, Consumer, Queue, Topology
from core.troubles import Trouble
from gui.navigator.listing import Listing
from gui.navigator.view import NavigatorView
from tests.gui.flow.sample_graphs import Broker, shop

WEB = "10.0.0.1:4001 -> 10.0.0.9:5672"
PAY = "10.0.0.2:4002 -> 10.0.0.9:5672"
STUCK = Trouble(
    ("deliver", "queue:payments.requests", "service:payments"),
    "stuck",
    "warning",
    "holds all it may",
    channels=(f"{PAY} (1)",),
)


def topology() -> Topology:
    return Topology(
        queues={"payments.requests": Queue(name="payments.requests")},
        connections={
            WEB: Connection(name=WEB, provided_name="web-shop-1", user="shop"),
            PAY: Connection(name=PAY, provided_name="payments", user="bank"),
        },
        channels={f"{PAY} (1)": Channel(name=f"{PAY} (1)", connection=PAY)},
        consumers=(Consumer(tag="tag-1", queue="payments.requests", channel="x", connection=PAY),),
    )


@dataclass
class Listed:
    """The shop as a session has read it; `tick` lets a second pass."""

    broker: Broker = field(default_factory=shop)
    waits: float = 0.0

    def __post_init__(self) -> None:
        self.session = Session(endpoints(environment={}), clock=lambda: self.broker.at)
        self.session.flow.graph = self.broker.graph
        self.session.topology = topology()
        self.session.flow.directory.take(self.session.topology)
        self.listing = Listing(self.session, clock=lambda: self.waits)
        self.listing.refresh()

    def tick(self, seconds: float = 1.0) -> None:
        self.broker.tick()
        self.waits += seconds

    def names(self, section: int) -> list[str]:
        rows = self.listing.sections[section].rows
        return [self.listing.thing(section, row).name for row in range(len(rows))]


@dataclass
class Shown:
    """The navigator with hands to use it."""

    listed: Listed
    view: NavigatorView

    def type(self, text: str) -> None:
        self.view.entry.setFocus()
        self.view.entry.selectAll()
        QTest.keyClicks(self.view.entry, text)
        self.view.entry.popup.close()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.view.rows, key)

    def row(self, text: str) -> int:
        model = self.view.model
        found = [r for r in range(model.rowCount()) if model.index(r).data().startswith(text)]
        return found[0]

    def click(self, text: str) -> None:
        middle = self.view.rows.visualRect(self.view.model.index(self.row(text))).center()
        QTest.mouseClick(
            self.view.rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, middle.y())
        )

    @property
    def texts(self) -> list[str]:
        model = self.view.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    @property
    def current(self) -> str:
        index = self.view.rows.currentIndex()
        return str(index.data()) if index.isValid() else ""


def shown(qtbot: QtBot, listed: Listed | None = None) -> Shown:
    listed = listed or Listed()
    view = NavigatorView(dict)
    qtbot.addWidget(view)
    view.resize(300, 900)
    view.show_listing(listed.listing)
    with qtbot.waitExposed(view):
        view.show()
    return Shown(listed, view)
