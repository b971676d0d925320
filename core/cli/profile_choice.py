"""The profile that a command line names, with its password."""

import os
import sys
from collections.abc import Mapping

import click

from core import passwords
from core.endpoints import Endpoints
from core.profile import Profile, ProfileError
from core.profiles import Profiles

PASSWORD = "FLOWSCOPE_PASSWORD"
_USUAL = "guest"


def profile_named(name: str, profiles: Profiles | None = None) -> Profile:
    """The profile of that name. Raises ProfileError."""
    loaded = (profiles or Profiles()).load()
    found = loaded.named(name)
    if found is not None:
        return found
    names = ", ".join(f"'{one.name}'" for one in loaded.profiles)
    known = f"there are {names}" if names else "there are none yet"
    damage = f"; {loaded.damage}" if loaded.damage else ""
    raise ProfileError(
        f"there is no profile '{name}': {known}{damage}",
        "make it in the window (Ctrl+O), or give --url",
    )


def password_of(profile: Profile, environment: Mapping[str, str] = os.environ) -> str:
    """From FLOWSCOPE_PASSWORD, the keyring, or whoever sits there. Raises ProfileError."""
    if given := environment.get(PASSWORD):
        return given
    where = profile.endpoints()
    if profile.password_in_keyring:
        try:
            kept = passwords.stored(where.shown)
        except passwords.NoKeyringError as error:
            raise ProfileError(str(error), f"unlock it, or set {PASSWORD}") from None
        if kept:
            return kept
    if where.user == _USUAL:
        return where.password
    if sys.stdin.isatty():
        asked: str = click.prompt(f"Password of {where.shown}", hide_input=True, err=True)
        return asked
    raise ProfileError(
        f"nobody knows the password of profile '{profile.name}': the keyring does not have it",
        f"set {PASSWORD}, or have it kept by the window (Ctrl+O)",
    )


def profile_endpoints(
    name: str, management: str | None = None, prometheus: str | None = None
) -> Endpoints:
    """Where the broker of a profile is; URLs that were given count. Raises ProfileError."""
    from dataclasses import replace

    profile = profile_named(name)
    changed = replace(
        profile,
        management=management or profile.management,
        prometheus=prometheus or profile.prometheus,
    )
    if wrong := changed.troubles():
        raise ProfileError(next(iter(wrong.values())))
    return changed.endpoints(password_of(profile))
