"""LCDP's rules: peers that say JSON arrays to each other over UDP, and need no server."""
