from collections.abc import Iterator
from pathlib import Path
from threading import Event

import keyring
import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core import passwords
from core.endpoints import endpoints
from core.profile import Profile
from core.profiles import Profiles
from gui.background import Background
from gui.connect import remembered
from gui.connect.desk import ConnectDesk
from gui.connect.remembered import Remembered
from gui.main_window import MainWindow
from gui.watching import Watching
from gui.welcome import Welcome
from tests.core.test_passwords import Box, no_keyring
from tests.local_http import free_port

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[ConnectDesk]:
    """A desk whose profiles lead to a port on which nothing listens."""
    before = keyring.get_keyring()
    keyring.set_keyring(no_keyring())
    profiles = Profiles(tmp_path / "profiles.json")
    for name, user in (("Guest", "guest"), ("Mine", "me"), ("Kept", "you")):
        profiles.put(
            Profile(
                name=name,
                url=f"amqp://{user}@127.0.0.1:{free_port()}/%2F",
                management="off",
                prometheus="off",
                password_in_keyring=name == "Kept",
            )
        )
    window, welcome = MainWindow(), Welcome()
    qtbot.addWidget(window)
    qtbot.addWidget(welcome)
    window.show()
    watching = Watching()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = ConnectDesk(window, watching, welcome, settings)
    yield made
    made.end()
    watching.end()
    qtbot.waitUntil(lambda: not watching.is_ending, timeout=10_000)
    keyring.set_keyring(before)


def test_that_a_card_for_every_profile_is_offered(desk: ConnectDesk) -> None:
    assert [card.profile.name for card in desk._welcome.cards] == ["Guest", "Kept", "Mine"]


def test_that_guest_needs_no_password(desk: ConnectDesk) -> None:
    desk._welcome.cards[0].click()
    watched = desk._watching.endpoints
    assert watched is not None
    assert (watched.standing.profile, watched.password) == ("Guest", "guest")
    assert desk.profiles.load().profiles[0].last_used > 0


def test_that_a_missing_password_is_asked_for(qtbot: QtBot, desk: ConnectDesk) -> None:
    desk._welcome.cards[2].click()
    dialog = desk.dialog
    assert dialog is not None
    assert dialog.page.badge.text == "Mine"
    qtbot.waitUntil(dialog.page.password.hasFocus)
    assert desk._watching.endpoints is None


def test_that_the_keyring_is_asked_for_what_it_keeps(qtbot: QtBot, desk: ConnectDesk) -> None:
    kept = desk.profiles.load().named("Kept")
    assert kept is not None
    keyring.set_keyring(Box())
    passwords.store(kept.url, "s3cret")
    desk._welcome.cards[1].click()
    qtbot.waitUntil(lambda: desk._watching.endpoints is not None)
    watched = desk._watching.endpoints
    assert watched is not None
    assert watched.password == "s3cret"


class SlowBox(Box):
    """A keyring that waits for its user."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = Event()

    def get_password(self, service: str, username: str) -> str | None:
        assert self.unlocked.wait(10)
        return super().get_password(service, username)


def test_that_a_password_that_comes_late_does_not_change_what_is_watched(
    qtbot: QtBot, desk: ConnectDesk
) -> None:
    kept = desk.profiles.load().named("Kept")
    assert kept is not None
    box = SlowBox()
    keyring.set_keyring(box)
    passwords.store(kept.url, "s3cret")
    desk.open_profile("Kept")
    asked = desk._opening
    assert asked is not None
    desk.open_profile("Guest")
    box.unlocked.set()
    qtbot.waitUntil(lambda: asked not in Background._running)

    watched = desk._watching.endpoints
    assert watched is not None
    assert watched.standing.profile == "Guest"


def test_that_the_dialog_begins_with_the_broker_that_is_watched(desk: ConnectDesk) -> None:
    where = f"127.0.0.1:{free_port()}"
    desk._watching.watch(endpoints(f"amqp://me:secret@{where}/shop", "off", f"http://{where}"))

    dialog = desk.ask()

    assert dialog.form.url.currentText() == f"amqp://me@{where}/shop"
    assert dialog.form.password.text() == ""
    assert not dialog.form.management.on.isChecked()
    assert dialog.form.prometheus.value() == f"http://{where}"
    assert dialog.form.isVisibleTo(dialog)


def test_that_the_dialog_begins_with_the_profile_that_is_watched(desk: ConnectDesk) -> None:
    desk._welcome.cards[0].click()

    dialog = desk.ask()

    assert dialog.page.badge.text == "Guest"
    assert dialog.page.isVisibleTo(dialog)


def test_that_the_dialog_takes_all_that_is_remembered_of_the_broker_that_is_watched(
    desk: ConnectDesk,
) -> None:
    where = f"127.0.0.1:{free_port()}"
    watched = endpoints(f"amqp://me:secret@{where}/shop", "off", "off")
    remembered.remember(desk._settings, Remembered(watched.written, "off", "off"))
    remembered.remember(desk._settings, Remembered("amqp://you@other:5672/%2F"))
    desk._watching.watch(watched)

    dialog = desk.ask()

    assert dialog.form.remembered == Remembered(watched.written, "off", "off")
    assert dialog.form.url.currentText() == watched.written
