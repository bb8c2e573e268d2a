"""LCDP over HTTP and WebSocket."""
