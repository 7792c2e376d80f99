"""Sales orders: cancelled in the shop, edited in the shop."""
