"""Floor 1: the cryptography of LCDP and libp2p: who one is, what one signs, seals and opens."""
