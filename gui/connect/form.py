"""The fields that say where a broker is, and who logs in there: one URL, and what follows from it."""

import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, takewhile
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.endpoints import OFF, Endpoints, UrlError, endpoints
from core.wording import phrase, tr
from gui.connect.management_field import ManagementField
from gui.connect.remembered import Remembered
from gui.connect.surface_field import prometheus_field
from gui.field_message import FieldMessage

VARIABLES = ("AMQP_URL", "RABBITMQ_URL")
NO_PASSWORD = phrase("none: the certificate is the login")
EXTERNAL_NEEDS = phrase(
    "Neither user nor password: the broker takes the user's name from the client certificate. "
    "It needs the plugin rabbitmq_auth_mechanism_ssl"
)


class ConnectForm(QWidget):
    """AMQP URL, password and the two HTTP surfaces."""

    edited = Signal()
    """Something changed: what was checked before says nothing any more."""
    chosen = Signal(object)
    """A remembered broker was picked."""

    def __init__(
        self,
        remembered: list[Remembered],
        environment: Mapping[str, str] = os.environ,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._environment = environment
        self._text = ""
        self._taken: Remembered | None = None
        """The broker that the fields were filled for, as long as the URL is its."""
        self._user = "guest"
        """Who logged in before the certificate did."""
        self.url = QComboBox()
        self.url.setEditable(True)
        self.url.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.url.setCompleter(None)  # type: ignore[arg-type]  # it takes Enter, and another URL
        self.url_error = FieldMessage()
        self.from_environment = QLabel()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.certificate = QCheckBox(tr("The certificate is the &login (EXTERNAL)"))
        self.certificate.setToolTip(tr(EXTERNAL_NEEDS))
        self.certificate.setVisible(False)
        self.remember = QCheckBox(tr("Keep passwords in this computer's keyring"))
        self.management = ManagementField()
        self.prometheus = prometheus_field()
        self._lay_out()
        self._offer(remembered)
        self.url.editTextChanged.connect(self._on_url)
        self.url.activated.connect(self._on_activated)
        line = self.url.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._hide_password)
        self.certificate.clicked.connect(self._on_certificate)
        self.password.textEdited.connect(self.edited)
        self.management.edited.connect(self.edited)
        self.prometheus.edited.connect(self.edited)
        self._on_url(self.url.currentText())
        if remembered:
            self._on_activated(0)

    def endpoints(self) -> Endpoints:
        """What the fields say. Raises UrlError, and shows why at the field that is wrong."""
        for field in (self.url_error, self.management.error, self.prometheus.error):
            field.clear()
        try:
            found = endpoints(
                self.url.currentText().strip() or None,
                self.management.value(),
                self.prometheus.value(),
                environment={},
            )
        except UrlError as error:
            self._say_wrong(error)
            raise
        password = "" if found.external else self.password.text()
        return replace(
            found,
            password=password or found.password,
            management_login=self.management.login_of(found),
        )

    def show_broker(self, where: Endpoints) -> None:
        """Begin with the broker that is watched, without its password."""
        known = self.url.findText(where.written)
        if known >= 0 and isinstance(self.url.itemData(known), Remembered):
            self.url.setCurrentIndex(known)
            self._on_activated(known)
            return
        self.password.clear()
        self.remember.setChecked(False)
        self.url.setEditText(where.written)
        self.management.show_value(where.management_shown or OFF)
        self.prometheus.show_value(",".join(where.prometheus) or OFF)

    @property
    def remembered(self) -> Remembered | None:
        """The broker of an earlier session that the URL is of."""
        known = self.url.itemData(self.url.findText(self.url.currentText()))
        return known if isinstance(known, Remembered) else None

    def as_remembered(self, where: Endpoints, *, kept: bool) -> Remembered:
        """What may be written down of the fields."""
        return Remembered(where.written, self.management.value(), self.prometheus.value(), kept)

    def _say_wrong(self, error: UrlError) -> None:
        """At the field, where the keyboard is wanted next."""
        surfaces = {"management": self.management, "prometheus": self.prometheus}
        surface = surfaces.get(error.field)
        (self.url_error if surface is None else surface.error).say(str(error))
        (self.url if surface is None else surface.line).setFocus()

    def _lay_out(self) -> None:
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        address = QVBoxLayout()
        address.setSpacing(2)
        address.addWidget(self.url)
        address.addWidget(self.url_error)
        address.addWidget(self.from_environment)
        address.addWidget(self.certificate)
        rows.addRow(tr("&AMQP URL"), address)
        buddy = rows.labelForField(address)
        if isinstance(buddy, QLabel):
            buddy.setBuddy(self.url)
        rows.addRow(tr("Pass&word"), self.password)
        rows.addRow("", self.remember)
        rows.addRow(tr("&Management"), self.management)
        rows.addRow(tr("P&rometheus"), self.prometheus)
        for field in (self.management, self.prometheus):
            label = rows.labelForField(field)
            if isinstance(label, QLabel):
                label.setBuddy(field.line)
        self._order_tabs()

    def _order_tabs(self) -> None:
        order = [self.url, self.certificate, self.password, self.remember]
        for field in (self.management, self.prometheus):
            order += [field.on, *field.lines]
        for one, following in pairwise(order):
            self.setTabOrder(one, following)

    def _offer(self, remembered: list[Remembered]) -> None:
        for broker in remembered:
            self.url.addItem(broker.url, broker)
        named = [name for name in VARIABLES if self._environment.get(name)]
        for name in named:
            self.url.addItem(tr("from {name}", name=name), name)
        self.from_environment.setVisible(bool(named))
        if named and not remembered:
            self._take_variable(named[0])
        elif not remembered:
            self.url.setEditText("amqp://guest@localhost:5672/%2F")
        elif named:
            self._say_variable(tr("{name} is set; it is in the list of the URL.", name=named[0]))

    def _take_variable(self, name: str) -> None:
        self.url.setEditText(self._environment[name])
        self._on_url(self.url.currentText())
        self._say_variable(tr("Taken from {name}.", name=name))

    def _say_variable(self, text: str) -> None:
        self.from_environment.setText(text)
        self.from_environment.setVisible(True)
        self.from_environment.setForegroundRole(self.palette().ColorRole.PlaceholderText)

    def _on_activated(self, index: int) -> None:
        what = self.url.itemData(index)
        if isinstance(what, Remembered):
            if what == self._taken:
                return  # Enter in the line activates it again: what was typed since is kept
            self._taken = what
            self.password.clear()
            self.management.show_value(what.management)
            self.prometheus.show_value(what.prometheus)
            self.remember.setChecked(what.password_in_keyring)
            self.chosen.emit(what)
        elif isinstance(what, str):
            self._take_variable(what)

    def _on_url(self, text: str) -> None:
        before, self._text = self._text, text
        if came_at_once(before, text) > 1:
            self._hide_password()
        if self._taken is not None and text != self._taken.url:
            self._taken = None
        self.url_error.clear()
        self.edited.emit()
        try:
            found = endpoints(self.url.currentText().strip() or None, environment={})
        except UrlError:
            self._show_login(None)
            return
        self._show_login(found)
        self.management.infer(found.management or "")
        self.prometheus.infer(",".join(found.prometheus))

    def _show_login(self, found: Endpoints | None) -> None:
        """A password, or the certificate where the URL has one."""
        can = found is not None and found.tls and bool(found.security.certfile)
        external = found is not None and found.external
        self.certificate.setVisible(can)
        self.certificate.setChecked(external)
        self.password.setEnabled(not external)
        if external:
            self.password.clear()
        usual = tr("guest, unless it is another one")
        self.password.setPlaceholderText(tr(NO_PASSWORD) if external else usual)

    def _on_certificate(self, on: bool) -> None:
        found = endpoints(self.url.currentText().strip(), environment={})
        if on:
            self._user = found.user
        self.url.setEditText(replace(found, external=on, user=self._user).written)

    def _hide_password(self) -> None:
        """Move a password that came with the URL to its own field, out of sight.

        Not while the URL is being typed: the rest of it is still to come.
        """
        text = self.url.currentText()
        try:
            parts = urlsplit(text.strip())
            found = endpoints(text.strip(), environment={}) if parts.password else None
        except (ValueError, UrlError):
            return
        if found is not None:
            self.password.setText(found.password)
            self.url.setEditText(found.written)


def came_at_once(before: str, after: str) -> int:
    """How many characters one change put in: one when typing, many when pasting."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    return len(after) - head - tail


def _alike(one: str, other: str) -> int:
    """With how many characters both begin alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
