"""libp2p's rules: peers that name each other by their keys, and agree on what to speak."""
