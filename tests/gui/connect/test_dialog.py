import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from core import passwords
from core.endpoints import Endpoints
from core.stage import Stage
from gui.connect import remembered
from gui.connect.dialog import Check, ConnectDialog
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
    assert dialog.go.text() == "Watch with what is there"
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
    kept: list[Endpoints] = []
    first.keeping.connect(kept.append)
    connected(qtbot, first)
    assert [where.shown for where in kept] == ["amqp://me@mq:5672/shop"]
    passwords.store(kept[0].shown, kept[0].password)

    second = dialog_with(qtbot, tmp_path, finding())
    qtbot.waitUntil(lambda: second.form.password.text() == "s3cret")

    assert second.form.remember.isChecked()
