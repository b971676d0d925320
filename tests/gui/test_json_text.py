import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import json_text

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("{", 1, 2), ('{"a": 1,\n "b": }', 2, 7), ("", 1, 1), ("[1, NaN]", 1, 5), ("{} x", 1, 4)],
)
def test_that_the_first_wrong_place_is_named(text: str, line: int, column: int) -> None:
    found = json_text.trouble(text)

    assert found is not None
    assert (found.line, found.column) == (line, column)
    assert f"line {line}, column {column}: " in str(found)


def test_that_nesting_without_end_is_refused_in_words() -> None:
    assert "nested too deeply" in str(json_text.trouble("[" * 200_000))


@given(VALUES)
def test_that_indenting_changes_no_value(value: object) -> None:
    text = json.dumps(value)

    assert json_text.trouble(text) is None
    assert json.loads(json_text.reindented(text)) == value


def test_that_numbers_and_double_keys_stay_as_they_were_written() -> None:
    text = '{"a":1.10,"a":100000000000000000000000001,"b":[],"c":{}, "d":[1,2]}'

    assert json_text.reindented(text) == (
        '{\n  "a": 1.10,\n  "a": 100000000000000000000000001,\n  "b": [],\n  "c": {},\n'
        '  "d": [\n    1,\n    2\n  ]\n}'
    )
