"""What the user does to the broker: publishes a test event, or taps a copy of what passes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.selection import Selection, exchange_of
from core.tapped import TappedMessage
from core.topology import Topology
from core.wording import tr
from gui.main_window import MainWindow
from gui.messages.desk import TapDesk
from gui.messages.view import MessagesView
from gui.publish.desk import PublishDesk
from gui.publish.route_desk import RouteDesk
from gui.publish.seen_keys import SeenKeys
from gui.publish.view import PublishView

if TYPE_CHECKING:
    from core.endpoints import Endpoints
    from core.session import Session


class WritingDesk(QObject):
    """The panels Publish and Messages, and the commands that lead from the selection to them."""

    foreseen = Signal(object)
    """The edges that the event in the form would take."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._selection: Selection = None
        self._suggested: Selection = None
        self.publish = PublishView()
        self.messages = MessagesView()
        self.publish_desk = PublishDesk(self.publish, self)
        self.route_desk = RouteDesk(self.publish, self)
        self.tap_desk = TapDesk(self.messages, self)
        self.publish.destination.seen_keys = SeenKeys(
            self.publish.outcomes.history, self.messages.ring
        )
        self._connect()

    def watch(
        self, endpoints: "Endpoints | None", session: "Session | None"
    ) -> list[Callable[[], None]]:
        """Write to another broker, or to none; returns what is left to do for the last one."""
        endings = (self.publish_desk.watch(endpoints), self.tap_desk.watch(endpoints))
        self.route_desk.watch(session)
        own = None if session is None else session.close_look.put_own
        self.publish_desk.put_facts = self.tap_desk.put_facts = own
        return [ending for ending in endings if ending is not None]

    def select(self, selection: Selection) -> None:
        """What `publish here` and `tap` are about."""
        self._selection = selection
        kind, name = self._selected_node()
        self._window.commands.set_selection(
            can_publish=exchange_of(selection) is not None,
            can_tap=kind == "queue" or (kind == "exchange" and bool(name)),
        )
        self.suggest_tap()

    def refresh(self, topology: Topology) -> None:
        """Offer the exchanges and queues that there are now."""
        self.publish.show_topology(topology)
        self.route_desk.refresh()
        self.messages.show_topology(topology)

    def suggest_tap(self) -> None:
        """Offer to tap what is selected: planning asks the broker, so only for one who looks."""
        if self.messages.isVisible() and self._selection != self._suggested:
            self._suggested = self._selection
            if self._window.commands.tap.isEnabled():
                self.messages.suggest(self._selected_node())

    def _connect(self) -> None:
        commands = self._window.commands
        commands.publish.triggered.connect(self._on_publish)
        commands.publish_here.triggered.connect(self._on_publish_here)
        commands.tap.triggered.connect(self._on_tap)
        self.route_desk.foreseen.connect(self.foreseen)
        self.messages.detail.publish_wanted.connect(self._on_publish_again)

    def _selected_node(self) -> tuple[str, str]:
        """Kind and name on the broker of the selected node; empty words for anything else."""
        if not isinstance(self._selection, str):
            return "", ""
        kind, _, name = self._selection.partition(":")
        return kind, name

    def _on_publish(self) -> None:
        if exchange_of(self._selection) is not None and self.publish.destination.is_untouched:
            self._on_publish_here()
            return
        self._window.reveal("publish")
        self.publish.destination.exchange.setFocus()

    def _on_publish_here(self) -> None:
        self._window.reveal("publish")
        self.publish.publish_to(exchange_of(self._selection) or "")

    def _on_publish_again(self, message: TappedMessage) -> None:
        self._window.reveal("publish")
        self.publish_desk.show_message(message)
        if message.truncated:
            told = tr("Only the beginning of this body was kept: the form is incomplete.")
            self._window.say(told)

    def _on_tap(self) -> None:
        self._window.reveal("messages")
        self.messages.choose(self._selected_node())
