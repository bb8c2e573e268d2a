"""What PING keeps: outboxes, inboxes, blocks, masks, tokens and settings."""
