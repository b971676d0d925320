from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from gui.preferences import preferences


@pytest.mark.skipif(
    not QStandardPaths.standardLocations(QStandardPaths.StandardLocation.ConfigLocation),
    reason="no configuration folder here",
)
def test_that_they_live_in_the_users_configuration_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert Path(preferences().fileName()) == tmp_path / "flowscope" / "window.ini"
