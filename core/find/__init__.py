"""Finding by expression: `queue:pay*`, `rate > 10 and not idle`, `!consumers or unacked > 1k`.

A bare word means "the name contains it"; `*` and `?` make it a pattern of the whole name, quotes
take it literally. `service:`, `exchange:`, `queue:` and `connection:` narrow that to one kind,
`edge:`, `from:` and `to:` mean what passes between two nodes. Fields are numbers, flags are yes or
no. What is not known fits neither a term nor its negation.

tokens        text -> words with their places         expression    the tree, and its text again
parser        words -> tree, or where it went wrong   vocabulary    fields, flags and prefixes
matching      tree + things -> which of them fit      things        what can be found, in columns
flow_things   nodes and edges of a graph              completion    how a text may go on
hiding        what a picture leaves out, calmly
"""
