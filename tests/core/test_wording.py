"""Texts in the language of whoever reads them."""

from collections.abc import Iterator

import pytest

from core.wording import (
    counted,
    keep_phrases,
    opening,
    phrase,
    said,
    speak,
    told,
    tr,
    without_gaps,
)
from tests.core.other_language import spoken

GERMAN = {
    "{messages} messages wait in {queue}": "In {queue} warten {messages} Nachrichten",
    "{n} consumer": "{n} Verbraucher",
    "{n} consumers": "{n} Verbraucher",
}


@pytest.fixture
def german() -> Iterator[None]:
    speak(lambda text: GERMAN.get(text, text))
    yield
    speak()


def test_that_a_text_is_english_until_somebody_translates() -> None:
    assert tr("{messages} messages wait in {queue}", messages=7, queue="q") == (
        "7 messages wait in q"
    )


@pytest.mark.usefixtures("german")
def test_that_values_stand_where_the_language_wants_them() -> None:
    assert tr("{messages} messages wait in {queue}", messages=7, queue="{q}") == (
        "In {q} warten 7 Nachrichten"
    )


@pytest.mark.usefixtures("german")
def test_that_what_has_no_translation_stays_as_it_is() -> None:
    assert tr("no {such} text", such="known") == "no known text"


def test_that_braces_are_braces_where_nothing_is_put_in() -> None:
    assert tr('a JSON object: {"a": 1}') == 'a JSON object: {"a": 1}'


@pytest.mark.parametrize(("number", "said"), [(0, "0 consumers"), (1, "1 consumer")])
def test_that_a_number_chooses_its_phrase(number: int, said: str) -> None:
    assert counted(number, phrase("{n} consumer"), phrase("{n} consumers")) == said


@pytest.mark.usefixtures("german")
def test_that_a_number_is_said_in_another_language() -> None:
    assert counted(2, phrase("{n} consumer"), phrase("{n} consumers")) == "2 Verbraucher"


def test_that_a_sentence_opens_with_a_capital_letter() -> None:
    assert opening("queue \u8ba2\u5355 is full") == "Queue \u8ba2\u5355 is full"


@pytest.mark.usefixtures("german")
def test_that_a_sentence_in_a_script_without_capitals_opens_as_it_is() -> None:
    assert opening("broker \u6b63\u5728\u5173\u95ed") == "broker \u6b63\u5728\u5173\u95ed"
    assert opening("der Broker schweigt") == "Der Broker schweigt"


def test_that_chinese_has_spaces_around_latin_letters_only() -> None:
    speak(lambda _: "{source} 投递给 {target}", without_gaps)
    try:
        assert tr("", source="队列 q", target="服务 payments") == "队列 q 投递给服务 payments"
    finally:
        speak()


def test_that_what_is_told_with_its_phrase_is_said_where_it_is_read() -> None:
    keep_phrases()
    try:
        why = tr("nothing listens at {at}", at="mq:5672")
        passed = told(tr("clients cannot be passed on: {why}", why=why))
    finally:
        keep_phrases(False)

    with spoken(
        {
            "nothing listens at {at}": "{at} 无监听",
            "clients cannot be passed on: {why}": "转发失败 {why}",
        }
    ):
        assert said(passed) == "转发失败 mq:5672 无监听"
    assert said(passed) == "clients cannot be passed on: nothing listens at mq:5672"


@pytest.mark.parametrize("text", ["as it is", ""])
def test_that_a_text_without_a_phrase_is_passed_on_as_it_is(text: str) -> None:
    assert said(told(text)) == text


def test_that_a_text_with_a_value_that_cannot_be_passed_on_is_passed_on_as_it_reads() -> None:
    keep_phrases()
    try:
        passed = told(tr("it failed: {error!r}", error=ValueError("no")))
    finally:
        keep_phrases(False)

    assert passed == "it failed: ValueError('no')"
