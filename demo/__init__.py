"""What ``make demo`` shows: a store to talk to, and its data."""
