from collections.abc import Iterator

import pytest

from core.wording import speak
from gui.mends import in_window, sentences

CHINESE = {
    "with --management-url": "用 --management-url ",
    "in the connect dialog (Ctrl+O)": "在连接对话框中",
    "the Prometheus field": "Prometheus 栏",
    "{sentence}.": "{sentence}。",
    "{first} {then}": "{first}{then}",
}


@pytest.fixture
def chinese() -> Iterator[None]:
    speak(lambda text: CHINESE.get(text, text))
    yield
    speak()


def test_that_options_of_the_command_line_become_fields_of_the_window() -> None:
    assert in_window("name its URL with --management-url") == (
        "name its URL in the connect dialog (Ctrl+O)"
    )
    assert "--" not in in_window("the HTTP port in --management-url or --prometheus-url")


def test_that_reason_and_mend_become_sentences() -> None:
    assert sentences("it is off", "", "switch it on!") == "It is off. Switch it on!"


@pytest.mark.usefixtures("chinese")
def test_that_options_become_fields_in_another_language() -> None:
    assert in_window("用 --management-url 给出其 URL") == "在连接对话框中给出其 URL"
    assert in_window("--prometheus-url 的端口") == "Prometheus 栏 的端口"


@pytest.mark.usefixtures("chinese")
def test_that_sentences_end_as_the_language_ends_them() -> None:
    assert sentences("broker 正在关闭", "", "请重试。") == "broker 正在关闭。请重试。"
