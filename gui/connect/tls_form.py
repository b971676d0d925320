"""What TLS needs: the CA, a client certificate, the name, and whether anything is verified."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from core.tls import Tls
from gui.connect.file_field import FileField
from gui.field_message import FieldMessage

UNVERIFIED = (
    "Anybody on the way can pretend to be the broker, and read the password. "
    "Name the CA instead, where you can."
)


class TlsForm(QWidget):
    """The fields of a `Tls`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cacertfile = FileField("CA file", "those that this computer trusts")
        self.certfile = FileField("Client certificate", "none")
        self.keyfile = FileField("Key of the client certificate", "in the same file")
        self.server_name = QLineEdit()
        self.server_name.setPlaceholderText("the host's")
        self.server_name.setAccessibleName("Name in the broker's certificate")
        self.verify = QCheckBox("&Verify the certificate of the broker")
        self.verify.setChecked(True)
        self.warning = FieldMessage()
        checked = QVBoxLayout()
        checked.setSpacing(2)
        checked.addWidget(self.verify)
        checked.addWidget(self.warning)
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.addRow("CA &file", self.cacertfile)
        rows.addRow("&Client certificate", self.certfile)
        rows.addRow("&Key", self.keyfile)
        rows.addRow("Server n&ame", self.server_name)
        rows.addRow("", checked)
        for field in (self.cacertfile, self.certfile, self.keyfile):
            field.edited.connect(self.edited)
        self.server_name.textChanged.connect(self.edited)
        self.verify.toggled.connect(self._on_verify)

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

    def _on_verify(self, on: bool) -> None:
        self.warning.say("" if on else UNVERIFIED)
        self.edited.emit()


def words_of(tls: Tls) -> str:
    """The same in a line, for a section that is folded."""
    parts = (
        "NOT verified" if not tls.verify else "",
        "own CA" if tls.cacertfile else "",
        "client certificate" if tls.certfile else "",
        f"as {tls.server_name}" if tls.server_name else "",
    )
    return ", ".join(part for part in parts if part) or "CAs of this computer"
