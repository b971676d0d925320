"""What a profile says, to be read before one connects, and its password."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.endpoints import OFF, Endpoints, UrlError
from core.profile import Profile
from core.wording import tr
from gui.connect.badge import Badge
from gui.connect.form import NO_PASSWORD
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
        self.management_password = QLineEdit()
        self.management_password.setEchoMode(QLineEdit.EchoMode.Password)
        self.management_password.setAccessibleName(tr("Password of the management API"))
        self.remember = QCheckBox(tr("Keep passwords in this computer's keyring"))
        self._rows = QFormLayout()
        self._lay_out()
        self.password.textEdited.connect(self.edited)
        self.management_password.textEdited.connect(self.edited)

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
        self._show_logins(usual)
        secured = usual is not None and usual.tls
        self.tls.setText(
            words_of(profile.security, external=profile.external) if secured else tr("not used")
        )
        self.warning.say(tr(UNVERIFIED) if secured and not profile.security.verify else "")
        self.surfaces.setText(_surfaces(profile, usual))
        self.surfaces.setToolTip(tooltip(self.surfaces.text()))

    def endpoints(self) -> Endpoints:
        """Where to go, with the password. Raises UrlError."""
        assert self.profile is not None
        return self.profile.endpoints(*self._typed)

    def secrets(self) -> dict[str, str]:
        """The passwords that were typed, by the URLs under which the keyring keeps them."""
        profile, (password, management) = self.profile, self._typed
        if profile is None:
            return {}
        found = {profile.url: password, profile.management_key: management}
        return {url: typed for url, typed in found.items() if url and typed}

    def needs_password(self) -> bool:
        """Nobody knows one of them yet."""
        return self.profile is not None and self.profile.lacks(*self._typed)

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

    @property
    def _typed(self) -> tuple[str, str]:
        return self.password.text(), self.management_password.text()

    def _show_logins(self, where: Endpoints | None) -> None:
        """A field for each password that there is."""
        external = where is not None and where.external
        self.password.setEnabled(not external)
        if external:
            self.password.setPlaceholderText(tr(NO_PASSWORD))
        own = None if where is None else where.management_login
        self.management_password.clear()
        self._rows.setRowVisible(self.management_password, own is not None)
        if own is not None:
            said = tr("of {user} at the management API", user=own.user)
            self.management_password.setPlaceholderText(said)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        rows = self._rows
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(tr("AMQP URL"), self.url)
        rows.addRow("TLS", self.tls)
        rows.addRow(tr("HTTP APIs"), self.surfaces)
        rows.addRow(tr("Pass&word"), self.password)
        rows.addRow(tr("Mana&gement password"), self.management_password)
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
