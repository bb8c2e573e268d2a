"""PING over HTTP: what everybody may ask at an address, and what its owner may."""
