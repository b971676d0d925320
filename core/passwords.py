"""Passwords in the keyring of the operating system; nowhere else, and only on request.

Every function may block (a keyring can ask the user to unlock it): call them off a GUI thread.
"""

from collections.abc import Mapping

from core.profile import Profile
from core.wording import tr

SERVICE = "flowscope"


class NoKeyringError(Exception):
    """The keyring cannot be used; the text says why."""


def trouble() -> str:
    """Why no password can be kept here; empty when one can."""
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, (fail.Keyring, null.Keyring)):
        return tr("No keyring was found on this computer, so the password is not kept.")
    return ""


def stored(url: str) -> str | None:
    """The password that belongs to an AMQP URL, if it was kept."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, url)
    except KeyringError as error:
        raise NoKeyringError(
            tr("The keyring did not give the password: {why}", why=error)
        ) from error


def stored_of(profile: Profile) -> tuple[str, str]:
    """The password of a profile and that of its management API; empty what was not kept."""
    key = profile.management_key
    return stored(profile.url) or "", (stored(key) or "") if key else ""


def store_all(secrets: Mapping[str, str]) -> str:
    """Keep passwords by the URLs that they belong to; says what was done."""
    said = ""
    for url, password in secrets.items():
        said = store(url, password)
    return said


def store(url: str, password: str) -> str:
    """Keep a password; says what was done."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, url, password)
    except KeyringError as error:
        raise NoKeyringError(
            tr("The keyring did not keep the password: {why}", why=error)
        ) from error
    return tr("The password is in the keyring now.")


def forget(url: str) -> str:
    """Remove a password that was kept; says nothing, as nothing is left to say."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(SERVICE, url)
    except PasswordDeleteError:
        return ""
    except KeyringError as error:
        raise NoKeyringError(tr("The keyring still has the password: {why}", why=error)) from error
    return ""
