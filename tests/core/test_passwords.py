from collections.abc import Iterator
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from core import passwords


class Box(KeyringBackend):
    """A keyring in memory; a locked one refuses everything."""

    priority = 1

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[(service, username)]

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked("it is locked")


def no_keyring() -> KeyringBackend:
    backend: Any = fail.Keyring
    made: KeyringBackend = backend()
    return made


@pytest.fixture(autouse=True)
def _the_usual_keyring_afterwards() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_that_a_kept_password_is_found_again() -> None:
    keyring.set_keyring(Box())

    assert passwords.trouble() == ""
    assert "keyring" in passwords.store("amqp://me@mq/", "s3cret")
    assert passwords.stored("amqp://me@mq/") == "s3cret"
    assert passwords.stored("amqp://other@mq/") is None


def test_that_a_computer_without_keyring_says_so() -> None:
    keyring.set_keyring(no_keyring())

    assert "not kept" in passwords.trouble()


@pytest.mark.parametrize("call", [lambda: passwords.stored("u"), lambda: passwords.store("u", "p")])
def test_that_a_locked_keyring_is_told_in_words(call: object) -> None:
    keyring.set_keyring(Box(locked=True))

    with pytest.raises(passwords.NoKeyringError, match="it is locked"):
        call()  # type: ignore[operator]
