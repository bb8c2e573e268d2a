"""Whether the server can be left alone: churn, messages, drops and deploys for 15 minutes."""

from bench.soak.measure import measure

__all__ = ["measure"]
