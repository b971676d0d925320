import pytest

from core.sources.firehose import EVERYTHING, patterns


@pytest.mark.parametrize(
    ("exchanges", "queues", "expected"),
    [
        ([], [], EVERYTHING),
        (["orders"], [], ("publish.orders",)),
        ([], ["audit.q"], ("deliver.audit.q",)),
        ([""], ["q"], ("publish.", "deliver.q")),
    ],
)
def test_that_patterns_are_as_narrow_as_what_is_asked_for(
    exchanges: list[str], queues: list[str], expected: tuple[str, ...]
) -> None:
    assert patterns(exchanges, queues) == expected
