"""What TLS needs: the CA, a client certificate, the name, and whether anything is verified."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.tls import Tls
from core.wording import phrase, tr
from gui.connect.file_field import FileField
from gui.connect.form import EXTERNAL_NEEDS
from gui.field_message import FieldMessage

UNVERIFIED = phrase(
    "Anybody on the way can pretend to be the broker, and read the password. "
    "Name the CA instead, where you can."
)


class TlsForm(QWidget):
    """The fields of a `Tls`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cacertfile = FileField(tr("CA file"), tr("those that this computer trusts"))
        self.certfile = FileField(tr("Client certificate"), tr("none"))
        self.keyfile = FileField(tr("Key of the client certificate"), tr("in the same file"))
        self.server_name = QLineEdit()
        self.server_name.setPlaceholderText(tr("the host's"))
        self.server_name.setAccessibleName(tr("Name in the broker's certificate"))
        self.verify = QCheckBox(tr("&Verify the certificate of the broker"))
        self.verify.setChecked(True)
        self.warning = FieldMessage()
        self.external = QCheckBox(tr("The certificate is the &login (EXTERNAL)"))
        self.external.setToolTip(tr(EXTERNAL_NEEDS))
        self.error = FieldMessage()
        self._secured = False
        checked = QVBoxLayout()
        checked.setSpacing(2)
        checked.addWidget(self.verify)
        checked.addWidget(self.warning)
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.addRow(tr("CA &file"), self.cacertfile)
        certificate = QVBoxLayout()
        certificate.setSpacing(2)
        certificate.addWidget(self.certfile)
        certificate.addWidget(self.error)
        rows.addRow(tr("&Client certificate"), certificate)
        label = rows.labelForField(certificate)
        if isinstance(label, QLabel):
            label.setBuddy(self.certfile)
        rows.addRow(tr("&Key"), self.keyfile)
        rows.addRow("", self.external)
        rows.addRow(tr("Server n&ame"), self.server_name)
        rows.addRow("", checked)
        for field in (self.cacertfile, self.certfile, self.keyfile):
            field.edited.connect(self.edited)
        self.server_name.textChanged.connect(self.edited)
        self.verify.toggled.connect(self._on_verify)
        self.external.toggled.connect(self.edited)
        self.certfile.edited.connect(self._offer_login)
        self._offer_login()

    @property
    def is_login(self) -> bool:
        """The client certificate is the login."""
        return self.external.isChecked() and self.external.isEnabled()

    def show_secured(self, secured: bool) -> None:
        """Whether the address is one with TLS."""
        self._secured = secured
        self._offer_login()

    def tls(self) -> Tls:
        """What the fields say."""
        return Tls(
            self.cacertfile.path,
            self.certfile.path,
            self.keyfile.path,
            self.server_name.text().strip(),
            self.verify.isChecked(),
        )

    def show_tls(self, tls: Tls) -> None:
        """Fill the fields."""
        self.cacertfile.line.setText(tls.cacertfile)
        self.certfile.line.setText(tls.certfile)
        self.keyfile.line.setText(tls.keyfile)
        self.server_name.setText(tls.server_name)
        self.verify.setChecked(tls.verify)

    def _offer_login(self) -> None:
        self.external.setEnabled(self._secured and bool(self.certfile.path))
        self.error.clear()

    def _on_verify(self, on: bool) -> None:
        self.warning.say("" if on else tr(UNVERIFIED))
        self.edited.emit()


def words_of(tls: Tls, *, external: bool = False) -> str:
    """The same in a line, for a section that is folded."""
    parts = (
        tr("NOT verified") if not tls.verify else "",
        tr("own CA") if tls.cacertfile else "",
        tr("client certificate") if tls.certfile and not external else "",
        tr("the certificate is the login") if external else "",
        tr("as {name}", name=tls.server_name) if tls.server_name else "",
    )
    return tr(", ").join(part for part in parts if part) or tr("CAs of this computer")
