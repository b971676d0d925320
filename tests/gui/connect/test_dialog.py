import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core import passwords
from core.endpoints import Endpoints
from core.login import Login
from core.profile import Profile
from core.profiles import Profiles
from core.stage import Stage
from gui.connect import remembered
from gui.connect.check_run import Check
from gui.connect.dialog import ConnectDialog
from gui.connect.remembered import Remembered
from tests.core.test_passwords import Box, no_keyring

ALL = ("amqp", "management", "prometheus", "event_exchange")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AMQP_URL", raising=False)
    monkeypatch.delenv("RABBITMQ_URL", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(no_keyring())
    yield
    keyring.set_keyring(before)


def finding(*missing: str) -> Check:
    def check(_: Endpoints) -> Iterator[Stage]:
        for name in ALL:
            ok = name not in missing
            yield Stage(name, ok=ok, why="" if ok else "gone", mend="" if ok else "bring it")

    return check


def dialog_with(qtbot: QtBot, folder: Path, check: Check) -> ConnectDialog:
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    dialog = ConnectDialog(settings, check)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def connected(qtbot: QtBot, dialog: ConnectDialog) -> list[Endpoints]:
    decided: list[Endpoints] = []
    dialog.decided.connect(decided.append)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_checking)
    return decided


def test_that_a_broker_with_everything_is_watched_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding())
    dialog.form.url.setEditText("amqp://me:pw@mq/shop")

    decided = connected(qtbot, dialog)

    assert [where.shown for where in decided] == ["amqp://me@mq:5672/shop"]
    assert dialog.isHidden()


def test_that_what_is_missing_is_named_and_watching_still_offered(
    qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding("prometheus"))

    decided = connected(qtbot, dialog)

    assert decided == []
    assert dialog.stages.rows["prometheus"].words.text() == "Gone. Bring it."
    assert dialog.go.text() == "Watch with what is available"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert len(decided) == 1


def test_that_a_broker_that_shows_nothing_cannot_be_watched(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding(*ALL))

    decided = connected(qtbot, dialog)

    assert decided == []
    assert not dialog.go.isEnabled()
    assert "Nothing can be watched" in dialog.verdict.text()
    dialog.form.password.setFocus()
    qtbot.keyClicks(dialog.form.password, "x")
    assert dialog.go.isEnabled()
    assert dialog.verdict.text() == ""


def test_that_a_bad_url_starts_no_check(qtbot: QtBot, tmp_path: Path) -> None:
    def check(_: Endpoints) -> Iterator[Stage]:
        raise AssertionError("must not be asked")

    dialog = dialog_with(qtbot, tmp_path, check)
    dialog.form.url.setEditText("mq.example.org")

    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)

    assert not dialog.is_checking
    assert dialog.form.url_error.text


def test_that_the_check_runs_off_the_gui_thread_and_can_be_left(
    qtbot: QtBot, tmp_path: Path
) -> None:
    asked: list[threading.Thread] = []
    free = threading.Event()

    def check(_: Endpoints) -> Iterator[Stage]:
        asked.append(threading.current_thread())
        free.wait(10)
        yield Stage("amqp", ok=True)

    dialog = dialog_with(qtbot, tmp_path, check)
    decided: list[Endpoints] = []
    dialog.decided.connect(decided.append)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    free.set()
    asked[0].join()

    assert dialog.isHidden()
    assert asked[0] is not threading.main_thread()
    assert decided == []


def test_that_a_check_that_fails_itself_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    def check(_: Endpoints) -> Iterator[Stage]:
        yield from (1 / 0 for _ in ALL)  # type: ignore[misc]

    dialog = dialog_with(qtbot, tmp_path, check)

    connected(qtbot, dialog)

    assert "ZeroDivisionError" in dialog.verdict.text()
    assert dialog.go.isEnabled()


def test_that_no_password_is_ever_written_to_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding())
    dialog.form.url.setEditText("amqp://me:s3cret@mq/shop")

    connected(qtbot, dialog)

    assert "s3cret" not in (tmp_path / "window.ini").read_text()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert remembered.load(settings)[0].url == "amqp://me@mq:5672/shop"


def test_that_without_a_keyring_keeping_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding())

    qtbot.waitUntil(lambda: not dialog.form.remember.isEnabled())

    assert "not kept" in dialog.form.remember.text()


