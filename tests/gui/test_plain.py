from gui.plain import tooltip


def test_that_markup_in_a_tool_tip_is_shown_literally() -> None:
    assert tooltip("<b>x</b>\ny") == "<qt>&lt;b&gt;x&lt;/b&gt;<br>y</qt>"


def test_that_nothing_stays_nothing() -> None:
    assert tooltip("") == ""
