"""Where the broker of a profile is: one URL, or its parts; whichever is edited, the other follows."""

from dataclasses import replace
from urllib.parse import quote

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from core.endpoints import Endpoints, UrlError, endpoints, spelled
from core.profile import profile_of
from core.tls import Tls
from core.wording import tr
from gui.connect.form import came_at_once
from gui.field_message import FieldMessage


class AddressForm(QObject):
    """URL, hosts, vhost, user and TLS."""

    edited = Signal()
    """The address changed; `found` says what it is, or None."""
    brought = Signal(str, object, bool)
    """A URL that was pasted brought a password, or a Tls and whether its certificate logs in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Endpoints | None = None
        self._text = ""
        self.url = QLineEdit()
        self.url.setPlaceholderText("amqp://user@host:5672/vhost")
        self.url.setToolTip(
            tr("A URL may be pasted whole: its password and TLS files find their place")
        )
        self.error = FieldMessage()
        self.hosts = QLineEdit()
        self.hosts.setToolTip(
            tr(
                "Further hosts of the same cluster, separated by commas, are tried "
                "in this order when the first does not answer"
            )
        )
        self.vhost = QLineEdit()
        self.user = QLineEdit()
        self.tls = QCheckBox(tr("&TLS (amqps)"))
        self.url.textChanged.connect(self._on_url)
        self.url.editingFinished.connect(self._take_apart)
        for line in (self.hosts, self.vhost, self.user):
            line.textEdited.connect(self._on_part)
        self.tls.toggled.connect(self._on_tls)

    def show_url(self, url: str) -> None:
        """Fill the fields."""
        self.url.setText(url)
        self._take_apart()
        for line in (self.url, self.hosts):
            line.home(False)

    def log_in_by_certificate(self, on: bool) -> None:
        """The certificate says who the user is; or one is named here again."""
        self.user.setEnabled(not on)
        self.user.setPlaceholderText(tr("that of the certificate") if on else "")
        if on:
            self.user.clear()
        elif self.found is not None and not self.user.text():
            self.user.setText(self.found.user)

    def rows_into(self, rows: QFormLayout) -> None:
        """Add the fields to a form, so that their labels stand in its column."""
        address = QVBoxLayout()
        address.setSpacing(2)
        address.addWidget(self.url)
        address.addWidget(self.error)
        rows.addRow(tr("AMQP &URL"), address)
        label = rows.labelForField(address)
        if isinstance(label, QLabel):
            label.setBuddy(self.url)
        self.url.setAccessibleName(tr("AMQP URL"))
        rows.addRow(tr("&Hosts"), self.hosts)
        both = QHBoxLayout()
        both.addWidget(self.vhost, 1)
        both.addWidget(QLabel(tr("User")))
        both.addWidget(self.user, 1)
        both.addWidget(self.tls)
        rows.addRow(tr("&Vhost"), both)
        label = rows.labelForField(both)
        if isinstance(label, QLabel):
            label.setBuddy(self.vhost)
        for line, name in (
            (self.hosts, tr("Hosts")),
            (self.vhost, tr("Vhost")),
            (self.user, tr("User")),
        ):
            line.setAccessibleName(name)

    def _on_url(self, text: str) -> None:
        before, self._text = self._text, text
        if came_at_once(before, text) > 1 and ("?" in text or "@" in text):
            self._take_apart()
            if self.url.text() != text:
                return  # it was taken apart: the rest of it has been heard of already
        self.error.clear()
        try:
            self.found = endpoints(text.strip() or None, environment={})
        except UrlError as error:
            self.found = None
            self.error.say(str(error))
        else:
            self._show_parts(self.found)
        self.edited.emit()

    def _show_parts(self, found: Endpoints) -> None:
        self._show(self.hosts, ",".join(spelled(*address) for address in found.addresses))
        self._show(self.vhost, found.vhost)
        if self.user.isEnabled():
            self._show(self.user, found.user)
        with QSignalBlocker(self.tls):
            self.tls.setChecked(found.tls)

    @staticmethod
    def _show(line: QLineEdit, text: str) -> None:
        """What somebody is typing is left alone."""
        if not line.hasFocus():
            line.setText(text)

    def _on_part(self) -> None:
        scheme = "amqps" if self.tls.isChecked() else "amqp"
        user, vhost = quote(self.user.text(), safe=""), quote(self.vhost.text(), safe="")
        hosts = self.hosts.text().replace(" ", "")
        login = f"{user}@" if self.user.isEnabled() else ""
        self.url.setText(f"{scheme}://{login}{hosts}/{vhost}")

    def _on_tls(self, on: bool) -> None:
        """The usual port goes with it."""
        if self.found is None:
            return
        usual = {True: 5671, False: 5672}
        ports = [(h, usual[on] if p == usual[not on] else p) for h, p in self.found.addresses]
        (host, port), *others = ports
        changed = replace(self.found, tls=on, host=host, port=port, others=tuple(others))
        self.url.setText(changed.shown)

    def _take_apart(self) -> None:
        """Give what a pasted URL brings besides the address to those whom it concerns."""
        text = self.url.text().strip()
        try:
            profile, password = profile_of(text) if text else (None, "")
        except UrlError:
            return
        if profile is None or profile.url == text:
            return
        brought: Tls | None = profile.security if "?" in text else None
        if password or brought is not None:
            self.url.setText(profile.url)
            self.brought.emit(password, brought, profile.external)
