"""Floor 1: a cipher for what strangers carry for this server and must not read."""
