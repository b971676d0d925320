"""Between what a user asks of firehose and proxy, and the session that owns them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox

from core.clock import now
from core.close_look import CloseLook, FirehoseLook
from core.endpoints import spelled
from core.proxy_run import ProxyLook
from core.selection import Selection
from core.sources.firehose import COSTS
from core.wording import tr
from core.writes import tracing
from gui.connect.consent import ask_before
from gui.look.bar import LookBar
from gui.look.chip import LookCard, LookChip
from gui.look.firehose_dialog import FirehoseDialog
from gui.look.proxy_dialog import ProxyDialog
from gui.look.scope import Scope, scopes
from gui.look.words import cut_off, load_words
from gui.main_window import MainWindow
from gui.mends import in_window, sentences
from gui.watching import Watching

TICK_MS = 250
_IDLE = FirehoseLook(), ProxyLook()


class LookDesk(QObject):
    """Shows in header, bars and dialogs what is on; asks before anybody is cut off."""

    def __init__(self, window: MainWindow, watching: Watching) -> None:
        super().__init__(window)
        self.window = window
        self.watching = watching
        self.chip = LookChip()
        self.selection: Callable[[], Selection] = lambda: None
        """What the flow shows as selected."""
        self.guests: Callable[[], int] = lambda: 0
        """How many of the proxy's clients are our own, whom nobody has to ask for."""
        self.dialog: FirehoseDialog | ProxyDialog | None = None
        self.question: QMessageBox | None = None
        self._bars: list[LookBar] = []
        self._shown = _IDLE
        self._agreed = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self.chip.opened.connect(self._on_chip)
        self.chip.stop_wanted.connect(self.end_firehose)
        window.commands.firehose.triggered.connect(self.toggle_firehose)
        window.commands.proxy.triggered.connect(self.ask_proxy)
        window.hesitates = self._hesitates
        watching.changed.connect(self._on_session)
        watching.updated.connect(self.refresh)
        self._on_session()

    def bar(self) -> LookBar:
        """A new bar for a view, which keeps itself up to date."""
        return self._kept(LookBar())

    def refresh(self) -> None:
        """Show what is on now, and say what has become of what was on."""
        firehose, proxy = self._looks()
        before, self._shown = self._shown, (firehose, proxy)
        at = now()
        self.chip.show_look(firehose, proxy, at)
        for bar in self._bars:
            bar.show_look(firehose, proxy, at)
        if isinstance(self.dialog, FirehoseDialog):
            self.dialog.show_look(firehose)
        elif isinstance(self.dialog, ProxyDialog):
            self.dialog.show_look(proxy)
        else:
            self._say_news(before)
        self.window.commands.set_listening(on=firehose.is_on)
        self._beat(firehose.is_on or proxy.is_on)

    @property
    def is_listening(self) -> bool:
        """The firehose is on."""
        return self._looks()[0].is_on

    def toggle_firehose(self) -> None:
        """End it, or ask what to listen to."""
        if self._shown[0].is_on:
            self.end_firehose()
        else:
            self.ask_firehose()

    def ask_firehose(self) -> None:
        """Open the dialog that says what it costs."""
        session = self.watching.session
        if session is None or self.dialog is not None or self._shown[0].is_on:
            return
        standing = session.endpoints.standing
        if standing.read_only:
            self.window.say(sentences(standing.refusal, tr("The firehose would switch tracing on")))
            return
        vhost = session.endpoints.vhost
        offered = scopes(session.graph, self.selection(), vhost)
        dialog = FirehoseDialog(offered, vhost, self.window, partial(load_words, session.graph))
        dialog.begun.connect(self._on_firehose)
        dialog.cancelled.connect(self.end_firehose)
        self._open(dialog)

    def ask_proxy(self) -> None:
        """Open the dialog that starts it, or says how it is reached."""
        session = self.watching.session
        if session is None or self.dialog is not None:
            return
        where = session.endpoints
        dialog = ProxyDialog(spelled(where.host, where.port), self.window)
        dialog.begun.connect(self._on_proxy)
        dialog.stop_wanted.connect(self.end_proxy)
        self._open(dialog)

    def end_firehose(self) -> None:
        """Put everything back."""
        self._ask_of(lambda look: look.end_firehose())

    def end_proxy(self) -> None:
        """Cut its clients off, if the user still wants that."""
        self.before(lambda: self._ask_of(lambda look: look.end_proxy()))

    def before(self, act: Callable[[], object]) -> None:
        """Do what ends the proxy; asks first where that cuts somebody off."""
        proxy = self._looks()[1]
        if not self._cuts_off(proxy):
            act()
        elif self.question is None:
            self._question(proxy, act)

    def _question(self, proxy: ProxyLook, act: Callable[[], object]) -> None:
        question = QMessageBox(self.dialog or self.window)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(tr("Services are connected"))
        question.setText(sentences(cut_off(proxy)))
        question.setInformativeText(
            tr(
                "Services are connected through the proxy on {address}, which ends now. "
                "They see what they see when a broker goes away.",
                address=proxy.address,
            )
        )
        stay = question.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(stay)
        question.setEscapeButton(stay)
        end = question.addButton(tr("Cut off"), QMessageBox.ButtonRole.DestructiveRole)
        question.finished.connect(lambda _: self._on_answer(question.clickedButton() is end, act))
        self.question = question
        question.open()

    def _on_answer(self, agreed: bool, act: Callable[[], object]) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None
        if agreed:
            self._agreed = True
            try:
                act()
            finally:
                self._agreed = False

    def _hesitates(self) -> bool:
        """The window is to close: whether a question has to be answered before."""
        asks = self._cuts_off(self._looks()[1])
        if asks:
            self.before(self.window.close)
        return asks

    def _cuts_off(self, proxy: ProxyLook) -> bool:
        """Somebody would lose a connection, and nobody has agreed to that."""
        return proxy.clients > self.guests() and not self._agreed

    def _looks(self) -> tuple[FirehoseLook, ProxyLook]:
        session = self.watching.session
        return _IDLE if session is None else (session.close_look.firehose, session.close_look.proxy)

    def _ask_of(self, wish: Callable[[CloseLook], None]) -> None:
        session = self.watching.session
        if session is not None:
            wish(session.close_look)
            self.refresh()

    def _on_firehose(self, scope: Scope, seconds: int) -> None:
        session, dialog = self.watching.session, self.dialog
        if session is None or not isinstance(dialog, FirehoseDialog):
            return

        def begin() -> None:
            if self.watching.session is session:
                self._ask_of(
                    lambda look: look.begin_firehose(scope.exchanges, scope.queues, seconds)
                )

        where = session.endpoints
        sheet = ask_before(dialog, where, tracing(where, tr(COSTS)), begin)
        if sheet is not None:
            sheet.rejected.connect(dialog.think_again)

    def _on_proxy(self, host: str, port: int) -> None:
        self._ask_of(lambda look: look.begin_proxy(host, port))

    def _open(self, dialog: FirehoseDialog | ProxyDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_dialog_gone)
        self.refresh()
        dialog.open()

    def _on_dialog_gone(self) -> None:
        self.dialog = None
        self.refresh()

    def _on_chip(self) -> None:
        card = LookCard(self.window)
        self._kept(card.bar)
        card.open_below(self.chip)

    def _kept(self, bar: LookBar) -> LookBar:
        bar.firehose_wanted.connect(self.ask_firehose)
        bar.firehose_unwanted.connect(self.end_firehose)
        bar.proxy_wanted.connect(self.ask_proxy)
        bar.proxy_unwanted.connect(self.end_proxy)
        bar.show_look(*self._looks(), now())
        self._bars.append(bar)
        bar.destroyed.connect(partial(self._forget, bar))
        return bar

    def _forget(self, bar: LookBar) -> None:
        self._bars.remove(bar)

    def _on_session(self) -> None:
        if self.question is not None:
            self.question.reject()  # it was about who is gone now, and would go with the dialog
        if self.dialog is not None:
            self.dialog.reject()
        self._shown = self._looks()
        self.refresh()

    def _say_news(self, before: tuple[FirehoseLook, ProxyLook]) -> None:
        """Say once what ended, or could not go on, while no dialog says it."""
        (firehose, proxy), (firehose_before, proxy_before) = self._shown, before
        if firehose.phase != firehose_before.phase:
            if firehose.phase == "refused":
                self.window.warn(sentences(firehose.why, in_window(firehose.mend)))
            elif firehose.phase == "ended":
                self.window.say(sentences(tr("the firehose has ended"), firehose.after))
        if proxy.phase != proxy_before.phase and proxy.phase in ("refused", "failed"):
            self.window.warn(sentences(proxy.why, in_window(proxy.mend)))

    def _beat(self, needed: bool) -> None:
        if needed and not self._timer.isActive():
            self._timer.start()
        elif not needed:
            self._timer.stop()
