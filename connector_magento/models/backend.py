"""One Magento shop: where it is, and how to be let in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..client import MagentoClient

MANAGER = "connector.group_connector_manager"

#: Fields that decide whether and as whom the shop lets us in.
CONNECTION_FIELDS = frozenset(
    {
        *("url", "verify_ssl", "allow_private_network", "auth_method"),
        *("username", "password"),
        *("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    }
)
_KEY_HELP = (
    "One of the four keys that Magento shows when the integration is activated:"
    " System > Extensions > Integrations."
)
#: Keys are copied from a web page: blanks around them come from there.
_STRIPPED_FIELDS = (
    "consumer_key",
    "consumer_secret",
    "access_token",
    "access_token_secret",
    "username",
)

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class MagentoBackend(models.Model):
    """A Magento shop, the collection of the components that work with it."""

    _name = "magento.backend"
    _description = "Magento Backend"
    _inherit = ["connector.backend.rest"]
    _rest_client_class = MagentoClient
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    url = fields.Char(
        help="Address of the shop's start page, for example https://shop.example.com",
    )
    admin_url = fields.Char(
        string="Administration",
        help="Address of the shop's administration, which Open in Shop leads to, for"
        " example https://shop.example.com/admin_1x2y3z. Empty: the shop's address with"
        " /admin.",
    )
    is_insecure = fields.Boolean(compute="_compute_is_insecure")
    auth_method = fields.Selection(
        selection=[
            ("oauth", "Integration: four keys (OAuth 1.0a)"),
            ("bearer", "Integration: access token alone"),
            ("password", "User and password"),
        ],
        string="Authentication",
        default="oauth",
        required=True,
        help="An integration's four keys work with every Magento 2. Its access token"
        " alone is refused since Magento 2.4.4, unless the shop's configuration allows"
        " it. A user and password only work without two-factor authentication.",
    )
    consumer_key = fields.Char(copy=False, groups=MANAGER, help=_KEY_HELP)
    consumer_secret = fields.Char(copy=False, groups=MANAGER, help=_KEY_HELP)
    access_token = fields.Char(copy=False, groups=MANAGER, help=_KEY_HELP)
    access_token_secret = fields.Char(copy=False, groups=MANAGER, help=_KEY_HELP)
    username = fields.Char(
        copy=False,
        groups=MANAGER,
        help="An administrator of the shop, best one for Odoo alone.",
    )
    password = fields.Char(copy=False, groups=MANAGER)
    page_size = fields.Integer(
        default=100,
        required=True,
        help="How many records are asked for at once: smaller for a slow shop, or for"
        " one that limits it.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        help="The contacts of the shop's customers belong to this company. Leave it"
        " empty to share them between all companies.",
    )
    website_ids = fields.One2many(
        comodel_name="magento.website", inverse_name="backend_id", string="Websites"
    )

    _page_size_range = models.Constraint(
        "CHECK(page_size BETWEEN 1 AND 100)",
        "The page size must be between 1 and 100: shops may refuse larger pages.",
    )

    @api.depends("url")
    def _compute_is_insecure(self) -> None:
        for backend in self:
            try:
                url = urlsplit(backend._normalize_url(backend.url or ""))
            except ValueError:  # said when it is saved
                backend.is_insecure = False
                continue
            backend.is_insecure = url.scheme == "http" and (
                url.hostname not in _THIS_MACHINE
            )

    def _admin_url(self) -> str:
        """Address of the shop's administration, without slash at the end; may be empty."""
        self.ensure_one()
        if self.admin_url:
            return self.admin_url.strip().rstrip("/")
        return f"{self.url}/admin" if self.url else ""

    @api.constrains("admin_url")
    def _check_admin_url(self) -> None:
        for backend in self:
            url = backend._admin_url()
            if url and not url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._(
                        "The address of the administration “%s” does not begin with"
                        " https://. Enter it as in https://shop.example.com/admin",
                        backend.admin_url,
                    )
                )

    @api.model
    def _normalize_url(self, url: str) -> str:
        """The URL without what people copy along with it.

        Trailing slashes go, and ``/rest`` and ``/rest/V1`` at the end.
        """
        url = url.strip().rstrip("/")
        return re.sub(r"/rest(/all|/default)?(/V1)?$", "", url).rstrip("/")

    def _normalize_vals(self, vals: dict) -> dict:
        vals = dict(vals)
        if vals.get("url"):
            vals["url"] = self._normalize_url(vals["url"])
        for name in _STRIPPED_FIELDS:
            if vals.get(name):
                vals[name] = vals[name].strip()
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize_vals(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._normalize_vals(vals)
        if CONNECTION_FIELDS & vals.keys():
            vals = {**self._unchecked_vals(), **vals}
        return super().write(vals)

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", backend.name))
            for backend, vals in zip(self, super().copy_data(default), strict=True)
        ]
