"""The log: one line an event, told to standard error by a thread of its own."""
