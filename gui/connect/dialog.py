"""The connect dialog: fields, a staged check off the GUI thread, and the decision to watch."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core import passwords
from core.capabilities import Capability
from core.endpoints import Endpoints, UrlError
from gui.background import Background
from gui.connect import remembered
from gui.connect.form import ConnectForm
from gui.connect.remembered import Remembered
from gui.connect.stages import STAGES, StageList

Check = Callable[[Endpoints], Iterator[Capability]]
ENOUGH = ("amqp", "management", "prometheus")
"""One of these must be there to watch anything at all."""


class ConnectDialog(QDialog):
    """Asks where the broker is and shows what it lets us see."""

    decided = Signal(object)
    """The Endpoints to watch."""
    keeping = Signal(object)
    """The Endpoints whose password goes into the keyring."""

    def __init__(self, settings: QSettings, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Connect to a broker")
        self._settings = settings
        self._check = check
        self._checking: Background[None] | None = None
        self._errands: list[Background[str]] = []
        self._found: dict[str, Capability] = {}
        self.form = ConnectForm(remembered.load(settings))
        self.stages = StageList()
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.form.edited.connect(self._on_edited)
        self.form.chosen.connect(self._on_chosen)
        self._ask_keyring()

    def _lay_out(self) -> None:
        self.setMinimumWidth(640)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(self.form)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        column.addWidget(line)
        column.addWidget(self.stages)
        column.addWidget(self.verdict)
        column.addStretch(1)
        self.buttons = QDialogButtonBox()
        self.go = QPushButton("Connect")
        self.go.setDefault(True)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())
        self.go.clicked.connect(self._on_go)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)

    @property
    def is_checking(self) -> bool:
        """The broker is being asked."""
        return self._checking is not None

    def done(self, result: int) -> None:
        """Close; what the broker or the keyring still has to say is not waited for."""
        self._forget_check()
        for errand in self._errands:
            errand.forget()
        super().done(result)

    def check_only(self) -> None:
        """Check what the fields say, and stay."""
        where = self._endpoints()
        if where is not None and self._checking is None:
            self._start_check(where, decide=False)

    def _on_go(self) -> None:
        where = self._endpoints()
        if where is None or self._checking is not None:
            return
        if self._found:
            self._decide(where)
        else:
            self._start_check(where, decide=True)

    def _endpoints(self) -> Endpoints | None:
        try:
            return self.form.endpoints()
        except UrlError:
            self.form.url.setFocus()
            return None

    def _start_check(self, where: Endpoints, *, decide: bool) -> None:
        self.stages.begin()
        self.verdict.setText("")
        self.go.setText("Checking …")
        self.go.setEnabled(False)
        checking: Background[None] = Background(
            "check",
            lambda: self._run_check(checking, where),
            lambda _: self._on_checked(where, decide),
            self._on_check_failed,
        )
        self._checking = checking
        checking.start()

    def _run_check(self, checking: Background[None], where: Endpoints) -> None:
        for capability in self._check(where):
            checking.report(partial(self._on_stage, capability))

    def _on_stage(self, capability: Capability) -> None:
        self._found[capability.name] = capability
        self.stages.show_capability(capability)
        self._make_room()

    def _make_room(self) -> None:
        """Be as high as the wrapped words need; a dialog does not grow by itself."""
        column = self.layout()
        if column is not None:
            column.activate()
            self.setMinimumHeight(column.totalHeightForWidth(self.width()))

    def _on_checked(self, where: Endpoints, decide: bool) -> None:
        self._checking = None
        self.stages.end()
        everything = all(self._is_there(name) for name in STAGES)
        if everything and decide:
            self._decide(where)
            return
        if everything:
            self._reset_button()
            return
        enough = any(self._is_there(name) for name in ENOUGH)
        self.go.setEnabled(enough)
        self.go.setText("Watch with what is there" if enough else "Connect")
        self.verdict.setText(
            "Some things cannot be seen on this broker. Watching works without them."
            if enough
            else "Nothing can be watched like this. Change what is wrong above and try again."
        )
        self._make_room()

    def _on_check_failed(self, error: Exception) -> None:
        self._checking = None
        self.stages.end()
        self._reset_button()
        self.verdict.setText(f"The check itself failed: {error!r}")

    def _is_there(self, name: str) -> bool:
        found = self._found.get(name)
        return found is not None and found.ok is True

    def _decide(self, where: Endpoints) -> None:
        keep = self.form.remember.isChecked()
        remembered.remember(self._settings, self.form.as_remembered(where, kept=keep))
        self.decided.emit(where)
        if keep:
            self.keeping.emit(where)
        self.accept()

    def _on_edited(self) -> None:
        self._forget_check()
        self._found.clear()
        self.stages.reset()
        self.verdict.setText("")
        self._reset_button()
        self._make_room()

    def _reset_button(self) -> None:
        self.go.setText("Connect")
        self.go.setEnabled(True)

    def _forget_check(self) -> None:
        if self._checking is not None:
            self._checking.forget()
            self._checking = None

    def _on_chosen(self, broker: Remembered) -> None:
        if broker.password_in_keyring:
            self._errand(lambda: passwords.stored(broker.url) or "", self._fill_password)

    def _fill_password(self, password: str) -> None:
        if password and not self.form.password.text():
            self.form.password.setText(password)

    def _ask_keyring(self) -> None:
        self._errand(passwords.trouble, self._on_keyring)
        first = self.form.url.itemData(0) if self.form.url.count() else None
        if isinstance(first, Remembered):
            self._on_chosen(first)

    def _on_keyring(self, trouble: str) -> None:
        self.form.remember.setEnabled(not trouble)
        self.form.remember.setToolTip(trouble)
        if trouble:
            self.form.remember.setChecked(False)
            self.form.remember.setText("No keyring on this computer: the password is not kept")

    def _errand(self, work: Callable[[], str], done: Callable[[str], None]) -> None:
        errand = Background("keyring", work, done, lambda error: self.verdict.setText(str(error)))
        self._errands.append(errand)
        errand.start()
