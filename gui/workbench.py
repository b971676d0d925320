"""What fills the window after its first paint, and how the views hear of each other."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from core.graph import FlowGraph
from core.selection import Selection
from core.wording import tr
from gui import last_folder
from gui.acks.view import AckView
from gui.charts.desk import ChartsDesk
from gui.charts.view import ChartsView
from gui.connect.desk import ConnectDesk
from gui.connect.dialog import ConnectDialog
from gui.demo_desk import DemoDesk
from gui.find.desk import FindDesk
from gui.flow.collapse_desk import CollapseDesk
from gui.flow.picture_desk import PictureDesk
from gui.flow.pin_desk import PinDesk
from gui.flow.view import FlowView
from gui.guide.desk import GuideDesk
from gui.header import Header
from gui.hints import Hint, hint_of
from gui.inspector.desk import InspectorDesk
from gui.inspector.view import InspectorView
from gui.labels_desk import LabelsDesk
from gui.language_desk import LanguageDesk
from gui.look.desk import LookDesk
from gui.main_window import MainWindow
from gui.navigator.desk import NavigatorDesk
from gui.palette.desk import PaletteDesk
from gui.panel import in_words
from gui.selection_memory import SelectionMemory
from gui.shortcuts import ShortcutsDesk
from gui.topology_log.desk import LogDesk
from gui.watching import Watching
from gui.welcome import Welcome
from gui.writing_desk import WritingDesk

if TYPE_CHECKING:
    from core.session import Session

PATIENCE_MS = 6_000
"""So long threads get to end after the window has gone."""


class Workbench(QObject):
    """The views, the session that they show, and the commands of the window."""

    leaves = Signal()
    """The window was closed; everything is still there."""
    gone = Signal()
    """Everything has ended: the process may."""

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        last_folder.keep_in(settings)
        self.watching = Watching(self)
        self.header = Header()
        self.welcome = Welcome()
        self.flow = FlowView()
        self.middle = QStackedWidget()
        self.writing = WritingDesk(window)
        self.publish, self.messages = self.writing.publish, self.writing.messages
        self.log_desk = LogDesk(window, settings)
        self.log = self.log_desk.view
        self.charts: ChartsView | None = None
        self.acks: AckView | None = None
        self.inspector: InspectorView | None = None
        self.demo_desk = DemoDesk(window, self.watching)
        self.look_desk = LookDesk(window, self.watching)
        self.charts_desk = ChartsDesk(window, self.log, settings)
        self.inspector_desk = InspectorDesk(window, self.look_desk, self.log)
        self.labels_desk = LabelsDesk(window.commands.labels, self.flow, settings)
        self.collapse_desk = CollapseDesk(self.flow, window.commands.collapse, settings)
        commands = window.commands
        self.pin_desk = PinDesk(self.flow, commands.release, commands.tidy, settings)
        self.picture_desk = PictureDesk(self.flow, window.say, settings)
        self.picture_desk.titled = lambda: self.watching.status().where
        commands.language.remember_in(settings)
        commands.language.said.connect(window.say)
        self.language_desk = LanguageDesk(window)
        commands.picture.save.triggered.connect(self.picture_desk.ask)
        commands.picture.copy.triggered.connect(self.picture_desk.copy)
        self.picture_desk.offer_minimap(commands.picture.minimap)
        commands.picture.words.triggered.connect(self._on_words)
        self.find_desk = FindDesk(self.flow, window.commands, self)
        self.navigator_desk = NavigatorDesk(window, self.flow, self.find_desk)
        self.charts_desk.carry_from(self.flow, self.navigator_desk.view)
        before = self.look_desk.before
        self.connect_desk = ConnectDesk(window, self.watching, self.welcome, settings, before)
        profiles = self.connect_desk.profiles
        self.palette_desk = PaletteDesk(
            window, settings, lambda: profiles.load().profiles, self.connect_desk.open_profile
        )
        self.shortcuts_desk = ShortcutsDesk(window)
        self.guide_desk = GuideDesk(window, self.palette_desk)
        self.selection: Selection = None
        self._memory = SelectionMemory(settings)
        self._hint: Hint | None = None
        self._leaving = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._go)
        self._fill()
        self._connect()
        self._on_session()

    def show_up(self) -> None:
        """Arrange everything as the last time; the keyboard is where one goes on from."""
        self.window.restore_layout(self.settings)
        self.middle.show()  # only what is seen can take the keyboard
        self._show_middle()

    def ask(self) -> ConnectDialog:
        """Open the connect dialog."""
        return self.connect_desk.ask()

    def select(self, selection: Selection) -> None:
        """Make everything about a node, an edge or the whole broker."""
        self.selection = selection
        self._memory.note(selection)
        self.collapse_desk.select(selection)
        self.navigator_desk.show_selection(selection)
        self.pin_desk.select(selection)
        meant = self.collapse_desk.meant(selection)
        for view in (self.charts, self.acks, self.log):
            if view is not None:
                view.show_selection(meant)
        if self.inspector is not None:
            self.inspector.show_selection(selection)
        self.writing.select(selection)

    def refresh(self) -> None:
        """One tick: header and visible views read the model and draw."""
        session = self.watching.session
        if session is None or not self.window.isVisible():
            return
        status = self.watching.status()
        self.header.show_status(status)
        self._show_hint(hint_of(status, edges=len(session.graph.edges)))
        self.collapse_desk.refresh()
        self.find_desk.refresh()
        self.flow.refresh()
        recalled = self._memory.recalled()
        if recalled is not None:
            self.select(recalled)  # the flow marks only what it shows already
        self.navigator_desk.refresh()
        self.writing.refresh(session.topology)
        for view in (self.charts, self.acks, self.inspector, self.log):
            if view is not None and view.isVisible():
                view.refresh()
        if self.charts is not None:
            self.window.commands.pause.setChecked(self.charts.is_paused)
            self.window.commands.chart_times.setChecked(self.charts.shows_times)

    def leave(self) -> None:
        """The window was closed: end every thread, then say so."""
        if self._leaving:
            return
        self._leaving = True
        self.leaves.emit()
        self.window.remember_layout(self.settings)
        self.connect_desk.end()
        self.picture_desk.end()
        self.watching.end()
        self.demo_desk.end()
        self.watching.quiet.connect(self._on_quiet)
        self._patience.start()
        self._on_quiet()

    def _fill(self) -> None:
        self.window.set_header(self.header)
        self.header.add_chip(self.look_desk.chip)
        self.look_desk.selection = lambda: self.selection
        self.look_desk.guests = lambda: self.demo_desk.guests
        self.middle.addWidget(self.welcome)
        self.middle.addWidget(self.find_desk.area)
        self.window.setCentralWidget(self.middle)
        self.window.fill("publish", self.publish)
        self.window.fill("messages", self.messages)
        self.window.fill("log", self.log)

    def _connect(self) -> None:
        commands = self.window.commands
        commands.connect_to.triggered.connect(lambda: self.connect_desk.ask())
        before = self.look_desk.before
        commands.try_demo.triggered.connect(lambda: before(self.demo_desk.begin_own))
        commands.disconnect_from.triggered.connect(lambda: before(self.watching.end))
        self.window.panel_commands.to_flow.triggered.connect(lambda: self._show_middle())
        commands.fit.triggered.connect(self.flow.fit)
        commands.zoom_in.triggered.connect(self.flow.zoom_in)
        commands.zoom_out.triggered.connect(self.flow.zoom_out)
        commands.pause.toggled.connect(self._on_pause)
        commands.chart_times.toggled.connect(self._on_chart_times)
        self.welcome.connect_wanted.connect(commands.connect_to.trigger)
        self.welcome.demo_wanted.connect(commands.try_demo.trigger)
        self.welcome.demo_unwanted.connect(self.demo_desk.end)
        self.demo_desk.changed.connect(self._on_demo)
        self.demo_desk.failed.connect(self.welcome.show_failed)
        self.flow.addActions([commands.publish_here, commands.tap, commands.release])
        self.flow.addActions([commands.fit, commands.tidy, commands.collapse, commands.pause])
        self.flow.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.flow.selected.connect(self.select)
        self.writing.foreseen.connect(self.flow.foresee)
        self.publish.route.selected.connect(self.select)
        self.find_desk.selected.connect(self.select)
        self.navigator_desk.selected.connect(self.select)
        self.collapse_desk.turned.connect(self._on_collapsed)
        self.palette_desk.selected.connect(self._on_sought)
        self.palette_desk.message_wanted.connect(self.inspector_desk.show_life)
        self.watching.changed.connect(self._on_session)
        self.watching.updated.connect(self.refresh)
        self.watching.troubled.connect(self.window.say)
        self.window.leaving.connect(self.leave)
        for dock in self.window.docks.values():
            dock.visibilityChanged.connect(self._on_dock)

    def _on_session(self) -> None:
        """Take over the model of another session, or of none."""
        self.picture_desk.end()
        session = self.watching.session
        self._memory.watch(None)
        for ending in self.writing.watch(self.watching.endpoints, session):
            self.watching.finish(ending)
        self.window.commands.set_watching(session is not None)
        self._show_flow(session)
        self.find_desk.watch(session)
        self.navigator_desk.watch(session)
        self.palette_desk.watch(session)
        if session is None:
            self.log.show_log(None)
            self.charts = self.inspector = self.acks = None
            self.window.fill(
                "acks", in_words(tr("The acknowledgements of single messages appear here."))
            )
            self.window.fill("charts", in_words(tr("Rates and depths appear here.")))
            details = tr("Details of what you select appear here.")
            self.window.fill("inspector", in_words(details))
        else:
            self.log.show_log(session.log, session.flow.directory.peers_of)
            self.charts = self.charts_desk.watch(session, self.look_desk.bar())
            self.acks = AckView(session, self.look_desk.bar())
            self._on_chart_times(self.window.commands.chart_times.isChecked())
            self.inspector = self.inspector_desk.watch(session, self.acks)
            self.inspector.selected.connect(self.select)
            self.window.fill("charts", self.charts)
            self.window.fill("acks", self.acks)
            self.window.fill("inspector", self.inspector)
        self.header.show_status(self.watching.status())
        title = "Flowscope" if session is None else f"{session.endpoints.shown} - Flowscope"
        self.window.setWindowTitle(title)
        self._show_hint(hint_of(self.watching.status(), edges=0))
        self._show_middle()
        self.select(None)
        self._memory.watch(session)

    def _show_flow(self, session: "Session | None") -> None:
        if session is None:
            self.collapse_desk.show_graph(FlowGraph())
        else:
            self.collapse_desk.show_graph(
                session.graph, lambda: session.times.over_a_minute(session.clock())
            )
        self._watch_pins()

    def _watch_pins(self) -> None:
        collapsed = self.collapse_desk.collapsed is not None
        self.pin_desk.watch(self.watching.endpoints, collapsed=collapsed)

    def _show_middle(self) -> None:
        """The flow while something is watched, else what to do; the keyboard goes with it."""
        shown = self.welcome if self.watching.session is None else self.find_desk.area
        self.middle.setCurrentWidget(shown)
        shown.setFocus()

    def _on_demo(self) -> None:
        """Only one demo runs at a time."""
        self.window.commands.try_demo.setEnabled(self.demo_desk.demo is None)
        if self.demo_desk.is_starting:
            self.welcome.show_starting()
        else:
            self.welcome.show_idle()

    def _show_hint(self, hint: Hint) -> None:
        """Say it once: every hint repaints the flow."""
        if hint != self._hint:
            self._hint = hint
            self.flow.set_hint(hint.title, hint.body)

    def _on_words(self) -> None:
        if self.watching.session is not None:
            self.picture_desk.tell(self.watching.session.graph)

    def _on_collapsed(self) -> None:
        self._watch_pins()
        self.find_desk.again()
        self.select(self.collapse_desk.kept(self.selection))

    def _on_dock(self) -> None:
        """A panel came into view or went: draw what can be seen."""
        self.refresh()
        self.writing.suggest_tap()

    def _on_sought(self, node: str) -> None:
        """Somebody asked for a thing by its name: bring it before his eyes."""
        self.select(node)
        self.flow.setFocus()
        self.flow.approach()

    def _on_pause(self, on: bool) -> None:
        if self.charts is not None:
            self.charts.set_paused(on)

    def _on_chart_times(self, on: bool) -> None:
        if self.charts is not None and on != self.charts.shows_times:
            self.window.reveal("charts")
            self.charts.show_page("times" if on else "rates")

    def _on_quiet(self) -> None:
        if not self.watching.is_ending:
            self._go()

    def _go(self) -> None:
        self._patience.stop()
        self.window.leave()
        self.gone.emit()
