import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.endpoints import UrlError
from core.login import Login
from gui.connect.form import ConnectForm
from gui.connect.remembered import Remembered


def form_with(
    qtbot: QtBot,
    remembered: list[Remembered] | None = None,
    environment: dict[str, str] | None = None,
) -> ConnectForm:
    form = ConnectForm(remembered or [], environment or {})
    qtbot.addWidget(form)
    form.show()
    return form


def typed(qtbot: QtBot, form: ConnectForm, text: str) -> None:
    line = form.url.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_that_the_http_surfaces_follow_the_amqp_url(qtbot: QtBot) -> None:
    form = form_with(qtbot)

    typed(qtbot, form, "amqps://me@mq.example.org/shop")

    assert form.management.line.text() == "https://mq.example.org:15671"
    assert form.prometheus.line.text() == "http://mq.example.org:15692"
    where = form.endpoints()
    assert (where.host, where.port, where.vhost, where.tls) == (
        "mq.example.org",
        5671,
        "shop",
        True,
    )
    assert where.prometheus_inferred


def test_that_an_edited_surface_stays_as_it_is(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    form.management.line.selectAll()
    qtbot.keyClicks(form.management.line, "http://other:8080")

    typed(qtbot, form, "amqp://me@somewhere/")

    assert form.management.line.text() == "http://other:8080"
    assert form.endpoints().management == "http://other:8080"


def test_that_a_surface_can_be_switched_off(qtbot: QtBot) -> None:
    form = form_with(qtbot)

    form.management.on.click()
    form.prometheus.on.click()

    assert form.endpoints().management is None
    assert form.endpoints().prometheus == ()
    assert not form.management.line.isEnabled()


def test_that_a_password_in_the_url_goes_out_of_sight(qtbot: QtBot) -> None:
    form = form_with(qtbot)

    typed(qtbot, form, "amqp://me:s3cret@mq:5673/%2F")
    line = form.url.lineEdit()
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert form.url.currentText() == "amqp://me@mq:5673/%2F"
    assert form.password.echoMode() == QLineEdit.EchoMode.Password
    assert form.endpoints().password == "s3cret"
    assert form.endpoints().user == "me"


def test_that_a_password_that_is_pasted_goes_out_of_sight_at_once(qtbot: QtBot) -> None:
    form = form_with(qtbot)

    form.url.setEditText("amqp://me:s3cret@mq:5673/%2F")

    assert form.url.currentText() == "amqp://me@mq:5673/%2F"
    assert form.endpoints().password == "s3cret"


def test_that_a_bad_url_is_named_at_the_field(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    typed(qtbot, form, "http://mq:15672")

    with pytest.raises(UrlError):
        form.endpoints()

    assert "starts with amqp://" in form.url_error.text
    typed(qtbot, form, "amqp://mq")
    assert form.url_error.text == ""


def test_that_the_environment_is_offered_and_said(qtbot: QtBot) -> None:
    form = form_with(qtbot, environment={"AMQP_URL": "amqp://env:pw@mq:5672/%2F"})

    assert form.url.currentText() == "amqp://env@mq:5672/%2F"
    assert form.endpoints().password == "pw"
    assert form.from_environment.text() == "Taken from AMQP_URL."


def test_that_a_remembered_broker_brings_its_surfaces(qtbot: QtBot) -> None:
    brokers = [
        Remembered("amqp://a@one:5672/%2F", management="off"),
        Remembered("amqp://a@two:5672/%2F", prometheus="http://p:1"),
    ]
    form = form_with(qtbot, brokers)
    assert form.endpoints().management is None

    form.url.setCurrentIndex(1)
    form.url.activated.emit(1)

    assert form.endpoints().management == "http://two:15672"
    assert form.endpoints().prometheus == ("http://p:1",)
    assert "password" not in str(form.as_remembered(form.endpoints(), kept=False).url)


def test_that_the_whole_form_can_be_walked_by_keyboard(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    form.url.setFocus()
    order = [form.password, form.remember, form.management.on, form.management.line]

    for widget in order:
        focused = form.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert widget.hasFocus() or form.focusWidget() is widget


def test_that_a_login_in_the_management_url_finds_its_place(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    line = form.management.line
    line.selectAll()
    qtbot.keyClicks(line, "http://mon:s4cret@mq:15672")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "http://mq:15672"
    assert form.management.user.text() == "mon"
    assert form.management.password.echoMode() == QLineEdit.EchoMode.Password
    where = form.endpoints()
    assert (where.management, where.http_login) == ("http://mq:15672", Login("mon", "s4cret"))
    assert where.user == "guest"
    assert form.as_remembered(where, kept=False).management == "http://mon@mq:15672"


def test_that_the_management_user_goes_with_the_inferred_url(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    typed(qtbot, form, "amqp://me@mq")
    qtbot.keyClicks(form.management.user, "mon@x")
    qtbot.keyClicks(form.management.password, "s4cret")
    where = form.endpoints()
    assert (where.management, where.http_login) == (
        "http://mq:15672",
        Login("mon@x", "s4cret"),
    )
    form.management.on.click()
    assert not form.management.user.isEnabled()
    assert form.endpoints().management is None


def test_that_each_wrong_url_is_told_at_its_own_field(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    form.prometheus.line.selectAll()
    qtbot.keyClicks(form.prometheus.line, "http://mon:s4cret@mq:15692")
    with pytest.raises(UrlError):
        form.endpoints()
    assert "has no login" in form.prometheus.error.text
    assert "s4cret" not in form.prometheus.error.text
    assert form.management.error.text == form.url_error.text == ""


def test_that_the_certificate_may_be_the_login(qtbot: QtBot) -> None:
    form = form_with(qtbot)
    typed(qtbot, form, "amqps://me@mq/shop")
    assert not form.certificate.isVisible()
    typed(qtbot, form, "amqps://me@mq/shop?certfile=/c.pem")
    assert form.certificate.isVisible()
    form.certificate.click()
    assert form.url.currentText().endswith("certfile=/c.pem&auth_mechanism=external")
    assert not form.password.isEnabled()
    where = form.endpoints()
    assert (where.external, where.user, where.password) == (True, "", "")
    form.certificate.click()
    assert form.url.currentText() == "amqps://me@mq:5671/shop?certfile=/c.pem"
    assert form.endpoints().user == "me"
