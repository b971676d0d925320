"""The list of profiles with what can be done with it: make, change, copy, delete, import."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QToolButton, QVBoxLayout, QWidget

from core.endpoints import DEFAULT_URL, UrlError
from core.profile import Profile, ProfileError, profile_of
from core.profiles import Profiles
from core.wording import tr
from gui import icons
from gui.connect.profile_editor import ProfileEditor
from gui.connect.profile_list import ProfileList
from gui.field_message import FieldMessage
from gui.mends import sentences


class ProfileShelf(QWidget):
    """Changes go to the file at once."""

    keeping = Signal(object)
    """Passwords that go into the keyring, by the URLs that they belong to."""
    forgetting = Signal(str)
    """The URL whose password is no longer kept."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profiles = profiles
        self.keyring_trouble = ""
        self.list = ProfileList()
        self.error = FieldMessage()
        self.editor: ProfileEditor | None = None
        self.question: QMessageBox | None = None
        self.new = _button("plus", tr("New profile"), "Ctrl+N")
        self.paste = _button("content-paste", tr("Import the URL in the clipboard"), "Ctrl+V")
        self.edit = _button("pencil-outline", tr("Edit the profile"), "F2")
        self.copy = _button("content-copy", tr("Duplicate the profile"))
        self.delete = _button("trash-can-outline", tr("Delete the profile"), "Del")
        self._lay_out()
        self._connect()
        loaded = profiles.load()
        self.error.say(_damage_words(loaded.damage))
        self.list.show_profiles(
            loaded.profiles, loaded.profiles[0].name if loaded.profiles else None
        )

    def choose(self, name: str) -> None:
        """Choose a profile."""
        self.list.show_profiles(self.profiles.load().profiles, name)

    def put(self, profile: Profile, instead_of: str = "") -> None:
        """Keep a profile and choose it; a password that none needs any more is forgotten."""
        before = self.profiles.load().named(instead_of or profile.name)
        if self._write(lambda: self.profiles.put(profile, instead_of)):
            self._forget_password(before)
            self.choose(profile.name)

    def begin_new(
        self, profile: Profile | None = None, password: str = "", management_password: str = ""
    ) -> ProfileEditor:
        """Open the editor on a profile that is not kept yet."""
        made = profile or profile_of(DEFAULT_URL, tr("New profile"))[0]
        named = replace(made, name=self._free(made.name))
        return self._edit(named, "", password, management_password)

    def import_url(self) -> None:
        """Open the editor on the URL that the clipboard holds."""
        text = QGuiApplication.clipboard().text().strip()
        try:
            profile, password = profile_of(text) if text else (None, "")
        except UrlError as error:
            why = tr("The clipboard holds no URL that can be used: {why}", why=error)
            self.error.say(sentences(why))
            return
        if profile is None:
            self.error.say(tr("Copy an AMQP URL first, such as amqps://user@host/vhost."))
            return
        self.error.clear()
        self.begin_new(profile, password)

    def edit_chosen(self) -> None:
        """Open the editor on the chosen profile."""
        profile = self.list.profile
        if profile is not None:
            self._edit(profile, profile.name)

    def duplicate(self) -> None:
        """A copy of the chosen profile; the password in the keyring serves both."""
        profile = self.list.profile
        if profile is not None:
            name = self._free(tr("{name} copy", name=profile.name[:50]))
            self.put(replace(profile, name=name, last_used=0.0))

    def ask_to_delete(self) -> None:
        """Delete the chosen profile once the user has agreed."""
        profile = self.list.profile
        if profile is None:
            return
        asked = QMessageBox(self)
        asked.setWindowTitle(tr("Delete profile"))
        asked.setTextFormat(Qt.TextFormat.PlainText)
        asked.setText(tr("Delete the profile '{name}'?", name=profile.name))
        asked.setInformativeText(tr("Nothing changes on its broker."))
        delete = asked.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        asked.setDefaultButton(asked.addButton(QMessageBox.StandardButton.Cancel))
        delete.clicked.connect(lambda: self._delete(profile))
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question = asked
        asked.open()

    def _delete(self, profile: Profile) -> None:
        if not self._write(lambda: self.profiles.remove(profile.name)):
            return
        self._forget_password(profile)
        left = self.profiles.load().profiles
        self.list.show_profiles(left, left[0].name if left else None)

    def _forget_password(self, gone: Profile | None) -> None:
        """Of a profile as it was, unless another one has the same in the keyring."""
        if gone is None:
            return
        needed = {url for one in self.profiles.load().profiles for url in _kept(one)}
        for url in _kept(gone):
            if url not in needed:
                self.forgetting.emit(url)

    def _edit(
        self, profile: Profile, name: str, password: str = "", management_password: str = ""
    ) -> ProfileEditor:
        taken = frozenset(one.name for one in self.list.profiles) - {name}
        editor = ProfileEditor(
            profile,
            taken,
            keyring_trouble=self.keyring_trouble,
            password=password,
            management_password=management_password,
            parent=self,
        )
        editor.saved.connect(lambda made, secrets: self._on_saved(made, name, secrets))
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.editor = editor
        editor.open()
        return editor

    def _on_saved(self, profile: Profile, instead_of: str, secrets: dict[str, str]) -> None:
        self.put(profile, instead_of)
        if secrets:
            self.keeping.emit(secrets)

    def _write(self, write: Callable[[], Path | None]) -> bool:
        try:
            aside = write()
        except ProfileError as error:
            self.error.say(sentences(error.why, error.mend))
            return False
        kept = tr("What could not be read is kept in {file}", file=aside)
        self.error.say(sentences(kept) if aside is not None else "")
        return True

    def _free(self, name: str) -> str:
        """The name, or one like it that no profile has."""
        taken = {one.name for one in self.list.profiles}
        numbered = (name if number == 1 else f"{name} {number}" for number in range(1, 1000))
        return next(one for one in numbered if one not in taken)

    def _on_chosen(self) -> None:
        for button in (self.edit, self.copy, self.delete):
            button.setEnabled(self.list.profile is not None)

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.edit_wanted.connect(self.edit_chosen)
        self.list.new_wanted.connect(lambda: self.begin_new())
        self.list.delete_wanted.connect(self.ask_to_delete)
        self.list.import_wanted.connect(self.import_url)
        self.new.clicked.connect(lambda: self.begin_new())
        self.paste.clicked.connect(self.import_url)
        self.edit.clicked.connect(self.edit_chosen)
        self.copy.clicked.connect(self.duplicate)
        self.delete.clicked.connect(self.ask_to_delete)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in (self.new, self.paste, self.edit, self.copy, self.delete):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.error)


def _kept(profile: Profile) -> list[str]:
    """The URLs under which the keyring has passwords of a profile."""
    urls = (profile.url, profile.management_key) if profile.password_in_keyring else ()
    return [url for url in urls if url]


def _damage_words(damage: str) -> str:
    kept = tr("Nothing of it is lost: it is kept beside the new file when you save a profile")
    return sentences(damage, kept) if damage else ""


def _button(sign: str, name: str, key: str = "") -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(f"{name} ({key})" if key else name)
    button.setAccessibleName(name)
    icons.wear(button, sign)
    return button
