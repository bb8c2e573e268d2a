"""Floor 1: how the server asks other servers over HTTP, and where it does not go."""
