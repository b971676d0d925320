"""The command palette: everything that can be asked of the window, found by a few letters."""
