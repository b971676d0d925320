import pytest
from pytestqt.qtbot import QtBot

from gui.publish.properties_form import PropertiesForm


def form_in(qtbot: QtBot) -> PropertiesForm:
    form = PropertiesForm()
    qtbot.addWidget(form)
    form.show()
    return form


def test_that_an_empty_field_is_a_property_that_the_message_lacks(qtbot: QtBot) -> None:
    assert form_in(qtbot).values() == {"content_type": "application/json", "delivery_mode": 1}


def test_that_what_is_typed_is_sent_with_its_type(qtbot: QtBot) -> None:
    form = form_in(qtbot)
    qtbot.keyClicks(form.fields["priority"], "7")
    qtbot.keyClicks(form.fields["expiration"], "60000")
    qtbot.keyClicks(form.fields["correlation_id"], "abc")
    form.persistent.click()
    qtbot.keyClicks(form.fields["timestamp"], "now")

    values = form.values()

    assert values is not None
    assert values.pop("timestamp") > 1_700_000_000
    assert values == {
        "content_type": "application/json",
        "delivery_mode": 2,
        "priority": 7,
        "expiration": "60000",
        "correlation_id": "abc",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [("priority", "256"), ("priority", "high"), ("expiration", "1s"), ("type", "x" * 256)],
)
def test_that_a_wrong_property_says_so_at_its_field(qtbot: QtBot, name: str, text: str) -> None:
    form = form_in(qtbot)

    qtbot.keyClicks(form.fields[name], text)

    assert form.values() is None
    assert form.errors[name].text


def test_that_properties_of_a_sent_message_come_back(qtbot: QtBot) -> None:
    form = form_in(qtbot)

    form.show_values({"delivery_mode": 2, "priority": 3, "type": "order.placed"})

    assert form.values() == {"delivery_mode": 2, "priority": 3, "type": "order.placed"}
    assert form.summary() == "no content type, persistent, type, priority"
