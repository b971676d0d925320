"""The ack flow view: live messages in lanes, who holds them, what became of them."""
