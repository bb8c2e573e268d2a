"""Floor 1: how a message reaches another node."""
