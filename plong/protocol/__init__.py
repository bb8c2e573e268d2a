"""Floor 0: what Plong says and means. Pure: no I/O, no clock, no entropy."""
