import os
import signal

import pytest
from pytestqt.qtbot import QtBot

from gui.interrupts import Interrupts


@pytest.mark.skipif(os.name != "posix", reason="signals are sent by pid on POSIX only")
def test_that_ctrl_c_becomes_a_signal_on_the_gui_thread(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGINT)
    interrupts = Interrupts()
    try:
        with qtbot.waitSignal(interrupts.came):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        interrupts.release()

    assert signal.getsignal(signal.SIGINT) is before
