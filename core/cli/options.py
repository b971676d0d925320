"""What every subcommand shares: where the broker is, JSON on stdout, words on stderr."""

import json
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click

from core.capabilities import Capability
from core.endpoints import URLS, UrlError, endpoints

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


def broker_options(command: Callable[..., Any], url: str = _URL) -> Callable[..., Any]:
    """Add `--url`, `--management-url` and `--prometheus-url`; the command gets `endpoints`.

    `url` is the help of the first. What was given before a subcommand's name counts for the
    subcommand, too. A bad URL ends the command with exit code 2 and the reason.
    """

    @wraps(command)
    def with_endpoints(*args: Any, **options: Any) -> Any:
        context = click.get_current_context()
        given = {name: _filled(name, options.pop(name)) for name in _NAMES}
        before = context.obj or {}
        context.obj = {name: given[name] or before.get(name) for name in _NAMES}
        try:
            found = endpoints(*(context.obj[name] for name in _NAMES))
        except UrlError as error:
            raise click.UsageError(str(error)) from None
        return command(*args, endpoints=found, **options)

    decorated: Callable[..., Any] = with_endpoints
    for option in (*reversed(_HTTP_OPTIONS), click.option("--url", metavar="URL", help=url)):
        decorated = option(decorated)
    return decorated


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
        raise click.UsageError(f"{option} is empty: give a URL or leave {option} out")
    return value


def _in_words(why: str, mend: str) -> str:
    return f"{why}\n  {mend}" if mend else why


_NAMES = tuple(option.removeprefix("--").replace("-", "_") for option in URLS)
_HTTP_OPTIONS = (
    click.option(
        "--management-url",
        metavar="URL|off",
        help="Management API (plugin rabbitmq_management). Default: the URL's host, port 15672.",
    ),
    click.option(
        "--prometheus-url",
        metavar="URL|off",
        help="Prometheus endpoint (plugin rabbitmq_prometheus), several nodes separated by "
        "commas. Default: what the management API reports, else the URL's host, port 15692.",
    ),
)
