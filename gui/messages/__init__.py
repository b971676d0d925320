"""Tapped messages as they come: a bounded ring, a list that draws itself, one message in full."""
