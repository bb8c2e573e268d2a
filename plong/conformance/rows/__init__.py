"""The rows, by their ways."""
