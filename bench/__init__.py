"""Plong's benchmarks: `python -m bench` measures them all, side by side, on this machine."""
