"""The use cases of libp2p that only a server has."""
