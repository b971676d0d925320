"""Where services connect to the proxy: the option `--listen`."""

import ipaddress

import click

from core.cli.options import say


def listen_address(typed: str) -> tuple[str, int]:
    """Host and port."""
    host, colon, port = typed.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or not bare or not port.isdecimal() or int(port) > 65535:
        raise click.UsageError(f"--listen is HOST:PORT such as 127.0.0.1:5673, not {typed!r}")
    return bare, int(port)


def warn_of_plain(host: str) -> None:
    """Services reach other addresses than this machine's own over a network, without TLS."""
    if not _is_loopback(host):
        say(f"services reach {host} without TLS: their passwords can be read on the way")


listen_option = click.option(
    "--listen",
    type=listen_address,
    metavar="HOST:PORT",
    default="127.0.0.1:5673",
    show_default=True,
    help="Where services connect to the proxy; port 0 for any free one.",
)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
