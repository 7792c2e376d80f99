"""Wizard: keep an order that was cancelled in the shop."""
