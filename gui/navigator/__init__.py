"""Everything there is on the watched broker, as one list in sections.

`listing` decides what stands where, without Qt; `model` tells Qt's views so; `row_paint` draws a
row with its `state` and its `spark`; `view` adds the field that searches, `desk` the window.
"""
