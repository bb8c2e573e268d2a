"""Plong behind real proxies, configured as docs/deploy says. They are Debian's: see .ci/run."""
