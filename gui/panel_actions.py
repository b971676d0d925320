"""The commands of the panels: to go to one by its number, show, hide, detach it, and to tidy up.

The key of a panel brings it to the front with the keyboard in it; only once more hides it.
"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from core.wording import tr
from gui.command import tip_with_keys
from gui.dock import Dock


class PanelActions(QObject):
    """For each panel the same three commands, told apart by the keys held with its number."""

    def __init__(self, docks: Mapping[str, Dock], parent: QObject) -> None:
        super().__init__(parent)
        self.to_flow = self._action(tr("&Flow"), "Alt+0", tr("Go to the flow"))
        self.reset = self._action(
            tr("&Reset layout of the panels"),
            "Ctrl+Shift+R",
            tr("Put every panel (dock) back where it was in a new window"),
        )
        self.jumps: dict[str, QAction] = {}
        self.detaches: dict[str, QAction] = {}
        self.shows: dict[str, QAction] = {}
        self._go: Callable[[str], object] = lambda name: docks[name].show()
        for number, (name, dock) in enumerate(docks.items(), start=1):
            title = dock.windowTitle()
            going, showing = tr("Go to the panel {panel}", panel=title), shown(title)
            self.jumps[name] = self._action(title, f"Alt+{number}", going)
            self.shows[name] = self._switch(name, dock, f"Ctrl+{number}")
            self.detaches[name] = self._action(title, f"Ctrl+Shift+{number}", showing)
            self.detaches[name].triggered.connect(partial(detach, dock))

    def fill(self, menu: QMenu) -> None:
        """Offer all of them in the menu of the panels."""
        menu.addActions(list(self.shows.values()))
        menu.addSeparator()
        menu.addMenu(tr("&Go to")).addActions([self.to_flow, *self.jumps.values()])
        menu.addMenu(tr("&Detach")).addActions(list(self.detaches.values()))
        menu.setToolTipsVisible(True)

    def short_menu(self, parent: QWidget) -> QMenu:
        """All panels, to be shown and hidden."""
        menu = QMenu(parent)
        menu.addActions(list(self.shows.values()))
        menu.addSeparator()
        menu.addAction(self.reset)
        return menu

    def on_jump(self, go: Callable[[str], object]) -> None:
        """Whom to ask when a panel is wanted."""
        self._go = go
        for name, action in self.jumps.items():
            action.triggered.connect(partial(_without_state, go, name))

    def _switch(self, name: str, dock: Dock, keys: str) -> QAction:
        """Goes to a panel; hides the one that has the keyboard already."""
        title = dock.windowTitle()
        tip = tr("Show {panel} and go to it; hide it when the keyboard is there", panel=title)
        action = self._action(title, keys, tip)
        action.setCheckable(True)
        dock.toggleViewAction().toggled.connect(action.setChecked)
        action.setChecked(not dock.isHidden())
        action.triggered.connect(lambda: self._turn(name, dock, action))
        return action

    def _turn(self, name: str, dock: Dock, action: QAction) -> None:
        keyboard = QApplication.focusWidget()
        if not dock.isHidden() and keyboard is not None and dock.isAncestorOf(keyboard):
            dock.hide()
        else:
            self._go(name)
        action.setChecked(not dock.isHidden())

    def _action(self, text: str, keys: str, tip: str) -> QAction:
        return _named(QAction(text, self), keys, tip)


def shown(panel: str) -> str:
    """What it does to a panel that it is detached."""
    return tr("Show {panel} in a window of its own", panel=panel)


def detach(dock: Dock) -> None:
    """Make a panel a window of its own."""
    dock.detach()


def _named(action: QAction, keys: str, tip: str) -> QAction:
    action.setShortcut(keys)
    action.setToolTip(tip_with_keys(tip, keys))
    return action


def _without_state(go: Callable[[str], object], name: str, _checked: bool = False) -> None:
    go(name)
