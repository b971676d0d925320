"""The command line: the same core as the window, JSON on stdout, words on stderr, no Qt."""
