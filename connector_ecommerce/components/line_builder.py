"""Builders of order lines that stand for no article: shipping, gifts, fees."""
