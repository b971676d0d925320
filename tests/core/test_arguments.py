import pytest

from core.arguments import argument_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x-message-ttl", 30_000, "messages expire after 30 s"),
        ("message-ttl", 30_000, "messages expire after 30 s"),
        ("x-dead-letter-exchange", "", "dead letters go to the default exchange"),
        ("x-dead-letter-exchange", "dlx", "dead letters go to exchange dlx"),
        ("x-message-ttl", 5_400_000, "messages expire after 1 h 30 min"),
        ("x-max-length-bytes", 1_048_576, "holds at most 1 MiB"),
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
