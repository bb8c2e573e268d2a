"""Plong: a self-hosted rendezvous and relay server."""

__version__ = "0.1.0"
