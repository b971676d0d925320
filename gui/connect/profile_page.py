"""What a profile says, to be read before one connects, and its password."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.endpoints import OFF, Endpoints, UrlError
from core.profile import Profile
from core.wording import tr
from gui.connect.badge import Badge
from gui.connect.tls_form import UNVERIFIED, words_of
from gui.field_message import FieldMessage
from gui.plain import tooltip


class ProfilePage(QWidget):
    """One profile; it is changed in the editor."""

    edited = Signal()
    """Another password: what was checked before says nothing any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profile: Profile | None = None
        self.badge = Badge()
        self.url = _words()
        self.tls = _words()
        self.surfaces = _words()
        self.warning = FieldMessage()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.remember = QCheckBox(tr("Keep the password in this computer's keyring"))
        self._lay_out()
        self.password.textEdited.connect(self._on_password)

    def show_profile(self, profile: Profile) -> None:
        """Show another one; its password is not known yet."""
        self.profile = profile
        self.badge.show_standing(profile.standing)
        self.url.setText(profile.url)
        self.password.clear()
        self.remember.setChecked(profile.password_in_keyring and self.remember.isEnabled())
        usual = self._where()
        is_guest = usual is not None and usual.user == "guest"
        self.password.setPlaceholderText(tr("guest, unless it is another one") if is_guest else "")
        secured = usual is not None and usual.tls
        self.tls.setText(words_of(profile.security) if secured else tr("not used"))
        self.warning.say(tr(UNVERIFIED) if secured and not profile.security.verify else "")
        self.surfaces.setText(_surfaces(profile, usual))
        self.surfaces.setToolTip(tooltip(self.surfaces.text()))

    def endpoints(self) -> Endpoints:
        """Where to go, with the password. Raises UrlError."""
        assert self.profile is not None
        return self.profile.endpoints(self.password.text())

    def needs_password(self) -> bool:
        """Nobody knows it yet."""
        where = self._where()
        return where is not None and where.user != "guest" and not self.password.text()

    def say_no_keyring(self, why: str) -> None:
        """Passwords cannot be kept here."""
        self.remember.setChecked(False)
        self.remember.setEnabled(False)
        self.remember.setToolTip(why)
        self.remember.setText(tr("No keyring here: it is not kept"))

    def _where(self) -> Endpoints | None:
        try:
            return None if self.profile is None else self.profile.endpoints()
        except UrlError:
            return None

    def _on_password(self) -> None:
        self.edited.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        rows = QFormLayout()
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(tr("AMQP URL"), self.url)
        rows.addRow("TLS", self.tls)
        rows.addRow(tr("HTTP APIs"), self.surfaces)
        rows.addRow(tr("Pass&word"), self.password)
        rows.addRow("", self.remember)
        column.addLayout(rows)
        column.addWidget(self.warning)
        column.addStretch(1)


def _surfaces(profile: Profile, where: Endpoints | None) -> str:
    named = {tr("management"): profile.management, "Prometheus": profile.prometheus}
    shown = [tr("{surface} off", surface=name) for name, value in named.items() if value == OFF]
    shown += [f"{name} {value}" for name, value in named.items() if value not in (None, OFF)]
    more = tr("the others inferred") if shown else tr("inferred from the AMQP URL")
    return tr(", ").join(shown if where is None or len(shown) == len(named) else [*shown, more])


def _words() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
