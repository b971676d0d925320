"""An AMQP 0-9-1 broker in this process, for development and demonstration; nothing is kept on disk.

The objects of the broker do no I/O and know no socket: time comes from a loop that is given to
them, what they refuse is raised as a `Refusal`, and what they deliver goes to a `Consumer`.
"""
