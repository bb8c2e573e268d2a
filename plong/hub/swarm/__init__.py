"""LCDP's use cases: the server's own node, and those it lends."""
