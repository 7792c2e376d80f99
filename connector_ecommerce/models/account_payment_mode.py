"""Payment modes: when an order paid so is imported."""
