import re

import pytest

from tests.core.cli.commands import SECRET, Window, run

WATCHING = ("acks", "doctor", "flow", "publish", "tap")
SUBCOMMANDS = ("broker", "demo", "desktop", "proxy", *WATCHING)


def test_that_without_a_subcommand_the_window_opens() -> None:
    window = Window()
    result = run("--url", "amqp://u@broker/shop", "--prometheus-url", "off", window=window)
    assert result.exit_code == 7
    (found,) = window.opened
    assert (found.host, found.vhost, found.prometheus) == ("broker", "shop", ())


def test_that_the_environment_names_the_broker() -> None:
    window = Window()
    run(window=window, RABBITMQ_URL="amqp://elsewhere")
    assert window.opened[0].host == "elsewhere"


def test_that_the_help_teaches() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for words in (*SUBCOMMANDS, "Examples:", "--url", "AMQP_URL", "plugin rabbitmq_prometheus"):
        assert words in result.output


def test_that_every_example_of_the_help_is_a_command_with_such_options() -> None:
    examples = re.findall(r"^ *flowscope (\w+)(.*)", run("--help").output, re.MULTILINE)
    examples = [(name, rest) for name, rest in examples if name != "open"]
    assert {name for name, _ in examples} == set(SUBCOMMANDS)
    for name, rest in examples:
        text = run(name, "--help").output
        for option in re.findall(r"--[\w-]+", rest):
            assert option in text


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_that_each_subcommand_explains_itself(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert ("--url" in result.output) is (name not in ("broker", "desktop", "proxy"))
    assert len(result.output.splitlines()) > 12


def test_that_it_tells_its_version() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert re.search(r"flowscope, version \S+", result.output)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--bogus",),
        ("bogus",),
        ("doctor", "--bogus"),
        ("doctor", "extra"),
        ("flow", "--duration", "soon"),
        ("flow", "--duration", "0"),
        ("flow", "--duration", "-1"),
        ("flow", "--format", "yaml"),
    ],
)
def test_that_wrong_usage_ends_with_two_and_says_what_is_wrong(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "--help" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["", *WATCHING])
@pytest.mark.parametrize(
    "options",
    [
        ("--url", f"http://guest:{SECRET}@localhost"),
        ("--url", f"amqp://guest:{SECRET}@localhost:port"),
        ("--url", f"guest:{SECRET}@localhost"),
        ("--url", f"{SECRET}:guest@localhost"),
        ("--url", f"//guest:{SECRET}@localhost"),
        ("--url", f"amqp://guest:12/{SECRET}@localhost"),
        ("--url", f"amqp://guest:12#{SECRET}@localhost"),
        ("--url", f"amqp://guest:{SECRET}@[localhost"),
        ("--management-url", f"localhost:{SECRET}@x"),
        ("--management-url", f"guest:{SECRET}"),
        ("--management-url", f"http://guest:{SECRET}"),
        ("--prometheus-url", f"http://localhost:15692,guest:{SECRET}"),
        ("--prometheus-url", f"http://guest:{SECRET}@localhost:15692"),
    ],
)
def test_that_a_bad_url_ends_with_two_and_shows_a_good_one(
    name: str, options: tuple[str, ...]
) -> None:
    window = Window()
    result = run(*([name] if name else []), *options, window=window)
    assert result.exit_code == 2
    good = ("amqp://", "http://localhost:15", "1 to 65535", "%40")
    assert any(words in result.stderr for words in good)
    assert window.opened == []


@pytest.mark.parametrize("name", WATCHING)
@pytest.mark.parametrize("option", ["--url", "--management-url", "--prometheus-url"])
@pytest.mark.parametrize("empty", ["", " "])
def test_that_an_empty_url_is_not_taken_for_the_default(name: str, option: str, empty: str) -> None:
    result = run(name, option, empty, AMQP_URL="amqp://elsewhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{option} is empty")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("flow", "--duration", "abc"), "'abc' is not a number of seconds above 0"),
        (("flow", "--duration", "nan"), "'nan' is not a number of seconds above 0"),
        (("tap", "--exchange", "x", "--duration", "inf"), "'inf' is not a number of seconds"),
        (("tap", "--exchange", "x", "--limit", "0"), "'0' is not a whole number of messages"),
        (("tap", "--exchange", "x", "--limit", "1.5"), "'1.5' is not a whole number of messages"),
        (("publish", "--count", "many"), "'many' is not a whole number of messages"),
        (("publish", "--rate", "inf"), "'inf' is not a number of messages a second"),
        (
            ("publish", "--header", "a:int=zz"),
            "header a: 'zz' is not a value of type int: it is not",
        ),
        (("publish", "--routing-key", "x" * 256), "the routing key has 256 bytes"),
        (("tap", "--duration", "1"), "give --exchange or --queue"),
        (("tap",), "give --exchange or --queue"),
    ],
)
def test_that_a_wrong_value_is_told_in_our_words_and_once(
    arguments: tuple[str, ...], words: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    first, second = result.stderr.splitlines()
    assert words in first
    assert not first.endswith(".")
    assert second == f"  see flowscope {arguments[0]} --help"


def test_that_options_before_a_subcommand_count_for_it() -> None:
    result = run("--url", "http://wrong", "doctor")
    assert result.exit_code == 2
    result = run("--prometheus-url", "nonsense", "flow", "--url", "amqp://h")
    assert result.exit_code == 2
    assert "nonsense" in result.stderr
