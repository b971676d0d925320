"""Threads that ask a broker and listen to it; each only ever puts into an inbox."""
