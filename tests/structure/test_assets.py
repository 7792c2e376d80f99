"""The styles and scripts of our addons are built together with Odoo's: one mistake breaks all."""

from __future__ import annotations

from odoo.tests import TransactionCase, tagged


@tagged("structure")
class TestAssets(TransactionCase):
    def test_styles_compile(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_backend", js=False)
        css = bundle.preprocess_css()
        self.assertFalse(bundle.css_errors)
        self.assertIn(".o_connector_", css)
