"""Addresses that schemathesis may name: none that a server under test would go to."""

import schemathesis
from hypothesis import strategies

schemathesis.openapi.format(
    "uri",
    strategies.sampled_from(
        ["http://192.0.2.1", "https://198.51.100.1:8443/at/x", "http://[2001:db8::1]/x/"]
    ),
)
