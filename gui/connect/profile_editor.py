"""The sheet in which a profile is made or changed; nothing is kept before Save."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.profile import Profile
from core.tls import USUAL_TLS, Tls
from core.wording import phrase, tr
from gui.connect.address_form import AddressForm
from gui.connect.colour_row import ColourRow
from gui.connect.form import NO_PASSWORD
from gui.connect.management_field import ManagementField
from gui.connect.surface_field import prometheus_field
from gui.connect.tls_form import TlsForm, words_of
from gui.field_message import FieldMessage
from gui.folding import Folding

PRODUCTION = phrase("&Production: ask before anything is written")
READ_ONLY = phrase("&Read-only: never publish, tap, or switch the firehose on")


class ProfileEditor(QDialog):
    """All of one profile."""

    saved = Signal(object, object)
    """The Profile, and the passwords that go into the keyring, by the URLs that they belong to."""

    def __init__(
        self,
        profile: Profile,
        taken: frozenset[str],
        *,
        keyring_trouble: str = "",
        password: str = "",
        management_password: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Profile"))
        self._profile = profile
        self._taken = taken
        self.name = QLineEdit(profile.name)
        self.name_error = FieldMessage()
        self.colour = ColourRow()
        self.address = AddressForm(self)
        self.password = QLineEdit(password)
        self.remember = QCheckBox(tr("Keep passwords in this computer's &keyring"))
        self.management = ManagementField()
        self.prometheus = prometheus_field()
        self.tls = TlsForm()
        self.tls_section = Folding("TLS", self.tls)
        self.production = QCheckBox(tr(PRODUCTION))
        self.read_only = QCheckBox(tr(READ_ONLY))
        self.error = FieldMessage()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self._lay_out()
        self._fill(profile, keyring_trouble)
        self.management.password.setText(management_password)
        self._listen()

    def profile(self) -> Profile:
        """What the fields say."""
        found, external = self.address.found, self.tls.is_login
        url = self.address.url.text() if found is None else replace(found, external=external).shown
        return replace(
            self._profile,
            name=self.name.text().strip(),
            url=url,
            external=external,
            colour=self.colour.colour,
            management=self.management.value(),
            prometheus=self.prometheus.value(),
            security=self.tls.tls(),
            read_only=self.read_only.isChecked(),
            production=self.production.isChecked(),
            password_in_keyring=self.remember.isChecked(),
        )

    def _fill(self, profile: Profile, keyring_trouble: str) -> None:
        self.colour.choose(profile.colour)
        self.address.show_url(profile.url)
        self.tls.show_tls(profile.security)
        self.tls.external.setChecked(profile.external)
        self._infer()
        self._show_login()
        self.management.show_value(profile.management)
        self.prometheus.show_value(profile.prometheus)
        self.production.setChecked(profile.production)
        self.read_only.setChecked(profile.read_only)
        self.remember.setChecked(profile.password_in_keyring and not keyring_trouble)
        self.remember.setEnabled(not keyring_trouble)
        if keyring_trouble:
            self.remember.setText(tr("No keyring here: it is not kept"))
            self.remember.setToolTip(keyring_trouble)
        self._summarise()
        if profile.security != USUAL_TLS:
            self.tls_section.open()
        self.name.selectAll()

    def _listen(self) -> None:
        self.name.textEdited.connect(lambda _: self.name_error.clear())
        self.address.edited.connect(self._infer)
        self.address.brought.connect(self._on_brought)
        self.tls.edited.connect(self._summarise)
        self.tls.edited.connect(self._show_login)
        self.tls_section.heading.toggled.connect(lambda _: self._make_room())
        self.tls.verify.toggled.connect(lambda _: self._make_room())
        self.password.textEdited.connect(self._on_password)
        self.management.password.textEdited.connect(self._on_password)
        self.buttons.accepted.connect(self._on_save)
        self.buttons.rejected.connect(self.reject)

    def _on_save(self) -> None:
        profile = self.profile()
        troubles = profile.troubles()
        if profile.name in self._taken:
            troubles["name"] = tr("there is a profile '{name}' already", name=profile.name)
        if not troubles:
            self.saved.emit(profile, self._secrets(profile))
            self.accept()
            return
        wrong = [line for field, line in self._say_wrong(troubles).items() if field in troubles]
        if wrong:
            wrong[0].setFocus()
        self._make_room()

    def _say_wrong(self, troubles: dict[str, str]) -> dict[str, QWidget]:
        """Each at its field, and the rest below all; the fields that can be wrong."""
        fields: dict[str, tuple[FieldMessage, QWidget]] = {
            "name": (self.name_error, self.name),
            "url": (self.address.error, self.address.url),
            "management": (self.management.error, self.management.line),
            "prometheus": (self.prometheus.error, self.prometheus.line),
            "certfile": (self.tls.error, self.tls.certfile),
        }
        for field, (message, _) in fields.items():
            message.say(troubles.get(field, ""))
        if "certfile" in troubles:
            self.tls_section.open()
        elsewhere = (why for field, why in troubles.items() if field not in fields)
        self.error.say(tr("; ").join(elsewhere))
        return {field: line for field, (_, line) in fields.items()}

    def _secrets(self, profile: Profile) -> dict[str, str]:
        """What was typed, if it is kept."""
        if not self.remember.isChecked():
            return {}
        password = "" if profile.external else self.password.text()
        found = {profile.url: password, profile.management_key: self.management.password.text()}
        return {url: typed for url, typed in found.items() if url and typed}

    def _infer(self) -> None:
        found = self.address.found
        if found is not None:
            self.management.infer(found.management or "")
            self.prometheus.infer(",".join(found.prometheus))
            self.tls.show_secured(found.tls)
            self._show_login()
            self._summarise()

    def _show_login(self) -> None:
        """User and password, or the certificate."""
        external = self.tls.is_login
        self.address.log_in_by_certificate(external)
        self.password.setEnabled(not external)
        asked = tr("asked for when you connect")
        self.password.setPlaceholderText(tr(NO_PASSWORD) if external else asked)

    def _on_brought(self, password: str, security: Tls | None, external: bool) -> None:
        if password:
            self.password.setText(password)
            self._on_password()
        if security is not None:
            self.tls.show_tls(security)
            self.tls.external.setChecked(external)
            self.tls_section.open()

    def _on_password(self) -> None:
        typed = self.password.text() or self.management.password.text()
        if self.remember.isEnabled() and typed:
            self.remember.setChecked(True)

    def _summarise(self) -> None:
        found = self.address.found
        secured = found is not None and found.tls
        words = words_of(self.tls.tls(), external=self.tls.is_login)
        self.tls_section.summarise(
            words if secured or self.tls.tls() != USUAL_TLS else tr("not used")
        )

    def _make_room(self) -> None:
        column = self.layout()
        if column is not None:
            column.activate()
            self.resize(self.width(), column.totalHeightForWidth(self.width()))

    def _lay_out(self) -> None:
        self.setMinimumWidth(560)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.name.setAccessibleName(tr("Name"))
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addLayout(self._rows())
        column.addWidget(self.tls_section)
        column.addWidget(self.production)
        column.addWidget(self.read_only)
        column.addWidget(self.error)
        column.addStretch(1)
        column.addWidget(self.buttons)

    def _rows(self) -> QFormLayout:
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        naming = QVBoxLayout()
        naming.setSpacing(2)
        naming.addWidget(self.name)
        naming.addWidget(self.name_error)
        rows.addRow(tr("&Name"), naming)
        label = rows.labelForField(naming)
        if isinstance(label, QLabel):
            label.setBuddy(self.name)
        rows.addRow(tr("Colour"), self.colour)
        self.address.rows_into(rows)
        rows.addRow(tr("Pass&word"), self.password)
        rows.addRow("", self.remember)
        rows.addRow(tr("&Management"), self.management)
        rows.addRow(tr("Prome&theus"), self.prometheus)
        return rows
