"""Floor 3: bytes in, hub calls, bytes out. No rules."""
