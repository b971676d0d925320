"""The commands of the window, each with its shortcut: menus, header and views share them."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui import theme
from gui.chart_actions import ChartActions
from gui.label_actions import LabelActions
from gui.language_actions import LanguageActions
from gui.picture_actions import PictureActions


class Actions(QObject):
    """Everything that can be asked of the window; what cannot be done now is disabled."""

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
        self.language = LanguageActions(self)
        writing = (self.publish, self.publish_here, self.tap, self.firehose)
        self._writing = {one: one.toolTip() for one in writing}
        self._refusal = ""
        self.set_watching(False)

    def _make_broker(self) -> None:
        self.connect_to = self._action("&Connect…", "Ctrl+O", "Choose the broker to watch")
        self.try_demo = self._action(
            "&Try the demo", "Ctrl+D", "Watch a small shop on a broker inside Flowscope"
        )
        self.disconnect_from = self._action(
            "&Disconnect", "Ctrl+Shift+O", "Stop watching this broker"
        )
        self.quit = self._action("&Quit", "Ctrl+Q", "End Flowscope")

    def _make_message(self) -> None:
        self.publish = self._action("&Publish…", "Ctrl+P", "Publish a test event")
        self.publish_here = self._action(
            "Publish &here…", "Ctrl+Shift+P", "Publish to the selected exchange"
        )
        self.tap = self._action(
            "&Tap selection",
            "Ctrl+T",
            "Receive copies of what passes the selected exchange or queue",
        )
        self.firehose = self._action(
            "&Listen to the firehose…",
            "Ctrl+L",
            "Hear every publish and delivery for a while; it costs the broker much",
        )
        self.proxy = self._action(
            "See every frame through a pro&xy…",
            "Ctrl+Shift+L",
            "Let services connect through Flowscope, which sees every ack",
        )

    def _make_flow(self) -> None:
        self.fit = self._action("&Fit", "F", "Show the whole flow")
        self.zoom_in = self._action("Zoom &in", "Ctrl++", "Show less, larger")
        self.zoom_out = self._action("Zoom &out", "Ctrl+-", "Show more, smaller")
        self.zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.find = self._action("Fin&d…", "Ctrl+F", "Find or hide things in the flow")
        self.navigate = self._action(
            "&Go to…", "Ctrl+G", "Search services, exchanges, queues and connections"
        )
        self.hide_idle = self._action(
            "&Hide idle things", "Ctrl+I", "Leave out what nothing passed in the last minute"
        )
        self.hide_idle.setCheckable(True)
        self.show_all = self._action("Show &all", "Ctrl+Shift+A", "Show everything that is hidden")
        self.collapse = self._action(
            "&Collapse to services", "C", "Show only which service causes work for which"
        )
        self.collapse.setCheckable(True)
        self.tidy = self._action("Tid&y", "T", "Release all that was dragged, and place it anew")
        self.release = self._action(
            "&Release from its place", "Shift+T", "Let the selected node stand where it belongs"
        )

    def _make_charts(self) -> None:
        self.chart_times = self._action(
            "Chart ti&mes", "Ctrl+Shift+T", "Chart how long messages take instead of rates"
        )
        self.chart_times.setCheckable(True)
        self.pause = self._action(
            "Pa&use charts", "Space", "Hold the curves still; nothing is lost meanwhile"
        )
        self.pause.setCheckable(True)
        # Space also presses buttons and scrolls: it pauses only where flow or charts have the focus
        self.pause.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_view(self) -> None:
        self.palette = self._action(
            "Command pa&lette…",
            "Ctrl+K",
            "Find a command, service, exchange, queue, connection or profile by a few letters",
        )
        self.shortcuts = self._action("&Keyboard shortcuts", "F1", "Show all keys, menu by menu")
        self.shortcuts.setShortcuts([QKeySequence("F1"), QKeySequence("?")])
        self.themes = self._themes()
        self.next_theme = self._action("&Next theme", "F8", "Go on to the next of the themes")
        self.next_theme.triggered.connect(self._on_next_theme)

    def why_not(self, action: QAction) -> str:
        """Why something that is off cannot be done now."""
        if action is self.try_demo:
            return "The demo runs already"
        if not self.disconnect_from.isEnabled():
            return "Connect to a broker first"
        if action in self._writing and self._refusal:
            return self._refusal
        needs = {self.publish_here: "an exchange", self.tap: "an exchange or a queue"}
        return f"Select {needs[action]} first" if action in needs else "Not possible now"

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
        if not watching:
            self.release.setEnabled(False)
            self.set_selection(can_publish=False, can_tap=False)

    def refuse_writing(self, why: str) -> None:
        """Disable whatever writes and say why there; without a reason, allow it."""
        self._refusal = why
        for action, tip in self._writing.items():
            action.setToolTip(f"{tip}. Not now: {why}" if why else tip)
            action.setEnabled(action.isEnabled() and not why)

    def set_selection(self, *, can_publish: bool, can_tap: bool) -> None:
        """Enable what the selection of the flow view allows."""
        self.publish_here.setEnabled(can_publish and not self._refusal)
        self.tap.setEnabled(can_tap and not self._refusal)

    def set_listening(self, *, on: bool) -> None:
        """The firehose is on: the command that began it ends it."""
        self.firehose.setText("Stop &listening" if on else "&Listen to the firehose…")

    def _action(self, text: str, shortcut: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(shortcut)
        action.setToolTip(f"{tip} ({shortcut})" if shortcut else tip)
        return action

    def _themes(self) -> QActionGroup:
        group = QActionGroup(self)
        modes: tuple[tuple[theme.Mode, str, str], ...] = (
            ("system", "Follow the &system", "Be dark or light as the desktop is"),
            ("dark", "&Dark", "Be dark whatever the desktop is"),
            ("light", "&Light", "Be light whatever the desktop is"),
        )
        for mode, text, tip in modes:
            action = group.addAction(text)
            action.setToolTip(tip)
            action.setCheckable(True)
            action.setChecked(mode == theme.mode())
            action.triggered.connect(lambda _=False, mode=mode: theme.set_mode(mode))
        return group

    def _on_next_theme(self) -> None:
        choices = self.themes.actions()
        chosen = choices.index(self.themes.checkedAction())
        choices[(chosen + 1) % len(choices)].trigger()


def fill_menu_bar(window: QMainWindow, actions: Actions) -> QMenu:
    """Put every command into the menus of a window; gives the menu that lists the panels."""
    bar = window.menuBar()
    broker = bar.addMenu("&Broker")
    broker.addActions([actions.connect_to, actions.try_demo, actions.disconnect_from])
    broker.addSeparator()
    broker.addAction(actions.quit)
    message = bar.addMenu("&Message")
    message.setToolTipsVisible(True)
    message.addActions([actions.publish, actions.publish_here, actions.tap])
    message.addSeparator()
    message.addActions([actions.firehose, actions.proxy])
    _fill_flow(bar.addMenu("&Flow"), actions)
    charts = bar.addMenu("&Charts")
    charts.setToolTipsVisible(True)
    charts.addActions([actions.chart_times, actions.pause, *actions.charts])
    view = bar.addMenu("&View")
    view.addAction(actions.palette)
    view.addSeparator()
    themes = view.addMenu("&Theme")
    themes.addActions([*actions.themes.actions(), actions.next_theme])
    language = view.addMenu("L&anguage")
    language.setToolTipsVisible(True)
    language.addActions(list(actions.language.choices.values()))
    panels = view.addMenu("&Panels")
    bar.addMenu("&Help").addAction(actions.shortcuts)
    return panels


def _fill_flow(flow: QMenu, actions: Actions) -> None:
    """How it is looked at, what of it is shown, and what can be taken along."""
    flow.addActions([actions.fit, actions.zoom_in, actions.zoom_out])
    flow.addActions([actions.tidy, actions.release])
    flow.addSeparator()
    flow.addActions([actions.navigate, actions.find, actions.hide_idle, actions.show_all])
    flow.addSeparator()
    flow.addMenu(actions.labels.fill(QMenu("&Labels", flow)))
    flow.addAction(actions.collapse)
    flow.addSeparator()
    actions.picture.fill(flow)
