"""The conversation with the shop, and the check that it is possible."""

from __future__ import annotations

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from odoo.addons.connector.rest import Authentication, RestConfigurationError, RestError

from ..client import (
    BearerAuthentication,
    MagentoClient,
    OAuthAuthentication,
    PasswordAuthentication,
    search_query,
)
from .backend import MANAGER

_REQUIRED_KEYS = {
    "oauth": ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    "bearer": ("access_token",),
    "password": ("username", "password"),
}


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    last_check_date = fields.Datetime(string="Checked On", readonly=True, copy=False)
    last_check_state = fields.Selection(
        selection=[("ok", "Connected"), ("failed", "Not Connected")],
        string="Connection",
        readonly=True,
        copy=False,
        help="Result of the last time that Check Connection was pressed.",
    )
    last_check_message = fields.Text(string="Result", readonly=True, copy=False)
    login_refused_on = fields.Datetime(
        readonly=True,
        copy=False,
        groups=MANAGER,
        help="The shop refused user and password at this moment. Magento locks an"
        " account after several refusals, so no job logs in until the password is"
        " changed here or Check Connection succeeds.",
    )

    def _rest_authentication(self) -> Authentication:
        """How requests are signed.

        In the context ``magento_force_login`` even after a refused login.

        :raises RestConfigurationError: a key is missing, or the login was refused
        """
        force_login = self.env.context.get("magento_force_login")
        if self.auth_method == "password" and self.login_refused_on and not force_login:
            raise RestConfigurationError(
                self.name,
                self.env._(
                    "the shop refused user and password on %s (UTC).",
                    self.login_refused_on,
                ),
                self.env._(
                    "Nothing logs in, so that Magento doesn't lock the account: correct"
                    " the password on the backend, or press Check Connection there."
                ),
                record=self,
            )
        required = _REQUIRED_KEYS[self.auth_method]
        missing = [name for name in required if not self[name]]
        if missing:
            labels = self.fields_get(missing, ["string"])
            raise RestConfigurationError(
                self.name,
                self.env._(
                    "no value is set for: %s.",
                    ", ".join(labels[name]["string"] for name in missing),
                ),
                self.env._("Fill it in on the backend, or choose another one."),
                record=self,
            )
        keys = [self[name] for name in required]
        if self.auth_method == "oauth":
            return OAuthAuthentication(*keys)
        if self.auth_method == "bearer":
            return BearerAuthentication(*keys)
        username, password = keys
        remember = (lambda: None) if force_login else self._remember_refused_login
        return PasswordAuthentication(self.url, username, password, on_refused=remember)

    def _remember_refused_login(self) -> None:
        """Prevent other jobs from logging in, even if this transaction fails.

        In a transaction of its own, and only if the row is free: waiting for our own
        transaction would never end.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """UPDATE magento_backend SET login_refused_on = %s WHERE id IN (
                        SELECT id FROM magento_backend WHERE id = %s
                        FOR NO KEY UPDATE SKIP LOCKED)""",
                    fields.Datetime.now(),
                    self.id,
                )
            )

    def _unchecked_vals(self) -> dict:
        """Values that forget what was known about the connection."""
        return {
            "last_check_date": False,
            "last_check_state": False,
            "last_check_message": False,
            "login_refused_on": False,
        }

    def action_check_connection(self) -> dict:
        """Ask the shop for what the imports need, and say what came out."""
        self.ensure_one()
        self.check_access("write")
        try:
            # First of all: were the row changed meanwhile, Odoo would repeat this
            # method, and with it a login.
            self.lock_for_update()
        except LockError:
            raise UserError(
                self.env._("The backend is in use. Try again in a moment.")
            ) from None
        vals = {**self._unchecked_vals(), "last_check_date": fields.Datetime.now()}
        try:
            with self.with_context(magento_force_login=True)._rest_client() as client:
                message = self._ask_shop(client)
            vals |= {"last_check_state": "ok", "last_check_message": message}
        except RestError as error:
            vals |= {"last_check_state": "failed", "last_check_message": str(error)}
            if self.sudo().auth_method == "password" and error.status in (400, 401):
                vals["login_refused_on"] = vals["last_check_date"]
        self.write(vals)
        succeeded = vals["last_check_state"] == "ok"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if succeeded else "danger",
                "title": self.env._("Connection succeeded")
                if succeeded
                else self.env._("Connection failed"),
                "message": vals["last_check_message"],
                "sticky": not succeeded,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _ask_shop(self, client: MagentoClient) -> str:
        """Read a little of all that is imported; what was found, in a sentence."""
        websites = client.get("V1/store/websites")
        counts = {}
        for path in ("V1/customerGroups/search", "V1/customers/search"):
            query = search_query(page_size=1, fields="items[id],total_count")
            found = client.get(path, query)
            counts[path] = found.get("total_count") if isinstance(found, dict) else None
        if not isinstance(websites, list) or None in counts.values():
            raise RestConfigurationError(
                self.url,
                self.env._("the answers aren't those of a Magento 2 shop."),
                self.env._("Check the URL."),
            )
        groups, customers = counts.values()
        return self.env._(
            "The shop let Odoo in, and has %(websites)s websites, %(groups)s customer"
            " groups and %(customers)s customers.",
            websites=sum(bool(website.get("id")) for website in websites),
            groups=groups,
            customers=customers,
        )
