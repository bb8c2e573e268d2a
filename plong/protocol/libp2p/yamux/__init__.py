"""yamux: many streams over one connection, each with a window. libp2p specs, yamux/README."""