def test_that_a_password_is_kept_only_when_asked_and_comes_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    keyring.set_keyring(Box())
    first = dialog_with(qtbot, tmp_path, finding())
    first.form.url.setEditText("amqp://me:s3cret@mq/shop")
    qtbot.mouseClick(first.form.remember, Qt.MouseButton.LeftButton)
    kept: list[dict[str, str]] = []
    first.keeping.connect(kept.append)
    connected(qtbot, first)
    assert kept == [{"amqp://me@mq:5672/shop": "s3cret"}]
    passwords.store_all(kept[0])

    second = dialog_with(qtbot, tmp_path, finding())
    qtbot.waitUntil(lambda: second.form.password.text() == "s3cret")

    assert second.form.remember.isChecked()


def test_that_the_management_login_is_kept_and_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    keyring.set_keyring(Box())
    first = dialog_with(qtbot, tmp_path, finding())
    first.form.url.setEditText("amqp://me:s3cret@mq/shop")
    qtbot.keyClicks(first.form.management.user, "mon")
    qtbot.keyClicks(first.form.management.password, "s4cret")
    qtbot.mouseClick(first.form.remember, Qt.MouseButton.LeftButton)
    kept: list[dict[str, str]] = []
    first.keeping.connect(kept.append)
    (where,) = connected(qtbot, first)
    assert where.http_login == Login("mon", "s4cret")
    assert kept[0]["http://mon@mq:15672"] == "s4cret"
    passwords.store_all(kept[0])
    assert "cret" not in (tmp_path / "window.ini").read_text()

    second = dialog_with(qtbot, tmp_path, finding())
    qtbot.waitUntil(lambda: second.form.management.password.text() == "s4cret")

    assert second.form.management.user.text() == "mon"
    assert second.form.management.line.text() == "http://mq:15672"
    assert second.form.password.text() == "s3cret"


def test_that_a_profile_asks_for_the_management_password_it_lacks(
    qtbot: QtBot, tmp_path: Path
) -> None:
    keyring.set_keyring(Box())
    profile = Profile(name="Shop", url="amqp://guest@mq:5672/shop", management="http://mon@mq:1")
    with_profiles(tmp_path, profile, Profile(name="Other", url="amqp://guest@mq:5672/shop"))
    dialog = dialog_with(qtbot, tmp_path, finding())
    dialog.choose("Shop")
    page = dialog.page
    assert page.needs_password()
    assert page.management_password.isVisible()
    qtbot.keyClicks(page.management_password, "s4cret")
    qtbot.mouseClick(page.remember, Qt.MouseButton.LeftButton)
    kept: list[dict[str, str]] = []
    dialog.keeping.connect(kept.append)
    (where,) = connected(qtbot, dialog)
    assert where.http_login == Login("mon", "s4cret")
    assert kept == [{"http://mon@mq:1": "s4cret"}]
    dialog.choose("Other")
    assert not page.management_password.isVisible()


def test_that_a_wrong_management_url_is_told_at_its_field(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding())
    line = dialog.form.management.line
    line.selectAll()
    qtbot.keyClicks(line, "mq:15672")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "management URL must be like" in dialog.form.management.error.text
    assert dialog.form.url_error.text == ""
    assert dialog.focusWidget() is line
    qtbot.keyClicks(line, "x")
    assert dialog.form.management.error.text == ""


def with_profiles(folder: Path, *profiles: Profile) -> None:
    kept = Profiles(folder / "profiles.json")
    for profile in profiles:
        kept.put(profile)


def profile(name: str, *, in_keyring: bool = False, last_used: float = 0.0) -> Profile:
    url = f"amqp://me@{name}:5672/%2F"
    return Profile(name=name, url=url, password_in_keyring=in_keyring, last_used=last_used)


def test_that_one_types_a_url_at_once_where_there_is_no_profile(
    qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding())

    assert dialog.focusWidget() is dialog.form.url
    qtbot.keyClicks(dialog.form.url, "amqp://shop.example/")

    assert dialog.form.url.currentText() == "amqp://shop.example/"


def test_that_the_last_used_profile_connects_with_enter(qtbot: QtBot, tmp_path: Path) -> None:
    with_profiles(tmp_path, profile("old", last_used=1.0), profile("new", last_used=2.0))
    dialog = dialog_with(qtbot, tmp_path, finding())
    decided: list[Endpoints] = []
    dialog.decided.connect(decided.append)
    assert dialog.page.badge.text == "new"
    qtbot.keyClicks(dialog.page.password, "s3cret")
    qtbot.keyClick(dialog.shelf.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(decided))

    assert (decided[0].host, decided[0].password) == ("new", "s3cret")
    assert decided[0].standing.profile == "new"
    kept = Profiles(tmp_path / "profiles.json")
    assert kept.load().profiles[0].last_used > 2.0
    assert "s3cret" not in kept.path.read_text()


