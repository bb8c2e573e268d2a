"""The commands beside the server: talk, send, receive, pipe and whois."""
