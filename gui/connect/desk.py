"""Between the window and its brokers: the connect dialog, profiles at one click, where one is."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QSettings, Qt

from core import passwords
from core.profile import Profile, ProfileError
from gui import theme
from gui.background import Background
from gui.connect.colours import colour_of
from gui.connect.dialog import ConnectDialog, profiles_of
from gui.main_window import MainWindow
from gui.watching import Watching
from gui.welcome import Welcome

if TYPE_CHECKING:
    from core.endpoints import Endpoints

T = TypeVar("T")


class ConnectDesk(QObject):
    """Owns the connect dialog and the file of profiles."""

    def __init__(
        self,
        window: MainWindow,
        watching: Watching,
        welcome: Welcome,
        settings: QSettings,
        before: Callable[[Callable[[], None]], None] = lambda leave: leave(),
    ) -> None:
        super().__init__(window)
        self.dialog: ConnectDialog | None = None
        self.profiles = profiles_of(settings)
        self._window = window
        self._watching = watching
        self._welcome = welcome
        self._settings = settings
        self._before = before
        """Asks the user, where it matters, before what is watched now is left."""
        self._errand: Background[str] | None = None
        self._opening: Background[tuple[str, str]] | None = None
        """The keyring is asked for the password of the profile that was chosen last."""
        welcome.profile_wanted.connect(self.open_profile)
        watching.changed.connect(self._on_watching)
        theme.changed.connect(self._show_band)
        self._on_watching()

    def ask(self, name: str = "") -> ConnectDialog:
        """Open the connect dialog, on a profile if one is named."""
        from core.doctor import check

        if self.dialog is None:
            watched = self._watching.endpoints
            dialog = ConnectDialog(self._settings, check, self._window, watched)
            dialog.decided.connect(self._watch)
            dialog.keeping.connect(self.keep_passwords)
            dialog.finished.connect(self._offer)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog = dialog
            dialog.destroyed.connect(self._on_dialog_gone)
            dialog.open()
        if name:
            self.dialog.choose(name)
        return self.dialog

    def open_profile(self, name: str) -> None:
        """Watch the broker of a profile; the dialog asks for what is missing."""
        self._forget_opening()
        profile = self.profiles.load().named(name)
        if profile is None:
            self.ask()
        elif profile.password_in_keyring:
            known = partial(passwords.stored_of, profile)
            self._opening = self._run(known, partial(self._on_passwords, profile))
        else:
            self._on_passwords(profile, ("", ""))

    def keep_passwords(self, secrets: Mapping[str, str]) -> None:
        """Put passwords into the keyring, which may ask the user to unlock it."""
        self._errand = self._run(partial(passwords.store_all, secrets), self._window.say)

    def end(self) -> None:
        """The window goes."""
        self._forget_opening()
        if self._errand is not None:
            self._errand.forget()
        if self.dialog is not None:
            self.dialog.reject()

    def _on_passwords(self, profile: Profile, known: tuple[str, str]) -> None:
        if profile.lacks(*known):
            self.ask(profile.name)
            return
        try:
            self.profiles.used(profile.name, time.time())
        except ProfileError as error:
            self._window.warn(error.why)
        self._watch(profile.endpoints(*known))

    def _watch(self, where: "Endpoints") -> None:
        self._before(lambda: self._watching.watch(where))

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> Background[T]:
        """Something with the keyring, which may take its time."""
        errand = Background("keyring", work, done, lambda error: self._window.warn(str(error)))
        errand.start()
        return errand

    def _forget_opening(self) -> None:
        """Something else was chosen since."""
        if self._opening is not None:
            self._opening.forget()
            self._opening = None

    def _on_dialog_gone(self) -> None:
        self.dialog = None

    def _on_watching(self) -> None:
        """Another broker is watched, or none."""
        self._forget_opening()
        where = self._watching.endpoints
        self._window.commands.refuse_writing(where.standing.refusal if where is not None else "")
        self._show_band()
        if where is None:
            self._offer()

    def _offer(self) -> None:
        self._welcome.show_profiles(self.profiles.load().profiles)

    def _show_band(self) -> None:
        where = self._watching.endpoints
        self._window.show_band(None if where is None else colour_of(where.standing.colour))
