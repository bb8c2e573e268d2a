"""What PING keeps: outboxes, inboxes, blocks and masks."""