def test_that_a_profiles_password_comes_from_the_keyring(qtbot: QtBot, tmp_path: Path) -> None:
    keyring.set_keyring(Box())
    with_profiles(tmp_path, profile("mq", in_keyring=True))
    passwords.store("amqp://me@mq:5672/%2F", "s3cret")

    dialog = dialog_with(qtbot, tmp_path, finding())

    qtbot.waitUntil(lambda: dialog.page.password.text() == "s3cret")
    assert dialog.page.remember.isChecked()


def test_that_a_check_can_be_stopped_and_reported(qtbot: QtBot, tmp_path: Path) -> None:
    went_on = threading.Event()
    free = threading.Event()

    def check(_: Endpoints) -> Iterator[Stage]:
        yield Stage("dns", ok=True, detail="found", ms=1.0)
        free.wait(10)
        yield Stage("tcp", ok=True)
        went_on.set()

    dialog = dialog_with(qtbot, tmp_path, check)
    qtbot.mouseClick(dialog.try_out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.stages.rows["dns"].kind == "ok")
    assert (dialog.try_out.text(), dialog.copy_report.isEnabled()) == ("Stop", False)
    assert dialog.stages.rows["tcp"].kind == "working"

    qtbot.mouseClick(dialog.try_out, Qt.MouseButton.LeftButton)
    free.set()

    assert (dialog.is_checking, dialog.try_out.text()) == (False, "Check")
    assert dialog.stages.rows["tcp"].words.text() == "not tried"
    assert not went_on.wait(0.2)


def test_that_the_report_is_copied_as_text(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding("prometheus"))
    dialog.form.url.setEditText("amqp://me:s3cret@mq/shop")
    qtbot.mouseClick(dialog.try_out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_checking)
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.copy_report, Qt.MouseButton.LeftButton)

    text = QGuiApplication.clipboard().text()
    assert "Flowscope looked at amqp://me@mq:5672/shop" in text
    assert "missing Prometheus" in text
    assert "s3cret" not in text


def test_that_a_url_is_saved_as_a_profile(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, finding())
    dialog.form.url.setEditText("amqps://me:s3cret@mq/shop?cacertfile=/ca.pem")
    assert dialog.form.password.text() == "s3cret"
    qtbot.mouseClick(dialog.save_as, Qt.MouseButton.LeftButton)
    editor = dialog.shelf.editor
    assert editor is not None
    assert editor.tls.cacertfile.path == "/ca.pem"
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)

    assert dialog.page.badge.text == "mq/shop"
    assert dialog.shelf.list.profile is not None
    assert dialog.shelf.list.profile.security.cacertfile == "/ca.pem"


def fields_of(dialog: ConnectDialog) -> dict[str, QLineEdit]:
    line = dialog.form.url.lineEdit()
    assert line is not None
    management = dialog.form.management
    return {
        "url": line,
        "password": dialog.form.password,
        "management": management.line,
        "management user": management.user,
        "prometheus": dialog.form.prometheus.line,
    }


@pytest.mark.parametrize(
    "field", ["url", "password", "management", "management user", "prometheus"]
)
def test_that_enter_in_any_field_connects_at_once(qtbot: QtBot, tmp_path: Path, field: str) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for host in ("other", "mq"):
        known = Remembered(f"amqp://me@{host}:5672/shop", f"http://{host}:9999")
        remembered.remember(settings, known)
    dialog = dialog_with(qtbot, tmp_path, finding())
    decided: list[Endpoints] = []
    dialog.decided.connect(decided.append)
    line = fields_of(dialog)[field]
    line.setFocus()
    line.selectAll()  # as it is when the keyboard comes there

    qtbot.keyClick(line, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(decided))
    assert [where.shown for where in decided] == ["amqp://me@mq:5672/shop"]
    assert dialog.isHidden()


def test_that_enter_in_the_url_keeps_the_password_that_was_typed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    remembered.remember(settings, Remembered("amqp://me@mq:5672/shop"))
    dialog = dialog_with(qtbot, tmp_path, finding())
    decided: list[Endpoints] = []
    dialog.decided.connect(decided.append)
    fields = fields_of(dialog)
    qtbot.keyClicks(fields["password"], "s3cret")

    qtbot.keyClick(fields["url"], Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(decided))
    assert decided[0].password == "s3cret"
