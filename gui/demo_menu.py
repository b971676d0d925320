"""The menu of trouble that the demo can be put into."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.wording import tr
from gui.plain import tooltip

if TYPE_CHECKING:
    from core.demo.scenarios import Scenario


class DemoMenu(QMenu):
    """Each scenario can be switched on and off."""

    switched = Signal(str)
    """A scenario was started or stopped: what that causes."""

    def __init__(self, scenarios: "Sequence[Scenario]", parent: QWidget) -> None:
        super().__init__(tr("&Demo"), parent)
        self.choices: dict[str, QAction] = {}
        self._scenarios = scenarios
        self.setToolTipsVisible(True)
        for scenario in scenarios:
            self.choices[scenario.name] = action = self.addAction(scenario.title)
            action.setCheckable(True)
            action.setToolTip(tooltip(scenario.promise))
            action.triggered.connect(lambda on, one=scenario: self._switch(one, on=on))

    def refresh(self) -> None:
        """Check what is on."""
        for scenario in self._scenarios:
            self.choices[scenario.name].setChecked(scenario.is_on)

    def _switch(self, scenario: "Scenario", *, on: bool) -> None:
        if on:
            scenario.start()
            self.switched.emit(scenario.promise)
        else:
            scenario.stop()
            told = tr(
                "{scenario} has ended; what it left behind is worked off.", scenario=scenario.title
            )
            self.switched.emit(told)
