"""Taxes found by the rate that a shop tells."""
