"""Transfers that become done move by move."""
