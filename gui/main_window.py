"""The frame of the window: menus, header, the place of the flow and docks that fill later.

It imports nothing but Qt, so that the first paint does not wait for plots or for the broker.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenu,
    QStyle,
    QTabBar,
    QTabWidget,
    QToolBar,
    QWidget,
)

from core.wording import phrase, tr
from gui import theme
from gui.actions import Actions, fill_menu_bar
from gui.dock import Dock
from gui.dock_title import DockTitle
from gui.fonts import largeness
from gui.notice import Notice
from gui.panel import Panel, in_words
from gui.panel_actions import PanelActions
from gui.panel_menu import panel_menu, panel_of_tab
from gui.plain import tooltip

PANELS = {
    "navigator": phrase("Navigator"),
    "inspector": phrase("Inspector"),
    "charts": phrase("Charts"),
    "acks": phrase("Acks"),
    "publish": phrase("Publish"),
    "messages": phrase("Messages"),
    "log": phrase("Topology log"),
}
"""By the name of each dock; to be said with `tr`."""
_LAYOUT_VERSION = 1
_ROOM_FOR_NAVIGATOR = 1400
"""The width from which a new window shows the navigator."""
_NAVIGATOR_WIDTH = 300
_ROOM_FOR_BOTH = 1000
"""From that width on, in letters of the usual size, the flow has panels at both of its sides."""
_FLOW_ROOM = QSize(1020, 560)
"""What flow, header and bars get of a window before the panels do, unless these become tiny."""
_LEAST_BESIDE, _LEAST_BELOW = 240, 220


_AREAS = {
    "navigator": Qt.DockWidgetArea.LeftDockWidgetArea,
    "inspector": Qt.DockWidgetArea.RightDockWidgetArea,
}
_SIZES = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "side": Qt.DockWidgetArea.RightDockWidgetArea,
    "below": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_BESIDE = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)


class MainWindow(QMainWindow):
    """A header on top, the flow in the middle, the inspector beside it, the other panels below."""

    painted = Signal()
    """The window was drawn for the first time: now is the time for what is heavy."""
    leaving = Signal()
    """The user closes the window; whoever owns the session ends it and then calls `leave`."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Flowscope")
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks
        )
        self.commands = Actions(self)
        self.commands.said.connect(self.say)
        panels = fill_menu_bar(self, self.commands)
        self.header_bar = self._add_header_bar()
        self.show_band(None)
        self.statusBar().setSizeGripEnabled(False)  # made now: its place is never taken from others
        self.notice = Notice()
        self.statusBar().addWidget(self.notice, 1)
        self.setCentralWidget(in_words(tr("Starting …")))
        self._panels: dict[str, Panel] = {}
        self._titles: dict[Dock, DockTitle] = {}
        self.docks = {name: self._add_dock(name, tr(title)) for name, title in PANELS.items()}
        self.panel_commands = PanelActions(self.docks, self)
        self.panel_commands.fill(panels)
        view = panels.parentWidget()
        if isinstance(view, QMenu):
            view.addAction(self.panel_commands.reset)
        self.panel_commands.on_jump(self.go_to)
        self.panel_commands.reset.triggered.connect(self.reset_layout)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.resize(self._first_size())
        self._place_docks()
        self.docks["navigator"].hide()
        self.commands.quit.triggered.connect(self.close)
        self.hesitates: Callable[[], bool] = lambda: False
        """Asks what has to be asked before the window may close; whether it did."""
        self.comes_back = False
        """Another window opens once this one has gone."""
        self._was_painted = False
        self._may_close = False

    def set_header(self, header: QWidget) -> None:
        """Put the line with the state of the connection above everything."""
        self.header_bar.addWidget(header)

    def show_band(self, colour: QColor | None) -> None:
        """A band of the colour of the profile above the header, or none."""
        top = "none" if colour is None else f"3px solid {colour.name()}"
        self.header_bar.setStyleSheet(
            f"QToolBar {{ border: none; border-top: {top}; border-bottom: 1px solid palette(mid); }}"
        )

    def fill(self, name: str, view: QWidget) -> None:
        """Put a view into its dock; it is visible only while its tab is in front."""
        self._panels[name].show_view(view)

    def reveal(self, name: str) -> QDockWidget:
        """Bring a dock to the front, also if it was closed."""
        dock = self.docks[name]
        dock.show()
        dock.raise_()
        QTimer.singleShot(0, dock, dock.raise_)  # one that was closed has no tab until laid out
        return dock

    def go_to(self, name: str) -> None:
        """Bring a dock to the front, and the keyboard into it, before the next key if possible."""
        was_closed, take_focus = self.docks[name].isHidden(), self._panels[name].take_focus
        dock = self.reveal(name)
        if was_closed:
            QTimer.singleShot(0, dock, take_focus)  # there is no view until the dock is laid out
        else:
            take_focus()

    def reset_layout(self) -> None:
        """Put every panel back where it is in a new window."""
        self._place_docks()
        self.docks["navigator"].setVisible(self.width() >= _ROOM_FOR_NAVIGATOR)
        QTimer.singleShot(0, self, self.arrange)

    def say(self, line: str) -> None:
        """Show one line below everything, for a while; the whole of it when pointed at."""
        self.statusBar().showMessage(line, 15_000)
        self.statusBar().setToolTip(tooltip(line))

    def warn(self, line: str) -> None:
        """Say what went wrong below everything, until it is put away."""
        self.statusBar().clearMessage()
        self.notice.say(line)

    def leave(self) -> None:
        """Close for good: whatever had to end has ended."""
        self._may_close = True
        self.close()

    def remember_layout(self, settings: QSettings) -> None:
        """Keep size and arrangement for the next start."""
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/docks", self.saveState(_LAYOUT_VERSION))
        theme.remember_in(settings)
        for name, area in _SIZES.items():
            size = self._size_of(area)
            if size:  # of an edge without panels, the size of the last time is kept
                settings.setValue(f"window/{name}", size)

    def restore_layout(self, settings: QSettings) -> None:
        """Take size and arrangement of the last time, or the usual one."""
        geometry = settings.value("window/geometry")
        docks = settings.value("window/docks")
        if isinstance(geometry, QByteArray) and isinstance(docks, QByteArray):
            self.restoreGeometry(geometry)
            self._hide_tabs()
            self.restoreState(docks, _LAYOUT_VERSION)
            parts = ("side", "below", "left")
            side, below, left = (int(str(settings.value(f"window/{n}", 0))) for n in parts)
            whole = partial(self._share_out, side, below, left or _NAVIGATOR_WIDTH)
            arrange = whole if side and below else self.arrange
        else:
            arrange = self.arrange
            self.docks["navigator"].setVisible(self.width() >= _ROOM_FOR_NAVIGATOR)
        QTimer.singleShot(0, self, arrange)  # Qt resizes docks only once they were laid out

    def return_anew(self) -> None:
        """Close, and come back made anew."""
        self.comes_back = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go out of sight at once; threads may take a moment to end."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if self.hesitates():
            self.comes_back = False
            return
        self.hide()
        self.leaving.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is on screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def _add_header_bar(self) -> QToolBar:
        bar = QToolBar(tr("Header"))
        bar.setObjectName("header")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.setMinimumHeight(self.fontMetrics().height() + 22)
        self.addToolBar(bar)
        return bar

    def _add_dock(self, name: str, title: str) -> Dock:
        dock = Dock(title, self)
        dock.setObjectName(name)
        panel = self._panels[name] = Panel(title)
        dock.setWidget(panel)
        self._titles[dock] = title_bar = DockTitle(dock)
        dock.setTitleBarWidget(title_bar)
        title_bar.menu_wanted.connect(lambda at: self.menu_of(dock).popup(at))
        dock.topLevelChanged.connect(title_bar.show_floating)
        dock.visibilityChanged.connect(panel.set_in_front)
        for moved in (dock.visibilityChanged, dock.dockLocationChanged, dock.topLevelChanged):
            moved.connect(lambda _: QTimer.singleShot(0, self, self._name_docks))
        dock.dockLocationChanged.connect(lambda area: panel.set_beside(area in _BESIDE))
        return dock

    def createPopupMenu(self) -> QMenu:
        """What a right click on the header offers."""
        return self.panel_commands.short_menu(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """On the tab of a panel it is about that panel; its title asks by itself."""
        dock = panel_of_tab(self, event.pos())
        if dock is not None:
            self.menu_of(dock).popup(event.globalPos())
        else:
            super().contextMenuEvent(event)

    def menu_of(self, dock: Dock) -> QMenu:
        """What can be done with a panel; forgotten once it is closed."""
        menu = panel_menu(self, dock, self.panel_commands)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _place_docks(self) -> None:
        """All where they are in a new window, which keeps its size.

        Those below the flow are never beside each other, not even for a moment: the window would
        grow until all of them have room.
        """
        charts = self.docks["charts"]
        for name, dock in self.docks.items():
            dock.setFloating(False)
            if name in _AREAS or dock is charts:
                self.addDockWidget(_AREAS.get(name, Qt.DockWidgetArea.BottomDockWidgetArea), dock)
            else:
                self.tabifyDockWidget(charts, dock)
            dock.show()
        charts.raise_()
        if self.width() < _ROOM_FOR_BOTH * largeness(self.font()):
            self.tabifyDockWidget(self.docks["inspector"], self.docks["navigator"])
            self.docks["inspector"].raise_()

    def _hide_tabs(self) -> None:
        """Qt shows again those that it goes on using; the others would stay a moment as ghosts."""
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.hide()

    def _name_docks(self) -> None:
        """A panel among others is named by its tab, one that stands alone by a title."""
        for dock, title in self._titles.items():
            among = [one for one in self.tabifiedDockWidgets(dock) if not one.isHidden()]
            title.show_alone(not among)

    def arrange(self) -> None:
        """Give the flow the largest part: in a small window the panels make do with little."""
        side = max(_LEAST_BESIDE, min(360, self.width() - _FLOW_ROOM.width()))
        most = round(self.height() * 0.38)
        below = max(_LEAST_BELOW, min(most, self.height() - _FLOW_ROOM.height()))
        self._share_out(side, below, min(_NAVIGATOR_WIDTH, side))

    def _at(self, area: Qt.DockWidgetArea) -> list[QDockWidget]:
        """The panels that are shown at an edge of the window."""
        shown = (one for one in self.docks.values() if not one.isHidden() and not one.isFloating())
        return [dock for dock in shown if self.dockWidgetArea(dock) is area]

    def _size_of(self, area: Qt.DockWidgetArea) -> int:
        """The width beside the flow, or the height below it with the tabs; 0 without panels."""
        centre, docks = self.centralWidget(), self._at(area)
        if centre is None or not docks:
            return 0
        flow = centre.geometry()
        apart = self.style().pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent)
        if area is Qt.DockWidgetArea.LeftDockWidgetArea:
            return max(0, flow.left() - apart)
        if area is Qt.DockWidgetArea.RightDockWidgetArea:
            return max(0, self.width() - 1 - flow.right() - apart)
        return max(0, max(dock.geometry().bottom() for dock in docks) - flow.bottom() - apart)

    def _share_out(self, side: int, below: int, left: int) -> None:
        """Give the panels beside the flow their widths, and those below it their height."""
        wanted = zip((left, side), _BESIDE, strict=True)
        beside = [(self._at(area)[0], width) for width, area in wanted if self._at(area)]
        if beside:
            docks, widths = zip(*beside, strict=True)
            self.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        lower = self._at(Qt.DockWidgetArea.BottomDockWidgetArea)
        if lower:
            self.resizeDocks(lower[:1], [below], Qt.Orientation.Vertical)

    @staticmethod
    def _first_size() -> QSize:
        screen = QGuiApplication.primaryScreen().availableSize()
        return QSize(min(1480, screen.width() - 40), min(940, screen.height() - 60))
