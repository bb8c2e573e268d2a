"""What Prometheus is told, and how; wants the extra `metrics`."""
