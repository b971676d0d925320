import pytest

from core.arguments import argument_words, duration_words, size_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x-message-ttl", 30_000, "messages expire after 30 s"),
        ("message-ttl", 30_000, "messages expire after 30 s"),
        ("x-dead-letter-exchange", "", "dead letters go to the default exchange"),
        ("x-dead-letter-exchange", "dlx", "dead letters go to exchange dlx"),
        ("x-max-length", 10_000, "holds at most 10,000 messages"),
        ("x-overflow", "reject-publish", "when full, new messages are refused (nacked)"),
        ("x-overflow", "drop-tail", "overflow drop-tail"),
        ("x-single-active-consumer", True, "one consumer at a time gets messages"),
        ("alternate-exchange", "unrouted", "unroutable messages go to exchange unrouted"),
        ("x-max-age", "7D", "keeps messages for 7D"),
    ],
)
def test_that_an_argument_is_told_in_plain_words(name: str, value: object, words: str) -> None:
    assert argument_words(name, value) == words


def test_that_an_unknown_argument_is_shown_as_it_is() -> None:
    assert argument_words("x-colour", "blue") == "x-colour = 'blue'"


def test_that_a_value_of_the_wrong_type_is_shown_as_it_is() -> None:
    assert argument_words("x-message-ttl", "soon") == "x-message-ttl = 'soon'"


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "0 ms"), (999, "999 ms"), (90_000, "1.5 min"), (5_400_000, "1.5 h"), (6.048e8, "7 days")],
)
def test_that_a_duration_has_its_largest_fitting_unit(milliseconds: float, words: str) -> None:
    assert duration_words(milliseconds) == words


@pytest.mark.parametrize(("size", "words"), [(512, "512 B"), (10_000, "10 kB"), (1.5e9, "1.5 GB")])
def test_that_a_size_has_its_largest_fitting_unit(size: float, words: str) -> None:
    assert size_words(size) == words
