"""LCDP with sockets: what the server and the commands share."""
