"""The engine behind :mod:`odoo.addons.component.core`: import from there."""
