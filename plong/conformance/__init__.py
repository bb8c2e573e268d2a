"""Whether a server keeps docs/wire, found out over the wire: one row for each promise."""
