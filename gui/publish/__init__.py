"""Publishing test events from a form, and what became of each of them."""
