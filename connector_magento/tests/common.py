"""What several tests of the connector need."""

from __future__ import annotations

import base64
import json
import time

import requests

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.rest import TOKENS

from .fake_shop import MagentoShop

_real_send = requests.Session.send


class RealRequestsMixin:
    """Lets requests through unchanged: all go to a server of the test itself."""

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        return _real_send(session, request, **kwargs)


def jwt(lifetime: float = 3600, **claims: object) -> str:
    """A token as Magento makes them, with a signature that nobody checks."""
    now = int(time.time())
    claims = {"uid": 1, "utypid": 2, "iat": now, "exp": now + lifetime, **claims}

    def part(data: dict) -> str:
        encoded = base64.urlsafe_b64encode(json.dumps(data).encode())
        return encoded.rstrip(b"=").decode()

    return f"{part({'kid': '1', 'alg': 'HS256'})}.{part(claims)}.signature"


SECRETS = {
    "consumer_key": "consumerkey-1f3a",
    "consumer_secret": "consumersecret-2b4c",
    "access_token": "accesstoken-3d5e",
    "access_token_secret": "tokensecret-4f6a",
    "username": "apiuser-5c7d",
    "password": "pass word-6e8f",
}


class MagentoCase(RealRequestsMixin, TransactionComponentCase):
    """A backend whose shop is :class:`MagentoShop`, in a thread."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["magento.backend"].create(
            {
                "name": "Test shop",
                "url": "http://127.0.0.1:9",
                "allow_private_network": True,
                **SECRETS,
            }
        )

    def setUp(self):
        super().setUp()
        self.shop = MagentoShop()
        self.addCleanup(self.shop.close)
        self.backend.url = self.shop.url
        TOKENS.clear()

    def import_stores(self) -> None:
        self.backend.import_stores()

    def import_customer(self, external_id, **kwargs):
        """Import a customer as a job does; its binding."""
        model = self.env["magento.res.partner"]
        model.import_record(self.backend, external_id, **kwargs)
        return self.customer(external_id)

    def customer(self, external_id):
        """The binding of a customer, with nothing left in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["magento.res.partner"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", external_id)]
        )

    def counts(self) -> dict[str, int]:
        """How many records there are of all that is imported."""
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in (
                "res.partner",
                "res.partner.category",
                "magento.website",
                "magento.store",
                "magento.storeview",
                "magento.res.partner.category",
                "magento.res.partner",
                "magento.address",
            )
        }

    def checkpoints(self, record=None):
        """Open checkpoints of the backend, or of one of its records."""
        domain = [
            ("backend_id", "=", f"magento.backend,{self.backend.id}"),
            ("state", "=", "need_review"),
        ]
        if record is not None:
            domain += [
                ("record_id", "=", record.id),
                ("model_id.model", "=", record._name),
            ]
        return self.env["connector.checkpoint"].search(domain)

    def new_user(self, login: str, *groups: str):
        """A user with these groups only, besides that of all internal users."""
        references = ["base.group_user", *groups]
        return self.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "group_ids": [
                    (6, 0, [self.env.ref(xml_id).id for xml_id in references])
                ],
            }
        )
