"""A close look at single messages: the firehose and the proxy, asked for from the window."""
