"""The configuration of an external system that is reached by a REST API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.component.core import WorkContext

from ..rest import Anonymous, Authentication, RestClient, safe_url


class ConnectorBackendRest(models.AbstractModel):
    """Base of the backends whose components talk to a REST API.

    Components find the conversation in ``self.work.rest``, a
    :class:`~odoo.addons.connector.rest.client.RestClient`. There is one per work
    context: it keeps its connection, and is closed at the end of the block.

    Override points: :meth:`_rest_authentication`, :meth:`_rest_headers`,
    :meth:`_rest_client`, and ``_rest_client_class`` for a client of your own.
    """

    _name = "connector.backend.rest"
    _description = "Connector Backend With a REST API"
    _inherit = ["connector.backend"]

    _rest_client_class: type[RestClient] = RestClient

    url = fields.Char(
        string="URL",
        required=True,
        help="Address of the API, for example https://api.example.com/v2",
    )
    timeout = fields.Integer(
        string="Time Limit (s)",
        default=60,
        required=True,
        help="Seconds to wait for an answer of the server.",
    )
    verify_ssl = fields.Boolean(
        string="Verify Certificate",
        default=True,
        help="Refuse to talk to a server that can't prove to be the right one. Only"
        " switch it off for a test server.",
    )
    requests_per_second = fields.Float(
        default=0.0,
        help="How many requests the server allows, shared by all jobs of all machines:"
        " they take turns. 0.5 is one every two seconds, 0 is no limit.",
    )
    allow_private_network = fields.Boolean(
        copy=False,
        groups="base.group_system",
        help="Let Odoo connect to addresses that are not on the public internet, such"
        " as 10.0.0.5 or this machine itself. Whoever may enter the URL can then make"
        " Odoo ask any machine of its network.",
    )

    @api.constrains("url")
    def _check_rest_url(self) -> None:
        for backend in self:
            problem = backend._rest_url_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "The URL “%(url)s” can't be used: %(problem)s. Enter it as in"
                        " https://api.example.com/v2",
                        url=safe_url(backend.url or ""),
                        problem=problem,
                    )
                )

    @api.constrains("timeout", "requests_per_second")
    def _check_rest_limits(self) -> None:
        for backend in self:
            if not 1 <= backend.timeout <= 600:
                raise ValidationError(
                    self.env._(
                        "The time limit is %s, but must be between 1 and 600 seconds.",
                        backend.timeout,
                    )
                )
            if not 0 <= backend.requests_per_second <= 1000:
                raise ValidationError(
                    self.env._(
                        "The requests per second are %s, but must be between 0 (no"
                        " limit) and 1000.",
                        backend.requests_per_second,
                    )
                )

    def _rest_url_problem(self) -> str:
        """What is wrong with the URL, in words; empty if nothing is."""
        try:
            parts = urlsplit((self.url or "").strip())
            has_usable_port = parts.port != 0
        except ValueError:
            return self.env._("it can't be read")
        if parts.scheme not in ("http", "https"):
            return self.env._("it does not begin with https:// or http://")
        if not parts.hostname or not has_usable_port:
            return self.env._("it has no host, or no usable port")
        if any(map(str.isspace, self.url.strip())):
            return self.env._("it has a blank within")
        if "@" in parts.netloc:
            return self.env._("credentials do not belong into it")
        if parts.query or parts.fragment:
            return self.env._("what follows “?” or “#” does not belong into it")
        return ""

    @contextmanager
    def work_on(self, model_name: str, **kwargs: object) -> Iterator[WorkContext]:
        """The work context, with the conversation with the server as ``work.rest``."""
        self.ensure_one()
        if "rest" in kwargs:
            with super().work_on(model_name, **kwargs) as work:
                yield work
            return
        with (
            self._rest_client() as client,
            super().work_on(model_name, rest=client, **kwargs) as work,
        ):
            yield work

    def _rest_client(self) -> RestClient:
        """A client of this backend's server; close it after use."""
        self.ensure_one()
        backend = self.sudo()
        return self._rest_client_class(
            (backend.url or "").strip(),
            backend._rest_authentication(),
            verify=backend.verify_ssl,
            timeout=backend.timeout,
            allow_private_network=backend.allow_private_network,
            budget=self.env["connector.rest.budget"]._of(
                f"{self._name},{self.id}", backend.requests_per_second
            ),
            headers=backend._rest_headers(),
            translate=self.env._,
            record=self,
        )

    def _rest_authentication(self) -> Authentication:
        """How requests are signed. Override me; ``self`` may read the keys.

        :raises ConfigurationError: a key is missing
        """
        return Anonymous()

    def _rest_headers(self) -> dict[str, str]:
        """Headers that each request needs, such as a version of the API."""
        return {}
