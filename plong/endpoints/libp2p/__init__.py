"""libp2p over WebSocket, on the HTTP port."""
