"""Completion of the values of an order as a form would do it."""
