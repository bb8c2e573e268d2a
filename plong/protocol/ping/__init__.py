"""PING's rules: what may be said, what follows from it, whom one may call on."""
