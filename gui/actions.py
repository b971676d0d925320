"""The commands of the window, each with its shortcut: menus, header and views share them."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from core.wording import phrase, tr
from gui import theme
from gui.chart_actions import ChartActions
from gui.command import bare, command
from gui.inspector_actions import InspectorActions
from gui.label_actions import LabelActions
from gui.language_actions import LanguageActions
from gui.log_actions import LogActions
from gui.picture_actions import PictureActions


class Actions(QObject):
    """Everything that can be asked of the window; what cannot be done now is disabled."""

    said = Signal(str)
    """What came of a command that may change nothing in sight."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._make_broker()
        self._make_message()
        self._make_flow()
        self._make_charts()
        self._make_view()
        self.labels = LabelActions(self)
        self.charts = ChartActions(self)
        self.picture = PictureActions(self)
        self.inspector = InspectorActions(self)
        self.language = LanguageActions(self)
        self.log = LogActions(self)
        writing = (self.publish, self.publish_here, self.tap, self.firehose)
        self._writing = {one: one.toolTip() for one in writing}
        self._refusal = ""
        self.set_watching(False)

    def _make_broker(self) -> None:
        self.connect_to = self._action(
            phrase("&Connect…"), "Ctrl+O", phrase("Choose the broker to watch")
        )
        self.try_demo = self._action(
            phrase("&Try the demo"),
            "Ctrl+D",
            phrase("Watch a small shop on a broker inside Flowscope"),
        )
        self.disconnect_from = self._action(
            phrase("&Disconnect"), "Ctrl+Shift+O", phrase("Stop watching this broker")
        )
        self.quit = self._action(phrase("&Quit"), "Ctrl+Q", phrase("End Flowscope"))

    def _make_message(self) -> None:
        self.publish = self._action(phrase("&Publish…"), "Ctrl+P", phrase("Publish a test event"))
        self.publish_here = self._action(
            phrase("Publish &here…"), "Ctrl+Shift+P", phrase("Publish to the selected exchange")
        )
        self.tap = self._action(
            phrase("&Tap selection"),
            "Ctrl+T",
            phrase("Receive copies of what passes the selected exchange or queue"),
        )
        self.firehose = self._action(
            phrase("&Listen to the firehose…"),
            "Ctrl+L",
            phrase("Hear every publish and delivery for a while; it costs the broker much"),
        )
        self.proxy = self._action(
            phrase("See every frame through a pro&xy…"),
            "Ctrl+Shift+L",
            phrase("Let services connect through Flowscope, which sees every ack"),
        )

    def _make_flow(self) -> None:
        self.fit = self._action(phrase("&Fit"), "F", phrase("Show the whole flow"))
        self.zoom_in = self._action(phrase("Zoom &in"), "Ctrl++", phrase("Show less, larger"))
        self.zoom_out = self._action(phrase("Zoom &out"), "Ctrl+-", phrase("Show more, smaller"))
        self.zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.find = self._action(
            phrase("Fin&d…"), "Ctrl+F", phrase("Find or hide things in the flow")
        )
        self.navigate = self._action(
            phrase("&Go to…"),
            "Ctrl+G",
            phrase("Search services, exchanges, queues and connections"),
        )
        self.hide_idle = self._action(
            phrase("&Hide idle things"),
            "Ctrl+I",
            phrase("Hide what no message passed in the last minute"),
        )
        self.hide_idle.setCheckable(True)
        self.show_all = self._action(
            phrase("Show &all"), "Ctrl+Shift+A", phrase("Show everything that is hidden")
        )
        self.collapse = self._action(
            phrase("&Collapse to services"),
            "C",
            phrase("Show only which service causes work for which"),
        )
        self.collapse.setCheckable(True)
        self.tidy = self._action(
            phrase("Tid&y"), "T", phrase("Release all dragged nodes and lay the graph out again")
        )
        self.release = self._action(
            phrase("&Release from its place"),
            "Shift+T",
            phrase("Put the selected node back where the layout wants it"),
        )

    def _make_charts(self) -> None:
        self.chart_times = self._action(
            phrase("Chart ti&mes"),
            "Ctrl+Shift+T",
            phrase("Chart how long messages take instead of rates"),
        )
        self.chart_times.setCheckable(True)
        self.pause = self._action(
            phrase("Pa&use charts"),
            "Space",
            phrase("Freeze the curves; nothing is lost meanwhile"),
        )
        self.pause.setCheckable(True)
        # Space also presses buttons and scrolls: it pauses only where flow or charts have the focus
        self.pause.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_view(self) -> None:
        self.palette = self._action(
            phrase("Command pa&lette…"),
            "Ctrl+K",
            phrase(
                "Find a command, service, exchange, queue, connection or profile by a few letters"
            ),
        )
        self.shortcuts = self._action(
            phrase("&Keyboard shortcuts"), "F1", phrase("Show all keys, menu by menu")
        )
        self.shortcuts.setShortcuts([QKeySequence("F1"), QKeySequence("?")])
        self.guide = self._action(
            phrase("&User guide"), "Ctrl+F1", phrase("Read how things are done and found out")
        )
        self.themes = self._themes()
        self.next_theme = self._action(
            phrase("&Next theme"), "F8", phrase("Switch to the next theme")
        )
        self.next_theme.triggered.connect(self._on_next_theme)

    def why_not(self, action: QAction) -> str:
        """Why something that is off cannot be done now."""
        if action is self.try_demo:
            return tr("The demo runs already")
        if not self.disconnect_from.isEnabled():
            return tr("Connect to a broker first")
        if action in self._writing and self._refusal:
            return self._refusal
        if action is self.publish_here:
            return tr("Select an exchange first")
        needs_place = action is self.tap
        return tr("Select an exchange or a queue first") if needs_place else tr("Not possible now")

    def set_watching(self, watching: bool) -> None:
        """Enable what needs a broker."""
        needy = (self.disconnect_from, self.publish, self.fit, self.zoom_in, self.zoom_out)
        looks = (self.proxy, self.find, self.navigate, self.hide_idle, self.show_all, self.collapse)
        for action in (
            *needy,
            self.tidy,
            self.pause,
            self.chart_times,
            *looks,
            *self.charts,
            self.labels.following,
        ):
            action.setEnabled(watching)
        for action in (self.publish, self.firehose):
            action.setEnabled(watching and not self._refusal)
        self.picture.set_watching(watching)
        self.inspector.set_watching(watching)
        if not watching:
            self.release.setEnabled(False)
            self.set_selection(can_publish=False, can_tap=False)

    def refuse_writing(self, why: str) -> None:
        """Disable whatever writes and say why there; without a reason, allow it."""
        self._refusal = why
        for action, tip in self._writing.items():
            action.setToolTip(tr("{tip}. Not now: {why}", tip=tip, why=why) if why else tip)
            action.setEnabled(action.isEnabled() and not why)

    def set_selection(self, *, can_publish: bool, can_tap: bool) -> None:
        """Enable what the selection of the flow view allows."""
        self.publish_here.setEnabled(can_publish and not self._refusal)
        self.tap.setEnabled(can_tap and not self._refusal)

    def set_listening(self, *, on: bool) -> None:
        """The firehose is on: the command that began it ends it."""
        stop, begin = tr("Stop &listening"), tr("&Listen to the firehose…")
        self.firehose.setText(stop if on else begin)

    def _action(self, text: str, shortcut: str, tip: str) -> QAction:
        return command(self, text, shortcut, tip)

    def _themes(self) -> QActionGroup:
        group = QActionGroup(self)
        modes: tuple[tuple[theme.Mode, str, str], ...] = (
            ("system", phrase("Follow the &system"), phrase("Follow the theme of the desktop")),
            ("dark", phrase("&Dark"), phrase("Always use the dark theme")),
            ("light", phrase("&Light"), phrase("Always use the light theme")),
        )
        for mode, text, tip in modes:
            action = group.addAction(command(self, text, "", tip))
            action.setCheckable(True)
            action.setChecked(mode == theme.mode())
            action.triggered.connect(lambda _=False, mode=mode: theme.set_mode(mode))
        return group

    def _on_next_theme(self) -> None:
        choices = self.themes.actions()
        chosen = choices[(choices.index(self.themes.checkedAction()) + 1) % len(choices)]
        chosen.trigger()
        self.said.emit(tr("Theme: {theme}", theme=bare(chosen.text())))


