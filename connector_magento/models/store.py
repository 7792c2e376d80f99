"""Websites, stores and store views: how a Magento shop is divided."""

from __future__ import annotations

from odoo import fields, models


class MagentoWebsite(models.Model):
    """A website of a shop: customers and prices belong to it."""

    _name = "magento.website"
    _inherit = ["magento.binding"]
    _description = "Magento Website"
    _admin_path = "admin/system_store/editWebsite/website_id/{}/"
    _order = "backend_id, name, id"

    name = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    active = fields.Boolean(
        default=True, help="Archived when the website is no longer in the shop."
    )
    store_ids = fields.One2many(
        comodel_name="magento.store", inverse_name="website_id", string="Stores"
    )


class MagentoStore(models.Model):
    """A store, or store group, of a website: it has a catalogue."""

    _name = "magento.store"
    _inherit = ["magento.binding"]
    _description = "Magento Store"
    _admin_path = "admin/system_store/editGroup/group_id/{}/"
    _order = "backend_id, website_id, name, id"

    name = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    active = fields.Boolean(
        default=True, help="Archived when the store is no longer in the shop."
    )
    website_id = fields.Many2one(
        comodel_name="magento.website",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    root_category_id = fields.Char(
        string="Root Category ID",
        readonly=True,
        help="Identifier, in the shop, of the category that holds the catalogue.",
    )
    storeview_ids = fields.One2many(
        comodel_name="magento.storeview", inverse_name="store_id", string="Store Views"
    )


class MagentoStoreview(models.Model):
    """A store view of a store: it has a language."""

    _name = "magento.storeview"
    _inherit = ["magento.binding"]
    _description = "Magento Store View"
    _admin_path = "admin/system_store/editStore/store_id/{}/"
    _order = "backend_id, store_id, name, id"

    name = fields.Char(required=True, readonly=True)
    code = fields.Char(
        readonly=True, help="Part of the API's URLs that ask for this store view."
    )
    active = fields.Boolean(
        default=True, help="Archived when the store view is no longer in the shop."
    )
    is_enabled = fields.Boolean(
        string="Enabled", readonly=True, help="Whether visitors of the shop can see it."
    )
    store_id = fields.Many2one(
        comodel_name="magento.store",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    website_id = fields.Many2one(related="store_id.website_id", store=True, index=True)
    locale = fields.Char(
        readonly=True, help="Language and country of the store view, as in fr_CA."
    )
    lang_id = fields.Many2one(
        comodel_name="res.lang",
        string="Language",
        help="Language of the contacts of customers who registered in this store view."
        " Found by the locale among the active languages when it is imported first.",
    )
    timezone = fields.Char(readonly=True)
    currency_code = fields.Char(
        string="Base Currency", readonly=True, help="Currency in which the shop counts."
    )
    weight_unit = fields.Char(
        readonly=True, help="Unit of the weights in the shop: kgs or lbs."
    )
    media_url = fields.Char(
        string="Media URL", readonly=True, help="Where the shop's pictures are."
    )
