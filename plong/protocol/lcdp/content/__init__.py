"""Files by their SHA-256: which bytes to serve, and how one is fetched from many at once."""