def fill_menu_bar(window: QMainWindow, actions: Actions) -> QMenu:
    """Put every command into the menus of a window; gives the menu that lists the panels."""
    bar = window.menuBar()
    broker = bar.addMenu(tr("&Broker"))
    broker.addActions([actions.connect_to, actions.try_demo, actions.disconnect_from])
    broker.addSeparator()
    broker.addAction(actions.quit)
    message = bar.addMenu(tr("&Message"))
    message.setToolTipsVisible(True)
    message.addActions([actions.publish, actions.publish_here, actions.tap])
    message.addSeparator()
    message.addActions([actions.firehose, actions.proxy])
    _fill_flow(bar.addMenu(tr("&Flow")), actions)
    charts = bar.addMenu(tr("&Charts"))
    charts.setToolTipsVisible(True)
    charts.addActions([actions.chart_times, actions.pause, *actions.charts])
    view = bar.addMenu(tr("&View"))
    view.setToolTipsVisible(True)
    view.addAction(actions.palette)
    view.addActions([actions.log.filter, actions.log.only_selection])
    view.addSeparator()
    themes = view.addMenu(tr("&Theme"))
    themes.addActions([*actions.themes.actions(), actions.next_theme])
    language = view.addMenu(tr("L&anguage"))
    language.setToolTipsVisible(True)
    language.addActions(list(actions.language.choices.values()))
    panels = view.addMenu(tr("&Panels"))
    bar.addMenu(tr("&Help")).addActions([actions.guide, actions.shortcuts])
    return panels


def _fill_flow(flow: QMenu, actions: Actions) -> None:
    """How it is looked at, what of it is shown, and what can be taken along."""
    flow.addActions([actions.fit, actions.zoom_in, actions.zoom_out])
    flow.addActions([actions.tidy, actions.release])
    flow.addSeparator()
    flow.addActions([actions.navigate, actions.find, actions.hide_idle, actions.show_all])
    flow.addSeparator()
    flow.addMenu(actions.labels.fill(QMenu(tr("&Labels"), flow)))
    flow.addAction(actions.collapse)
    flow.addSeparator()
    actions.picture.fill(flow)
    actions.inspector.fill(flow)
