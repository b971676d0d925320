import pytest

from core.body_size import size_words


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (3 << 20, "3.0 MiB")]
)
def test_that_sizes_have_units(size: int, words: str) -> None:
    assert size_words(size) == words
