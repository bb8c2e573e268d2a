"""Floor 2: each use case once, and the live state of this node."""
