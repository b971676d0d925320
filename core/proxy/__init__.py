"""A proxy between services and their broker, which passes every byte on and sees every frame.

`passage` carries bytes between two sockets and `server` opens one for each client. Copies wait in
`backlog` until there is time for them: `dialogue` follows the two sides of a connection, `channel`
what becomes of the messages on one. Nothing that is kept holds a password.
"""
