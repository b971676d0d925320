"""`flowscope desktop`: put Flowscope among the applications of this user's desktop, or take it away."""

import click

from core.cli.options import CannotConnect, say
from core.desktop_entry import NoDesktopError, desktop_entry, own_command

_EPILOG = """\
\b
Examples:
  flowscope desktop --install
  XDG_DATA_HOME="$HOME/share" flowscope desktop --install
  flowscope desktop --remove
"""


@click.command("desktop", epilog=_EPILOG)
@click.option("--install", "wish", flag_value="install", help="Write the entry and the icon.")
@click.option("--remove", "wish", flag_value="remove", help="Take both away again.")
def command(wish: str | None) -> None:
    """Put Flowscope among the applications of a Linux desktop.

    Writes an entry and an icon below XDG_DATA_HOME (usually ~/.local/share), for this user alone.
    """
    if wish is None:
        raise click.UsageError("say --install or --remove")
    try:
        entry = desktop_entry()
        done = [*entry.install(own_command())] if wish == "install" else entry.remove()
    except NoDesktopError as error:
        raise CannotConnect(error.why, error.mend) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        mend = "see that the folder can be written, or set XDG_DATA_HOME"
        raise CannotConnect(f"{where}{error.strerror}", mend) from error
    for path in done:
        say(f"{'wrote' if wish == 'install' else 'removed'} {path}")
    if not done:
        say("nothing was there to remove")
