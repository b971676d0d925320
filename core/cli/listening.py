"""Where services connect to the proxy: the option `--listen`."""

import click

from core.cli.options import say
from core.listening import AddressError, address_of, is_loopback


def listen_address(typed: str) -> tuple[str, int]:
    """Host and port."""
    try:
        return address_of(typed)
    except AddressError as error:
        raise click.UsageError(f"--listen is {error}") from None


def warn_of_plain(host: str) -> None:
    """Services reach other addresses than this machine's own over a network, without TLS."""
    if not is_loopback(host):
        say(f"services reach {host} without TLS: their passwords can be read on the way")


listen_option = click.option(
    "--listen",
    type=listen_address,
    metavar="HOST:PORT",
    default="127.0.0.1:5673",
    show_default=True,
    help="Where services connect to the proxy; port 0 for any free one.",
)
