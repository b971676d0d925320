"""Between the inspector and the window: what its pages offer to look at or to switch on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.topology_log import Entry
from core.watched_message import Message
from core.wording import tr
from gui.inspector.page import Goal
from gui.inspector.view import InspectorView
from gui.look.desk import LookDesk
from gui.main_window import MainWindow
from gui.topology_log.view import TopologyLogView

if TYPE_CHECKING:
    from core.session import Session
    from gui.acks.view import AckView


class InspectorDesk(QObject):
    """Makes the inspector of each session, and goes where its links lead."""

    def __init__(self, window: MainWindow, look: LookDesk, log: TopologyLogView) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._log = log
        self._inspector: InspectorView | None = None
        self._acks: AckView | None = None
        window.commands.inspector.copy_text.triggered.connect(self._on_copy_text)
        window.commands.inspector.copy_json.triggered.connect(self._on_copy_json)

    def watch(self, session: "Session", acks: "AckView | None" = None) -> InspectorView:
        """The inspector of another session, whose messages have their lives told in `acks`."""
        self._acks = acks
        inspector = self._inspector = InspectorView(session)
        inspector.wanted.connect(self._go)
        inspector.said.connect(self._window.say)
        return inspector

    def _on_copy_text(self) -> None:
        if self._inspector is not None:
            self._inspector.copy_text.trigger()

    def _on_copy_json(self) -> None:
        if self._inspector is not None:
            self._inspector.copy_json.trigger()

    def show_life(self, message: Message) -> None:
        """Tell the life of a message, in front."""
        if self._acks is not None:
            self._acks.choose(message)
            self._window.go_to("acks")

    def _go(self, goal: Goal) -> None:
        if isinstance(goal, Entry):
            self._window.reveal("log")
            self._log.show_entry(goal)
        elif isinstance(goal, Message):
            self.show_life(goal)
        elif goal == "proxy":
            self._look.ask_proxy()
        elif self._look.is_listening:
            self._window.say(tr("The firehose listens already: keys show as messages come."))
        else:
            self._look.ask_firehose()
