"""The connect dialog: profiles or a URL, a staged check off the GUI thread, the decision to watch."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core import passwords
from core.endpoints import Endpoints, UrlError
from core.profile import Profile, profile_of
from core.profiles import Profiles
from core.stage import Stage, capabilities_of, report
from core.wording import tr
from gui.background import Background
from gui.connect import remembered
from gui.connect.check_run import Check, CheckRun
from gui.connect.form import ConnectForm
from gui.connect.profile_page import ProfilePage
from gui.connect.profile_shelf import ProfileShelf
from gui.connect.remembered import Remembered
from gui.connect.stages import StageList

T = TypeVar("T")
ENOUGH = ("amqp", "management", "prometheus")
"""One of these must be there to watch anything at all."""
_OPTIONAL = "firehose"


def profiles_of(settings: QSettings) -> Profiles:
    """The profiles beside a file of preferences."""
    return Profiles(Path(settings.fileName()).with_name("profiles.json"))


class ConnectDialog(QDialog):
    """Asks where the broker is and shows what it lets us see."""

    decided = Signal(object)
    """The Endpoints to watch."""
    keeping = Signal(object)
    """Passwords that go into the keyring, by the URLs that they belong to."""

    def __init__(
        self,
        settings: QSettings,
        check: Check,
        parent: QWidget | None = None,
        watched: Endpoints | None = None,
    ) -> None:
        """Begins with the broker that is watched already, if there is one."""
        super().__init__(parent)
        self.setWindowTitle(tr("Connect to a broker"))
        self._settings = settings
        self._check = CheckRun(check, self)
        self._decides = False
        """The check was asked for in order to connect."""
        self._errands: list[Background[Any]] = []
        self.shelf = ProfileShelf(profiles_of(settings))
        self.form = ConnectForm(remembered.load(settings))
        if watched is not None:
            self.form.show_broker(watched)
            self.shelf.choose(watched.standing.profile)
        self.page = ProfilePage()
        self.stages = StageList()
        self.verdict = QLabel()
        self.go = QPushButton(tr("Connect"))
        self.try_out = QPushButton(tr("Check"))
        self.copy_report = QPushButton(tr("Copy report"))
        self.save_as = QPushButton(tr("Save as a profile…"))
        self._lay_out()
        self._connect()
        self._ask_keyring()
        self._on_chosen()
        if self.shelf.list.profile is None:
            self.form.url.setFocus(Qt.FocusReason.TabFocusReason)  # selects it: one types over it

    @property
    def is_checking(self) -> bool:
        """The broker is being asked."""
        return self._check.is_running

    def choose(self, name: str) -> None:
        """Show a profile; the keyboard is where its password is missing."""
        self.shelf.choose(name)
        if self.page.needs_password():
            QTimer.singleShot(0, self.page.password, self.page.password.setFocus)

    def done(self, result: int) -> None:
        """Close; what the broker or the keyring still has to say is not waited for."""
        self._check.stop()
        for errand in self._errands:
            errand.forget()
        super().done(result)

    def check_only(self) -> None:
        """Check what the fields say, and stay; or stop a check."""
        if self.is_checking:
            self._check.stop()
            self.stages.end()
            self._reset_button()
            self.verdict.setText(tr("The check was stopped."))
            return
        where = self._endpoints()
        if where is not None:
            self._start_check(where, decide=False)

    def _on_go(self) -> None:
        where = self._endpoints()
        if where is None or self.is_checking:
            return
        if self._check.found:
            self._decide(where)
        else:
            self._start_check(where, decide=True)

    def _endpoints(self) -> Endpoints | None:
        if self.shelf.list.profile is not None:
            return self.page.endpoints()
        try:
            return self.form.endpoints()
        except UrlError:
            self._make_room()
            return None

    def _start_check(self, where: Endpoints, *, decide: bool) -> None:
        self._decides = decide
        self.stages.begin()
        self.verdict.setText("")
        self.go.setText(tr("Checking …"))
        self.go.setEnabled(False)
        self.try_out.setText(tr("Stop"))
        self.copy_report.setEnabled(False)
        self._check.start(where)

    def _on_stage(self, stage: Stage) -> None:
        self.stages.show_stage(stage)
        self._make_room()

    def _make_room(self) -> None:
        """Be as high as the wrapped words need; a dialog does not grow by itself."""
        inside, column = self.stages.layout(), self.layout()
        if inside is not None and column is not None:
            inside.activate()  # else the column goes by what the words needed before
            column.activate()
            self.setMinimumHeight(column.totalHeightForWidth(self.width()))

    def _on_checked(self) -> None:
        found, where = self._check.found, self._check.where
        self.stages.end()
        self._reset_button()
        self.copy_report.setEnabled(True)
        if all(stage.ok is not False for stage in found if stage.name != _OPTIONAL):
            if self._decides and where is not None:
                self._decide(where)
            return
        capabilities = capabilities_of(found)
        enough = any(capabilities[name].ok for name in ENOUGH if name in capabilities)
        self.go.setEnabled(enough)
        self.go.setText(tr("Watch with what is available") if enough else tr("Connect"))
        self.verdict.setText(
            tr("Some things cannot be seen on this broker. Watching works without them.")
            if enough
            else tr("Nothing can be watched like this. Change what is wrong above and try again.")
        )
        self._make_room()

    def _on_check_failed(self, error: Exception) -> None:
        self.stages.end()
        self._reset_button()
        self.verdict.setText(tr("The check itself failed: {error!r}", error=error))

    def _decide(self, where: Endpoints) -> None:
        profile = self.shelf.list.profile
        if profile is None:
            keep, secrets = self.form.remember.isChecked(), where.secrets
            remembered.remember(self._settings, self.form.as_remembered(where, kept=keep))
        else:
            secrets = self.page.secrets()
            keep = self.page.remember.isChecked() and bool(secrets)
            self._note_use(profile, keep=keep)
        self.decided.emit(where)
        if keep:
            self.keeping.emit(secrets)
        self.accept()

    def _note_use(self, profile: Profile, *, keep: bool) -> None:
        if keep != profile.password_in_keyring and self.page.secrets():
            profile = replace(profile, password_in_keyring=keep)
        self.shelf.put(replace(profile, last_used=time.time()))

    def _on_edited(self) -> None:
        self._check.forget()
        self.stages.reset()
        self.verdict.setText("")
        self.copy_report.setEnabled(False)
        self._reset_button()
        self._make_room()

    def _reset_button(self) -> None:
        self.go.setText(tr("Connect"))
        self.go.setEnabled(True)
        self.try_out.setText(tr("Check"))

    def _on_chosen(self) -> None:
        """A profile, or the way by URL, was chosen in the list."""
        profile = self.shelf.list.profile
        # not stacked: the one that is not shown would take room
        for shown, one in ((profile is None, self.form), (profile is not None, self.page)):
            one.setVisible(shown)
        self.save_as.setVisible(profile is None)
        if profile is not None:
            self.page.show_profile(profile)
            if profile.password_in_keyring:
                self._ask_passwords(profile)
        self._on_edited()

    def _on_remembered(self, broker: Remembered) -> None:
        if broker.password_in_keyring:
            with suppress(UrlError):
                made = profile_of(broker.url)[0]
                self._ask_passwords(replace(made, management=broker.management))

    def _ask_passwords(self, profile: Profile) -> None:
        """Have the keyring fill the fields."""
        by_url = self.shelf.list.profile is None
        lines = (
            (self.form.password, self.form.management.password)
            if by_url
            else (self.page.password, self.page.management_password)
        )

        def fill(known: tuple[str, str]) -> None:
            for line, password in zip(lines, known, strict=True):
                if password and not line.text():
                    line.setText(password)

        self._errand(lambda: passwords.stored_of(profile), fill)

    def _on_save_as(self) -> None:
        """A profile of what the fields of the URL say."""
        where = self._endpoints()
        if where is None:
            return
        fields = self.form.as_remembered(where, kept=False)
        made = replace(
            profile_of(where.shown)[0],
            security=where.security,
            external=where.external,
            management=fields.management,
            prometheus=fields.prometheus,
        )
        management = self.form.management.password.text()
        self.shelf.begin_new(made, self.form.password.text(), management)

    def _on_copy_report(self) -> None:
        where = self._check.where
        if where is not None:
            QGuiApplication.clipboard().setText(report(self._check.found, where.shown))
        self.verdict.setText(tr("The report is in the clipboard. It holds no password."))

    def _ask_keyring(self) -> None:
        self._errand(passwords.trouble, self._on_keyring)
        if self.form.remembered is not None:
            self._on_remembered(self.form.remembered)

    def _on_keyring(self, trouble: str) -> None:
        self.form.remember.setEnabled(not trouble)
        self.form.remember.setToolTip(trouble)
        self.shelf.keyring_trouble = trouble
        if trouble:
            self.form.remember.setChecked(False)
            self.form.remember.setText(tr("No keyring here: it is not kept"))
            self.page.say_no_keyring(trouble)

    def _errand(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        errand: Background[Any] = Background(
            "keyring", work, done, lambda error: self.verdict.setText(str(error))
        )
        self._errands.append(errand)
        errand.start()

    def _connect(self) -> None:
        self._check.came.connect(self._on_stage)
        self._check.ended.connect(self._on_checked)
        self._check.failed.connect(self._on_check_failed)
        self.form.edited.connect(self._on_edited)
        self.form.chosen.connect(self._on_remembered)
        self.page.edited.connect(self._on_edited)
        self.shelf.list.chosen.connect(self._on_chosen)
        self.shelf.list.connect_wanted.connect(self._on_go)
        self.shelf.keeping.connect(self.keeping)
        self.shelf.forgetting.connect(
            lambda url: self._errand(lambda: passwords.forget(url), lambda _: None)
        )
        self.go.clicked.connect(self._on_go)
        self.try_out.clicked.connect(self.check_only)
        self.copy_report.clicked.connect(self._on_copy_report)
        self.save_as.clicked.connect(self._on_save_as)

    def _lay_out(self) -> None:
        self.setMinimumWidth(880)
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.shelf.setFixedWidth(264)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        right = QVBoxLayout()
        right.setSpacing(12)
        for widget in (self.form, self.page, line, self.stages, self.verdict):
            right.addWidget(widget)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(20)
        both.addWidget(self.shelf)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addLayout(both, 1)
        column.addLayout(self._button_row())

    def _button_row(self) -> QHBoxLayout:
        self.go.setDefault(True)
        for button in (self.try_out, self.copy_report, self.save_as):
            button.setAutoDefault(False)
        self.try_out.setToolTip(tr("Check each step without connecting"))
        self.copy_report.setToolTip(tr("Copy what the check found as text, without passwords"))
        self.copy_report.setEnabled(False)
        buttons = QDialogButtonBox()
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        for button in (self.save_as, self.try_out, self.copy_report):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(buttons)
        return row
