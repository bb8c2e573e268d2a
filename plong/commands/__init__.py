"""The commands beside the server: people who meet, and PING for who is away."""
