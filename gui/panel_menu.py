"""What a right click on the title or the tab of a panel offers: where it is, and whether it is there."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QTabBar

from core.wording import phrase, tr
from gui.dock import Dock
from gui.panel_actions import PanelActions, detach, shown

_PLACES = {
    Qt.DockWidgetArea.LeftDockWidgetArea: phrase("Move to the &left"),
    Qt.DockWidgetArea.RightDockWidgetArea: phrase("Move to the &right"),
    Qt.DockWidgetArea.BottomDockWidgetArea: phrase("Move to the &bottom"),
}


def panel_menu(window: QMainWindow, dock: Dock, commands: PanelActions) -> QMenu:
    """All that can be done with one panel."""
    menu, name = QMenu(window), dock.windowTitle()
    menu.addAction(tr("Hide {panel}", panel=name)).triggered.connect(dock.close)
    if dock.isFloating():
        back = menu.addAction(tr("Put {panel} back into the window", panel=name))
        back.triggered.connect(lambda: dock.setFloating(False))
    else:
        menu.addAction(shown(name)).triggered.connect(lambda: detach(dock))
    menu.addSeparator()
    for area, words in _PLACES.items():
        menu.addAction(_mover(menu, window, dock, area, tr(words)))
    menu.addSeparator()
    menu.addMenu(tr("Other &panels")).addActions(list(commands.shows.values()))
    menu.addAction(commands.reset)
    return menu


def move(window: QMainWindow, dock: Dock, area: Qt.DockWidgetArea) -> None:
    """Put a panel to an edge of the window, in front of those that are there already."""
    there = [one for one in _docks_at(window, area) if one is not dock]
    dock.setFloating(False)
    window.addDockWidget(area, dock)
    if there:  # side by side they would be too small to be read
        window.tabifyDockWidget(there[0], dock)
    dock.show()
    dock.raise_()


def panel_of_tab(window: QMainWindow, at: QPoint) -> Dock | None:
    """The panel whose tab is at a place of the window."""
    bar = window.childAt(at)
    if not isinstance(bar, QTabBar) or bar.parentWidget() is not window:
        return None
    tab = bar.tabAt(bar.mapFrom(window, at))
    named = (one for one in window.findChildren(Dock) if one.windowTitle() == bar.tabText(tab))
    return next(named, None)


def _mover(
    menu: QMenu, window: QMainWindow, dock: Dock, area: Qt.DockWidgetArea, words: str
) -> QAction:
    action = QAction(words, menu)
    is_there = window.dockWidgetArea(dock) is area and not dock.isFloating()
    action.setEnabled(not is_there)
    action.triggered.connect(partial(_moved, window, dock, area))
    return action


def _moved(
    window: QMainWindow, dock: Dock, area: Qt.DockWidgetArea, _checked: bool = False
) -> None:
    move(window, dock, area)


def _docks_at(window: QMainWindow, area: Qt.DockWidgetArea) -> list[Dock]:
    return [
        dock
        for dock in window.findChildren(Dock)
        if window.dockWidgetArea(dock) is area and not dock.isFloating() and not dock.isHidden()
    ]
