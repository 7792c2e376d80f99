"""Defaults that hang on a value: looked for once for all lines of an order."""

from __future__ import annotations

from typing import Any

from odoo import models

from ..completion import BATCH


class IrDefault(models.Model):
    _inherit = "ir.default"

    def _get_model_defaults(
        self, model_name: str, condition: str | bool = False
    ) -> dict[str, Any]:
        # A user can save a default "if the product is this one"; hardly any does.
        batch = self.env.context.get(BATCH)
        if batch is not None and condition:
            key = (self._name, model_name)
            if key not in batch:
                saved = self.sudo().search_fetch(
                    [
                        ("field_id.model", "=", model_name),
                        ("condition", "!=", False),
                    ],
                    ["condition"],
                )
                batch[key] = set(saved.mapped("condition"))
            if condition not in batch[key]:
                return {}
        return super()._get_model_defaults(model_name, condition)
