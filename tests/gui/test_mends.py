from gui.mends import in_window, sentences


def test_that_options_of_the_command_line_become_fields_of_the_window() -> None:
    assert in_window("name its URL with --management-url") == (
        "name its URL in the connect dialog (Ctrl+O)"
    )
    assert "--" not in in_window("the HTTP port in --management-url or --prometheus-url")


def test_that_reason_and_mend_become_sentences() -> None:
    assert sentences("it is off", "", "switch it on!") == "It is off. Switch it on!"
