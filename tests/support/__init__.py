"""Parts that tests share: a running server, clients, fakes."""
