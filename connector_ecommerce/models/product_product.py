"""Variants: the event of changed prices, open checkpoints."""
