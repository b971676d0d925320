"""Everything about what is selected, on one page, each number with where it comes from.

page            what a page holds: facts, items with figures, their provenance (no Qt)
figures         counts and rates of edges as values of a page
subject         what the pages need of a session, and its look-ups
broker_page service_page exchange_page queue_page edge_page     what is said of each
pages           which page shows a selection
as_text as_html a page for the clipboard and for the screen
view            the widget
"""
