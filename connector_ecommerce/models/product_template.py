"""Products: the event of changed prices, the tax group."""
