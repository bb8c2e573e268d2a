"""Floor 1: LCDP's cryptography: who a node is, what it signs, seals and opens."""
