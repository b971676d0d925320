from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from core import passwords
from core.profile import Profile
from core.profiles import Profiles
from tests.core.cli.commands import SECRET, Window, run
from tests.core.test_passwords import Box, no_keyring
from tests.local_http import free_port


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("FLOWSCOPE_PROFILE", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(no_keyring())
    yield
    keyring.set_keyring(before)


def keep(
    name: str = "Shop",
    user: str = "me",
    *,
    read_only: bool = False,
    production: bool = False,
    password_in_keyring: bool = False,
) -> Profile:
    """A profile in the user's file, whose broker is not there."""
    url = f"amqp://{user}@127.0.0.1:{free_port()}/shop"
    profile = Profile(
        name=name,
        url=url,
        management="off",
        prometheus="off",
        read_only=read_only,
        production=production,
        password_in_keyring=password_in_keyring,
    )
    Profiles().put(profile)
    return profile


def test_that_a_profile_opens_the_window_on_its_broker() -> None:
    profile, window = keep(production=True), Window()
    result = run("--profile", "Shop", window=window, FLOWSCOPE_PASSWORD=SECRET)
    assert result.exit_code == 7
    assert window.opened == [profile.endpoints(SECRET)]
    assert window.opened[0].standing.production


def test_that_the_environment_may_name_it() -> None:
    profile, window = keep(user="guest"), Window()
    assert run(window=window, FLOWSCOPE_PROFILE="Shop").exit_code == 7
    assert window.opened[0].shown == profile.url
    assert run("--url", "amqp://other", window=window, FLOWSCOPE_PROFILE="Shop").exit_code == 7
    assert window.opened[1].host == "other"


def test_that_a_profile_that_is_not_there_is_said_with_those_that_are() -> None:
    keep("Shop")
    result = run("doctor", "--profile", "Shup")
    assert result.exit_code == 2
    assert "there is no profile 'Shup': there are 'Shop'" in result.stderr


def test_that_a_damaged_file_is_said() -> None:
    Profiles().path.parent.mkdir()
    Profiles().path.write_text("{")
    result = run("doctor", "--profile", "Shop")
    assert result.exit_code == 2
    assert f"{Profiles().path} is not JSON" in result.stderr
    assert Profiles().path.read_text() == "{"


def test_that_url_and_profile_exclude_each_other() -> None:
    result = run("doctor", "--profile", "Shop", "--url", "amqp://mq")
    assert result.exit_code == 2
    assert "either --profile or --url" in result.stderr


def test_that_a_password_comes_from_the_keyring() -> None:
    profile, window = keep(password_in_keyring=True), Window()
    keyring.set_keyring(Box())
    passwords.store(profile.url, SECRET)
    assert run("--profile", "Shop", window=window).exit_code == 7
    assert window.opened[0].password == SECRET


def test_that_a_locked_keyring_and_a_missing_password_are_said() -> None:
    keep(password_in_keyring=True)
    keyring.set_keyring(Box(locked=True))
    assert "it is locked" in run("doctor", "--profile", "Shop").stderr
    keyring.set_keyring(Box())
    result = run("doctor", "--profile", "Shop")
    assert result.exit_code == 2
    assert "FLOWSCOPE_PASSWORD" in result.stderr


WRITES = (
    ("publish", "--body", "x"),
    ("tap", "--exchange", "amq.topic"),
    ("acks", "--via", "firehose"),
    ("demo", "--headless"),
)


@pytest.mark.parametrize("command", WRITES)
def test_that_a_read_only_profile_refuses_to_write(command: tuple[str, ...]) -> None:
    keep(user="guest", read_only=True)
    result = run(*command, "--profile", "Shop", "--yes")
    assert result.exit_code == 2
    assert "the profile 'Shop' is read-only" in result.stderr


@pytest.mark.parametrize("command", WRITES)
def test_that_a_production_profile_is_not_written_to_unasked(command: tuple[str, ...]) -> None:
    keep(user="guest", production=True)
    result = run(*command, "--profile", "Shop")
    assert result.exit_code == 2
    assert "is marked production, and nobody is there to be asked" in result.stderr


def test_that_yes_is_an_answer() -> None:
    keep(user="guest", production=True)
    result = run("publish", "--body", "x", "--profile", "Shop", "--yes")
    assert result.exit_code == 2
    assert "nothing listens at" in result.stderr


def test_that_the_demo_never_takes_a_profile_of_the_environment() -> None:
    window = Window()
    keep(read_only=True)
    assert run("demo", window=window, FLOWSCOPE_PROFILE="Shop").exit_code == 8
