"""The profile that a command line names, with its password."""

import os
import sys
from collections.abc import Mapping

import click

from core import passwords
from core.endpoints import Endpoints, UrlError, endpoints
from core.profile import Profile, ProfileError
from core.profiles import Profiles
from core.surface_urls import MANAGEMENT_PASSWORD

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
    if where.external:
        return ""
    if kept := _kept(profile, where.shown, PASSWORD):
        return kept
    if where.user == _USUAL:
        return where.password
    return _asked(
        where.shown,
        f"nobody knows the password of profile '{profile.name}': the keyring does not have it",
        PASSWORD,
    )


def management_password_of(profile: Profile, environment: Mapping[str, str] = os.environ) -> str:
    """The same for the management API; empty where that has no login of its own."""
    shown = profile.endpoints().management_shown
    if shown is None or profile.endpoints().management_login is None:
        return ""
    given = environment.get(MANAGEMENT_PASSWORD) or _kept(profile, shown, MANAGEMENT_PASSWORD)
    return given or _asked(
        shown,
        f"nobody knows the management password of profile '{profile.name}': "
        "the keyring does not have it",
        MANAGEMENT_PASSWORD,
    )


def _kept(profile: Profile, url: str, variable: str) -> str:
    """What the keyring has for a URL; empty: nothing."""
    if not profile.password_in_keyring:
        return ""
    try:
        return passwords.stored(url) or ""
    except passwords.NoKeyringError as error:
        raise ProfileError(str(error), f"unlock it, or set {variable}") from None


def _asked(url: str, nobody: str, variable: str) -> str:
    """What whoever sits there types; where nobody does, that is said."""
    if sys.stdin.isatty():
        asked: str = click.prompt(f"Password of {url}", hide_input=True, err=True)
        return asked
    raise ProfileError(nobody, f"set {variable}, or have it kept by the window (Ctrl+O)")


def profile_endpoints(
    name: str, management: str | None = None, prometheus: str | None = None
) -> Endpoints:
    """Where the broker of a profile is; URLs that were given count. Raises ProfileError."""
    from dataclasses import replace

    profile = profile_named(name)
    known = ""
    if management:
        management, known = _without_password(profile, management)
    changed = replace(
        profile,
        management=management or profile.management,
        prometheus=prometheus or profile.prometheus,
    )
    if wrong := changed.troubles():
        raise ProfileError(next(iter(wrong.values())))
    return changed.endpoints(password_of(profile), known or management_password_of(changed))


def _without_password(profile: Profile, management: str) -> tuple[str, str]:
    """A management URL that was given, as a profile has it, and the password in it."""
    try:
        found = endpoints(profile.url, management, environment={})
    except UrlError:
        return management, ""  # the profile says what is wrong with it
    login = found.management_login
    return (found.management_shown or management), "" if login is None else login.password
