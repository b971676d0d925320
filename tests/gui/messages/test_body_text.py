import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.messages.body_text import MOST_HEX, MOST_JSON, MOST_TEXT, Form, preview, shown, suiting


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b'{"a":1}', "JSON"),
        (b"  [1]", "JSON"),
        (b"{broken", "text"),
        (b"42", "text"),
        ("grüße <b>".encode(), "text"),
        (b"\xff\xfe", "hex"),
        (b"a\x00b", "hex"),
        (b"", "text"),
    ],
)
def test_that_a_body_is_shown_in_the_form_that_suits_it(body: bytes, form: Form) -> None:
    assert suiting(body) == form
    assert shown(body).form == form


def test_that_json_is_indented_without_a_change() -> None:
    assert shown(b'{"a":1.10}').text == '{\n  "a": 1.10\n}'


def test_that_bytes_that_are_no_text_are_written_out_and_said() -> None:
    what = shown(b"a\xffb", "text")

    assert what.text == "a\\xffb"
    assert "Not UTF-8" in what.note


def test_that_asking_for_json_of_something_else_says_where_it_fails() -> None:
    what = shown(b"{broken", "JSON")

    assert (what.form, what.text) == ("text", "{broken")
    assert "line 1, column 2" in what.note


def test_that_hex_shows_offset_bytes_and_letters() -> None:
    line = shown(b"0123456789abcdef\x00\x01", "hex").text.splitlines()

    assert line[0].startswith("00000000  30 31 32 33 34 35 36 37  38 39")
    assert line[0].endswith("0123456789abcdef")
    assert line[1].startswith("00000010  00 01")
    assert line[1].endswith("..")


@pytest.mark.parametrize("form", ["text", "hex", "JSON"])
def test_that_a_huge_body_is_cut_and_says_so(form: Form) -> None:
    body = b"[" + b"1," * MOST_JSON + b"1]"

    what = shown(body, form)

    assert len(what.text) <= max(MOST_TEXT, MOST_HEX * 6)
    assert "2.0 MiB" in what.note


@given(st.binary(max_size=400), st.sampled_from([None, "JSON", "text", "hex"]))
def test_that_any_bytes_can_be_shown(body: bytes, form: Form | None) -> None:
    what = shown(body, form)

    assert what.text.isprintable() or "\n" in what.text or "\t" in what.text or form != "hex"
    assert "\x00" not in what.text
    assert "\n" not in preview(body)


def test_that_a_preview_is_one_line() -> None:
    assert preview(b'{\n  "a": 1\n}') == '{ "a": 1 }'
    assert preview(b"x" * 500).endswith("…")
    assert preview("ü".encode() * 100).endswith("ü…")
