"""`python -m core.cli`: the subcommands without the window, for machines that have no Qt."""

from core.cli.interrupts import signals_of_process


def _no_window(_: object) -> int:
    from core.cli.options import EXIT_TROUBLE, complain

    complain("no subcommand was given", "the window is opened by flowscope; see --help")
    return EXIT_TROUBLE


with signals_of_process():
    from core.cli.commands import build_cli

    build_cli(_no_window, _no_window).main(prog_name="flowscope")
