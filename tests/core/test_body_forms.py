import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.body_forms import Form, FormError, read_as, typed_as


@pytest.mark.parametrize("form", ["base64", "hex"])
@given(body=st.binary(max_size=80))
def test_that_any_bytes_come_back(form: Form, body: bytes) -> None:
    assert read_as(form, typed_as(form, body) or "") == body


@given(st.binary(max_size=20) | st.text(max_size=20).map(lambda text: text.encode()))
def test_that_text_stands_for_its_bytes_or_for_none(body: bytes) -> None:
    text = typed_as("text", body)

    assert text is None or read_as("text", text) == body


@pytest.mark.parametrize(
    ("form", "text", "why"),
    [
        ("base64", "AA", "Not base64"),
        ("base64", "AA==x", "Not base64"),
        ("hex", "0", "one is missing"),
        ("hex", "00 0g", "line 1, column 5"),
    ],
)
def test_that_what_is_no_body_says_where(form: Form, text: str, why: str) -> None:
    with pytest.raises(FormError, match=why):
        read_as(form, text)


def test_that_spaces_and_lines_do_not_count_in_hex() -> None:
    assert read_as("hex", "0 0\nff AB") == b"\x00\xff\xab"
