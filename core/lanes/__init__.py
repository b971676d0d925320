"""The messages that wait for somebody, in lanes: one for each who holds or awaits some.

`Lanes` reads the recent steps of an `AckFlow` and keeps what waits in columns (`waiting`) and what
was settled just now in a ring (`settled`); a `Scope` says which lanes a selection is about, and a
`Frame` is what a view draws of them at one time. `life` tells all that was seen of one message,
`sent` what was published and which queues took it, `coverage` how many consumers are seen at all.
"""
