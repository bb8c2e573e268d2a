"""Floor 1: what survives a restart."""
