"""The user guide: pages of `docs/guide`, read in a window of its own, without a network."""
