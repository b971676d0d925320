from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.profile import Profile
from core.profiles import Profiles
from gui.connect.profile_shelf import ProfileShelf

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


def shelf_with(qtbot: QtBot, folder: Path, *names: str, in_keyring: bool = False) -> ProfileShelf:
    profiles = Profiles(folder / "profiles.json")
    for at, name in enumerate(reversed(names), 1):
        url = f"amqp://me@{name}:5672/%2F"
        profiles.put(
            Profile(name=name, url=url, last_used=float(at), password_in_keyring=in_keyring)
        )
    shelf = ProfileShelf(profiles)
    qtbot.addWidget(shelf)
    shelf.resize(264, 400)
    shelf.show()
    qtbot.waitExposed(shelf)
    return shelf


def names(shelf: ProfileShelf) -> list[str]:
    kept = [one.name for one in shelf.profiles.load().profiles]
    assert [one.name for one in shelf.list.profiles] == kept
    assert [shelf.list.item(row).text() for row in range(1, shelf.list.count())] == kept
    return kept


def chosen(shelf: ProfileShelf) -> str | None:
    return shelf.list.profile.name if shelf.list.profile is not None else None


def test_that_the_last_used_profile_is_chosen_and_arrows_move(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = shelf_with(qtbot, tmp_path, "b", "a")
    assert (names(shelf), chosen(shelf)) == (["b", "a"], "b")
    shelf.list.setFocus()
    qtbot.keyClick(shelf.list, Qt.Key.Key_Down)
    assert chosen(shelf) == "a"
    qtbot.keyClick(shelf.list, Qt.Key.Key_Home)
    assert chosen(shelf) is None
    assert not shelf.delete.isEnabled()


def test_that_enter_and_a_double_click_connect(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = shelf_with(qtbot, tmp_path, "a")
    with qtbot.waitSignal(shelf.list.connect_wanted):
        qtbot.keyClick(shelf.list, Qt.Key.Key_Return)
    place = shelf.list.visualItemRect(shelf.list.item(1)).center()
    with qtbot.waitSignal(shelf.list.connect_wanted):
        qtbot.mouseClick(shelf.list.viewport(), LEFT, pos=place)
        qtbot.mouseDClick(shelf.list.viewport(), LEFT, pos=place)


def test_that_a_profile_is_made_changed_and_copied(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = shelf_with(qtbot, tmp_path)
    kept: list[dict[str, str]] = []
    shelf.keeping.connect(kept.append)
    qtbot.mouseClick(shelf.new, LEFT)
    editor = shelf.editor
    assert editor is not None
    qtbot.keyClicks(editor.name, "Mine")
    qtbot.keyClicks(editor.password, "s3cret")
    qtbot.mouseClick(editor.save, LEFT)
    assert (names(shelf), chosen(shelf)) == (["Mine"], "Mine")
    assert kept == [{"amqp://guest@localhost:5672/%2F": "s3cret"}]
    assert "s3cret" not in shelf.profiles.path.read_text()

    qtbot.keyClick(shelf.list, Qt.Key.Key_F2)
    editor = shelf.editor
    assert editor is not None
    qtbot.keyClicks(editor.name, "Yours")
    qtbot.mouseClick(editor.save, LEFT)
    assert names(shelf) == ["Yours"]

    qtbot.mouseClick(shelf.copy, LEFT)
    qtbot.mouseClick(shelf.edit, LEFT)
    assert (names(shelf), chosen(shelf)) == (["Yours", "Yours copy"], "Yours copy")
    assert shelf.editor is not None
    shelf.editor.reject()


def test_that_deleting_asks_and_forgets_the_password(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = shelf_with(qtbot, tmp_path, "a", "b", in_keyring=True)
    forgotten: list[str] = []
    shelf.forgetting.connect(forgotten.append)
    qtbot.keyClick(shelf.list, Qt.Key.Key_Delete)
    assert shelf.question is not None
    qtbot.keyClick(shelf.question, Qt.Key.Key_Escape)
    assert names(shelf) == ["a", "b"]
    qtbot.mouseClick(shelf.delete, LEFT)
    assert "'a'" in shelf.question.text()
    delete = next(one for one in shelf.question.buttons() if one.text() == "Delete")
    qtbot.mouseClick(delete, LEFT)
    assert (names(shelf), chosen(shelf)) == (["b"], "b")
    assert forgotten == ["amqp://me@a:5672/%2F"]


def test_that_a_password_that_is_not_to_be_kept_any_more_is_forgotten(
    qtbot: QtBot, tmp_path: Path
) -> None:
    shelf = shelf_with(qtbot, tmp_path, "a", "b", in_keyring=True)
    forgotten: list[str] = []
    shelf.forgetting.connect(forgotten.append)
    qtbot.mouseClick(shelf.edit, LEFT)
    assert shelf.editor is not None
    qtbot.mouseClick(shelf.editor.save, LEFT)
    assert forgotten == []

    first, second = shelf.profiles.load().profiles
    shelf.put(replace(first, password_in_keyring=False))
    assert forgotten == [first.url]
    shelf.put(replace(second, url="amqp://me@elsewhere:5672/%2F"))
    assert forgotten == [first.url, second.url]


def test_that_a_url_in_the_clipboard_is_imported(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = shelf_with(qtbot, tmp_path)
    QGuiApplication.clipboard().setText("nonsense")
    qtbot.mouseClick(shelf.paste, LEFT)
    assert "holds no URL" in shelf.error.text
    QGuiApplication.clipboard().setText(" amqps://me:s3cret@mq.example/shop?cacertfile=/ca.pem ")
    shelf.list.setFocus()
    qtbot.keyClick(shelf.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    editor = shelf.editor
    assert editor is not None
    assert shelf.error.text == ""
    assert editor.name.text() == "mq.example/shop"
    assert editor.password.text() == "s3cret"
    qtbot.mouseClick(editor.save, LEFT)
    assert names(shelf) == ["mq.example/shop"]


def test_that_damage_is_told_and_the_file_kept(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "profiles.json").write_text("{")
    shelf = shelf_with(qtbot, tmp_path)
    assert "is not JSON" in shelf.error.text
    assert "Nothing of it is lost" in shelf.error.text
    shelf.put(Profile(name="a", url="amqp://mq"))
    assert "is kept in" in shelf.error.text
    assert (tmp_path / "profiles.damaged-1.json").read_text() == "{"
    assert names(shelf) == ["a"]


def test_that_a_file_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    shelf = ProfileShelf(Profiles(tmp_path / "taken" / "profiles.json"))
    qtbot.addWidget(shelf)
    shelf.put(Profile(name="a", url="amqp://mq"))
    assert "cannot be written" in shelf.error.text
