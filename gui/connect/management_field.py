"""The URL of the management API, and the login there where it is not that of AMQP."""

from urllib.parse import urlsplit

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from core.endpoints import Endpoints, UrlError
from core.login import Login
from core.surface_urls import management_url, with_user
from core.wording import tr
from gui.connect.surface_field import SurfaceField


class ManagementField(SurfaceField):
    """A URL may be pasted with its login: that finds its place, and the password goes out of sight."""

    def __init__(self) -> None:
        self.user = QLineEdit()
        self.password = QLineEdit()
        super().__init__(tr("Use the management API"), tr("URL of the management API"))
        self.user.setPlaceholderText(tr("that of AMQP"))
        self.user.setAccessibleName(tr("User of the management API"))
        self.user.setToolTip(
            tr(
                "Only where the user of AMQP may not ask the management API: "
                "one with the tag monitoring"
            )
        )
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password of the management API"))
        self.password.setEnabled(False)
        self._lay_out()
        self.user.textChanged.connect(self._on_user)
        self.user.textEdited.connect(self.on_edited)
        self.password.textEdited.connect(self.on_edited)
        self.line.editingFinished.connect(self._take_apart)

    @property
    def lines(self) -> list[QLineEdit]:
        """URL, user and password."""
        return [self.line, self.user, self.password]

    def value(self) -> str | None:
        """As for any surface, with the user and never with a password."""
        self._take_apart()
        value, user = super().value(), self.user.text().strip()
        if not (self.on.isChecked() and user) or "@" in (value or ""):
            return value
        base = value or self._inferred
        return with_user(base, user) if _can_be_split(base) else base

    def show_value(self, value: str | None) -> None:
        """Take a remembered value; its password is not known yet."""
        self.user.clear()
        self.password.clear()
        super().show_value(value)
        self._take_apart()

    def login_of(self, where: Endpoints) -> Login | None:
        """The login of what the fields say, with the password."""
        own = where.management_login
        return own and Login(own.user, self.password.text() or own.password)

    def _take_apart(self) -> None:
        """Put the login of a URL into the fields for it."""
        text = self.line.text().strip()
        if "@" not in text:
            return
        try:
            base, login = management_url(text, self._inferred, {})
        except UrlError:
            return
        if login is not None:
            self.line.setText(base or "")
            self.user.setText(login.user)
            self.password.setText(login.password or self.password.text())

    def _on_user(self, user: str) -> None:
        self.password.setEnabled(self.on.isChecked() and bool(user.strip()))

    def _on_toggled(self, on: bool) -> None:
        super()._on_toggled(on)
        self._on_user(self.user.text())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, line in ((tr("User"), self.user), (tr("Password"), self.password)):
            label = QLabel(name)
            label.setBuddy(line)
            row.addWidget(label)
            row.addWidget(line, 1)
        self.grid.addLayout(row, 1, 1)


def _can_be_split(url: str) -> bool:
    try:
        return bool(urlsplit(url).netloc)
    except ValueError:
        return False
