"""How lines are called: by whoever looks, and in files."""

from gui.charts.line import column_name, line_name, line_words, series_key
from tests.gui.speaking import brackets, speaking

WHOLE = line_name("deliver", 1)


def test_that_a_line_of_several_things_says_of_which_it_is() -> None:
    assert line_words(WHOLE) == "deliver · whole broker"
    assert line_words(line_name("ack", 2, "queue:payments.q")) == "ack · payments.q"


def test_that_a_column_of_a_file_is_called_in_english_whatever_the_user_reads() -> None:
    with speaking(brackets):
        assert "[whole broker]" in line_words(WHOLE)
        assert column_name(WHOLE) == "deliver · whole broker"
        assert column_name("dead_letter") == "dead-letter"


def test_that_what_is_remembered_of_a_line_does_not_depend_on_the_language() -> None:
    key = series_key(WHOLE, None)
    with speaking(brackets):
        assert series_key(WHOLE, None) == key
