"""Finding and hiding by expression.

`entry` is the field, with completion by `popup`; `bar` has it above the flow, `search` holds what
was understood and found, `desk` ties both to the flow of the watched broker.
"""
