"""The entry point `flowscope`: the command line, or without a subcommand the window.

Nothing here imports Qt before the window is really wanted: `flowscope doctor` must run where no
display and no Qt libraries are.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.demo.demo import Demo
    from core.endpoints import Endpoints


_PROFILE = "FLOWSCOPE_PROFILE"


def main(argv: Sequence[str] | None = None) -> None:
    """Run Flowscope with the arguments of the command line."""
    arguments = sys.argv[1:] if argv is None else argv
    named = any(os.environ.get(name) for name in ("AMQP_URL", "RABBITMQ_URL", _PROFILE))
    if not named and not arguments:
        sys.exit(open_window())  # nobody said where the broker is: the window asks
    where = None if os.environ.get(_PROFILE) else _where(arguments)
    if where is not None:
        sys.exit(open_window(where))
    from core.cli.interrupts import signals_of_process

    with signals_of_process():
        from core.cli.commands import build_cli

        build_cli(open_window, open_demo).main(args=argv, prog_name="flowscope")


def _where(arguments: Sequence[str]) -> "Endpoints | None":
    """The broker, if the arguments say nothing but where it is, and say it well.

    The window need not wait for the command line's parser, which reads and explains all others.
    """
    from core.endpoints import URLS, UrlError, endpoints

    given: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        option, equals, value = argument.partition("=")
        value = value if equals else next(rest, "")
        if option not in URLS or not value or value.startswith("-"):
            return None
        given[option] = value
    try:
        url, management, prometheus = (given.get(option) for option in URLS)
        return endpoints(url, management, prometheus)
    except UrlError:
        return None


def open_window(endpoints: "Endpoints | None" = None) -> int:
    """Show the window, watching `endpoints` or asking where to; the exit code once it is closed."""
    return _open(endpoints, None)


def open_demo(demo: "Demo") -> int:
    """Show the window on a demo that runs as long as it is open."""
    return _open(None, demo)


def _open(endpoints: "Endpoints | None", demo: "Demo | None") -> int:
    from gui.startup_guard import refusal

    why = refusal()
    if why:
        sys.stderr.write(f"flowscope: {why}\n")
        return 2
    from gui.opening import run

    return run(endpoints, demo)


if __name__ == "__main__":
    main()
