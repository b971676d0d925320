"""Choosing the broker to watch, and checking what it lets us see before watching it."""
