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
from gui.connect.form import management_field, prometheus_field
from gui.connect.tls_form import TlsForm, words_of
from gui.field_message import FieldMessage
from gui.folding import Folding

PRODUCTION = phrase("&Production: ask before anything is written")
READ_ONLY = phrase("&Read-only: never publish, tap, or switch the firehose on")


class ProfileEditor(QDialog):
    """All of one profile."""

    saved = Signal(object, str)
    """The Profile, and the password that goes into the keyring, if one does."""

    def __init__(
        self,
        profile: Profile,
        taken: frozenset[str],
        *,
        keyring_trouble: str = "",
        password: str = "",
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
        self.remember = QCheckBox(tr("Keep it in this computer's &keyring"))
        self.management = management_field()
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
        self._listen()

    def profile(self) -> Profile:
        """What the fields say."""
        found = self.address.found
        return replace(
            self._profile,
            name=self.name.text().strip(),
            url=found.shown if found is not None else self.address.url.text(),
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
        self._infer()
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
        self.tls_section.heading.toggled.connect(lambda _: self._make_room())
        self.tls.verify.toggled.connect(lambda _: self._make_room())
        self.password.textEdited.connect(self._on_password)
        self.buttons.accepted.connect(self._on_save)
        self.buttons.rejected.connect(self.reject)

    def _on_save(self) -> None:
        profile = self.profile()
        troubles = profile.troubles()
        if profile.name in self._taken:
            troubles["name"] = tr("there is a profile '{name}' already", name=profile.name)
        at_fields = {"name": self.name_error, "url": self.address.error}
        for field, message in at_fields.items():
            message.say(troubles.pop(field, ""))
        self.error.say(tr("; ").join(troubles.values()))
        if self.name_error.text:
            self.name.setFocus()
        elif self.address.error.text:
            self.address.url.setFocus()
        elif not troubles:
            self.saved.emit(profile, self.password.text() if self.remember.isChecked() else "")
            self.accept()
            return
        self._make_room()

    def _infer(self) -> None:
        found = self.address.found
        if found is not None:
            self.management.infer(found.management or "")
            self.prometheus.infer(",".join(found.prometheus))
            self._summarise()

    def _on_brought(self, password: str, security: Tls | None) -> None:
        if password:
            self.password.setText(password)
            self._on_password()
        if security is not None:
            self.tls.show_tls(security)
            self.tls_section.open()

    def _on_password(self) -> None:
        if self.remember.isEnabled() and self.password.text():
            self.remember.setChecked(True)

    def _summarise(self) -> None:
        found = self.address.found
        secured = found is not None and found.tls
        words = words_of(self.tls.tls())
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
        self.password.setPlaceholderText(tr("asked for when you connect"))
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
