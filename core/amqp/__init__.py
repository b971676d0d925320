"""AMQP 0-9-1 on the wire, without I/O: what a peer sends and is sent, byte for byte.

`frames` cuts a stream, `contents` puts messages together, `methods` reads and writes what
`signatures` lists, `hot` does the same for what every message needs, `states` says what may come
when, `fields` and `properties` are a message's headers; `soundness` checks these without decoding.
"""
