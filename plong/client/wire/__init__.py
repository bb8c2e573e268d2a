"""What a client says and hears, and what it decides: pure, without sockets, files or clocks."""
