"""What the server promises, for machines: OpenAPI for HTTP, AsyncAPI for WebSockets."""
