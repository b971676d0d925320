"""What the edges of the flow say: chosen in menu or corner, and remembered."""

from PySide6.QtCore import QObject, QSettings

from gui.flow.label_choice import chosen
from gui.flow.view import FlowView
from gui.label_actions import LabelActions

_SETTING = "flow/labels"


class LabelsDesk(QObject):
    """Between the commands and the flow."""

    def __init__(self, actions: LabelActions, flow: FlowView, settings: QSettings) -> None:
        super().__init__(actions)
        self._flow = flow
        self._settings = settings
        flow.corner.offer([*actions.choices.values(), actions.following])
        actions.chosen.connect(self._on_chosen)
        actions.choose(chosen(settings.value(_SETTING)))

    def _on_chosen(self, name: str) -> None:
        self._settings.setValue(_SETTING, name)
        self._flow.show_labels(chosen(name))
