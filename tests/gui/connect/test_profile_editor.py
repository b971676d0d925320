from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.profile import Profile
from core.tls import Tls
from gui.connect.profile_editor import ProfileEditor
from gui.connect.tls_form import UNVERIFIED

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PLAIN = Profile(name="Shop", url="amqp://me@mq:5672/shop")


def editor_of(
    qtbot: QtBot, profile: Profile = PLAIN, *taken: str, keyring_trouble: str = ""
) -> ProfileEditor:
    editor = ProfileEditor(profile, frozenset(taken), keyring_trouble=keyring_trouble)
    qtbot.addWidget(editor)
    editor.show()
    qtbot.waitExposed(editor)
    return editor


def saved(qtbot: QtBot, editor: ProfileEditor) -> tuple[Profile, dict[str, str]]:
    with qtbot.waitSignal(editor.saved) as caught:
        qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    assert caught.args is not None
    profile, secrets = caught.args
    return profile, secrets


def test_that_what_is_not_touched_stays(qtbot: QtBot) -> None:
    full = Profile(
        name="Shop",
        url="amqps://me@one:5671,two:5671/shop",
        colour="teal",
        management="off",
        prometheus="http://p:1",
        security=Tls("/ca", "/c", "/k", "inner", verify=False),
        read_only=True,
        production=True,
        password_in_keyring=True,
        last_used=5.0,
    )
    editor = editor_of(qtbot, full)
    assert editor.tls_section.heading.isChecked()
    assert saved(qtbot, editor) == (full, {})


def test_that_typing_and_clicking_make_a_profile(qtbot: QtBot) -> None:
    editor = editor_of(qtbot)
    qtbot.keyClicks(editor.name, "Shop EU")
    qtbot.mouseClick(editor.colour.buttons["red"], Qt.MouseButton.LeftButton)
    editor.production.setFocus()
    qtbot.keyClick(editor.production, Qt.Key.Key_Space)
    editor.read_only.setFocus()
    qtbot.keyClick(editor.read_only, Qt.Key.Key_Space)
    qtbot.keyClicks(editor.password, "s3cret")
    profile, secrets = saved(qtbot, editor)
    assert (profile.name, profile.colour, profile.read_only) == ("Shop EU", "red", True)
    assert profile.password_in_keyring
    assert secrets == {"amqp://me@mq:5672/shop": "s3cret"}


def test_that_the_parts_follow_the_url_and_the_url_the_parts(qtbot: QtBot) -> None:
    editor = editor_of(qtbot)
    address = editor.address
    address.url.setText("amqps://you@one,two:9/a%2Fb")
    assert (address.hosts.text(), address.vhost.text()) == ("one:5671,two:9", "a/b")
    assert (address.user.text(), address.tls.isChecked()) == ("you", True)
    assert editor.management.line.text() == "https://one:15671"
    address.vhost.setFocus()
    address.vhost.selectAll()
    qtbot.keyClicks(address.vhost, "c d")
    assert address.url.text() == "amqps://you@one:5671,two:9/c%20d"
    address.tls.setFocus()
    qtbot.keyClick(address.tls, Qt.Key.Key_Space)
    assert address.url.text() == "amqp://you@one:5672,two:9/c%20d"
    assert saved(qtbot, editor)[0].url == "amqp://you@one:5672,two:9/c%20d"


def test_that_a_pasted_url_brings_password_and_tls_to_their_places(qtbot: QtBot) -> None:
    editor = editor_of(qtbot)
    url = editor.address.url
    url.setFocus()
    url.setText("amqps://me:s3cret@mq/?cacertfile=/ca.pem&verify=verify_none")
    qtbot.keyClick(url, Qt.Key.Key_Tab)
    assert url.text() == "amqps://me@mq:5671/%2F"
    assert editor.password.text() == "s3cret"
    assert editor.tls.cacertfile.path == "/ca.pem"
    assert editor.tls.warning.text == UNVERIFIED
    profile, secrets = saved(qtbot, editor)
    assert profile.security == Tls("/ca.pem", verify=False)
    assert (profile.password_in_keyring, list(secrets.values())) == (True, ["s3cret"])
    assert "s3cret" not in str(profile.as_json())


def test_that_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    qtbot: QtBot, tmp_path: Path
) -> None:
    editor = editor_of(qtbot, PLAIN, "Other")
    told: list[object] = []
    editor.saved.connect(lambda *what: told.append(what))
    editor.name.setText("Other")
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    assert "already" in editor.name_error.text
    editor.name.setText("Mine")
    editor.address.url.setText("mq.example")
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    assert "amqp://" in editor.address.error.text
    editor.address.url.setText("amqps://mq")
    editor.tls.keyfile.line.setText(str(tmp_path / "key.pem"))
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    assert "a key belongs to a certificate" in editor.tls.error.text
    assert editor.isVisible()
    assert told == []


def test_that_without_a_keyring_it_is_said(qtbot: QtBot) -> None:
    editor = editor_of(qtbot, keyring_trouble="No keyring was found.")
    assert not editor.remember.isEnabled()
    assert "not kept" in editor.remember.text()
    qtbot.keyClicks(editor.password, "s3cret")
    assert saved(qtbot, editor)[1] == {}


def test_that_escape_keeps_nothing(qtbot: QtBot) -> None:
    editor = editor_of(qtbot)
    told: list[object] = []
    editor.saved.connect(lambda *what: told.append(what))
    qtbot.keyClicks(editor.name, "Else")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.isHidden()
    assert told == []


def test_that_the_management_api_gets_a_login_of_its_own(qtbot: QtBot) -> None:
    editor = editor_of(qtbot)
    assert not editor.management.password.isEnabled()
    qtbot.keyClicks(editor.management.user, "mon")
    qtbot.keyClicks(editor.management.password, "s4cret")
    profile, secrets = saved(qtbot, editor)
    assert profile.management == "http://mon@mq:15672"
    assert profile.password_in_keyring
    assert secrets == {"http://mon@mq:15672": "s4cret"}
    assert editor_of(qtbot, profile).management.user.text() == "mon"


def test_that_the_certificate_becomes_the_login_where_there_is_one(qtbot: QtBot) -> None:
    editor = editor_of(qtbot, Profile(name="Shop", url="amqps://me@mq:5671/shop"))
    editor.tls_section.open()
    external = editor.tls.external
    assert not external.isEnabled()
    qtbot.keyClicks(editor.tls.certfile.line, "/c.pem")
    assert external.isEnabled()
    external.setFocus()
    qtbot.keyClick(external, Qt.Key.Key_Space)
    assert not editor.password.isEnabled()
    assert not editor.address.user.isEnabled()
    assert "the certificate is the login" in editor.tls_section.summary.text()
    profile, secrets = saved(qtbot, editor)
    assert (profile.external, profile.url, secrets) == (True, "amqps://mq:5671/shop", {})
    again = editor_of(qtbot, profile)
    assert again.tls.external.isChecked()
    again.address.tls.setFocus()
    qtbot.keyClick(again.address.tls, Qt.Key.Key_Space)
    assert not again.tls.external.isEnabled()
    assert again.password.isEnabled()
    assert not saved(qtbot, again)[0].external


def test_that_a_pasted_url_brings_the_login_by_certificate(qtbot: QtBot) -> None:
    editor = editor_of(qtbot)
    editor.address.url.setText("amqps://mq/?certfile=/c.pem&auth_mechanism=external")
    assert editor.tls.external.isChecked()
    assert editor.address.user.text() == ""
    assert saved(qtbot, editor)[0].external
