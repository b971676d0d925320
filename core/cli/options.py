"""What every subcommand shares: where the broker is, JSON on stdout, words on stderr."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any

import click

from core.capabilities import Capability
from core.endpoints import DEFAULT_URL, URLS, Endpoints, UrlError, endpoints
from core.profile import ProfileError
from core.surface_urls import MANAGEMENT_PASSWORD

EXIT_NOT_ALL = 1
"""The command ran, but not everything held."""
EXIT_TROUBLE = 2
"""Wrong usage, or no way to the broker."""


DEMO_WINDOW = "flowscope.open_demo"
"""Where in a context's meta lies what opens the window on a demo."""


class CannotConnect(click.ClickException):
    """There is no way to the broker; shown as why and mend, without a traceback."""

    exit_code = EXIT_TROUBLE

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(_in_words(why, mend))


_URL = (
    "AMQP URL of the broker and vhost, such as amqp://user:password@host:5672/vhost. "
    "Default: AMQP_URL, then RABBITMQ_URL from the environment, else guest on localhost. "
    "Prefer the environment for passwords: arguments can be seen by other users."
)


def broker_options(
    command: Callable[..., Any], url: str = _URL, *, named_only: bool = False
) -> Callable[..., Any]:
    """Add `--url`, `--profile` and the HTTP surfaces; the command gets `endpoints`.

    `url` is the help of the first; with `named_only` a profile in the environment counts for
    nothing. What was given before a subcommand's name counts for the subcommand, too. What cannot
    be used ends the command with exit code 2 and the reason.
    """

    @wraps(command)
    def with_endpoints(*args: Any, **options: Any) -> Any:
        context = click.get_current_context()
        given = {name: _filled(name, options.pop(name)) for name in _NAMES}
        before = context.obj or {}
        context.obj = {name: given[name] or before.get(name) for name in _NAMES}
        return command(*args, endpoints=_found(context, named_only), **options)

    decorated: Callable[..., Any] = with_endpoints
    first = (click.option("--url", metavar="URL", help=url), _PROFILE)
    for option in reversed((*first, *_HTTP_OPTIONS)):
        decorated = option(decorated)
    return decorated


def _found(context: click.Context, named_only: bool) -> Endpoints:
    """Where the broker is that the options name, else the environment."""
    urls = {name: context.obj[name] for name in _URL_NAMES}
    profile = context.obj["profile"]
    if profile and urls["url"]:
        raise click.UsageError("give either --profile or --url, not both")
    if not (profile or urls["url"] or named_only):
        profile = os.environ.get("FLOWSCOPE_PROFILE")
    try:
        if not profile:
            where = endpoints(*urls.values())
            return where if context.invoked_subcommand else _with_management_password(where)
        if context.invoked_subcommand:
            return endpoints(DEFAULT_URL)  # the subcommand looks the profile up, and asks once
        from core.cli.profile_choice import profile_endpoints

        return profile_endpoints(profile, urls["management_url"], urls["prometheus_url"])
    except UrlError as error:
        raise click.UsageError(str(error)) from None
    except ProfileError as error:
        raise CannotConnect(error.why, error.mend) from None


def _with_management_password(where: Endpoints) -> Endpoints:
    """Asks for what is missing where the management API has a login of its own."""
    own, shown = where.management_login, where.management_shown
    if own is None or own.password:
        return where
    if not sys.stdin.isatty():
        raise CannotConnect(
            f"nobody knows the password of {shown}", f"set {MANAGEMENT_PASSWORD} in the environment"
        )
    asked = click.prompt(f"Password of {shown}", hide_input=True, err=True)
    return replace(where, management_login=replace(own, password=asked))


def print_json(value: Any, indent: int | None = None) -> None:
    """One JSON document on stdout, flushed, so that it can be piped live."""
    click.echo(json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False))
    sys.stdout.flush()


def complain_of(capabilities: Iterable[Capability]) -> None:
    """Say why surfaces do not work; those with one reason together."""
    names: dict[tuple[str, str], list[str]] = {}
    for capability in capabilities:
        names.setdefault((capability.why, capability.mend), []).append(capability.name)
    for (why, mend), without in names.items():
        complain(f"{', '.join(without)}: {why}", mend)


def say(text: str) -> None:
    """A diagnostic line on stderr."""
    click.echo(text, err=True)


def complain(why: str, mend: str = "") -> None:
    """Say on stderr what happened and what to do."""
    say(_in_words(why, mend))


def _filled(name: str, value: str | None) -> str | None:
    if value is not None and not value.strip():
        option = f"--{name.replace('_', '-')}"
        what = "name" if name == "profile" else "URL"
        raise click.UsageError(f"{option} is empty: give a {what} or leave {option} out")
    return value


def _in_words(why: str, mend: str) -> str:
    return f"{why}\n  {mend}" if mend else why


_URL_NAMES = tuple(option.removeprefix("--").replace("-", "_") for option in URLS)
_NAMES = (*_URL_NAMES, "profile")
_PROFILE = click.option(
    "--profile",
    metavar="NAME",
    help="A broker that was given this name in the window. Default: FLOWSCOPE_PROFILE, if set. Its "
    "password is that of FLOWSCOPE_PASSWORD or of the keyring (that of the management API, where it "
    "has its own: FLOWSCOPE_MANAGEMENT_PASSWORD).",
)
_HTTP_OPTIONS = (
    click.option(
        "--management-url",
        metavar="URL|off",
        help="Management API (plugin rabbitmq_management), such as http://host:15672. Default: the "
        "URL's host, port 15672. Where it has a login of its own: http://user@host:15672, with the "
        "password in FLOWSCOPE_MANAGEMENT_PASSWORD or behind the user (user:password).",
    ),
    click.option(
        "--prometheus-url",
        metavar="URL|off",
        help="Prometheus endpoint (plugin rabbitmq_prometheus), several nodes separated by "
        "commas. Default: what the management API reports, else the URL's host, port 15692.",
    ),
)
