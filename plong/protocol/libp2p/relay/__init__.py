"""The rules of a relay: libp2p peers that cannot reach each other meet at this server."""
