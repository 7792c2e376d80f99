"""What is Magento's own in a conversation with a shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from odoo.tools.translate import LazyGettext, LazyTranslate

from odoo.addons.connector.rest import (
    Reader,
    Received,
    RestClient,
    RestConfigurationError,
    RestError,
)

_lt = LazyTranslate(__name__, default_lang="en_US")

_NO_ROUTE = "does not match any route"


class MagentoReader(Reader):
    """Knows Magento's messages, and what its refusals mean."""

    not_the_api = _lt(
        "Check the URL: it is the one of the shop's start page, and the Magento REST"
        " API must be found below it at /rest/V1."
    )
    blocked = _lt(
        "Magento itself does not answer so: allow Odoo's requests in the firewall or"
        " content network before the shop."
    )
    no_such_url = _lt(
        "The shop knows no such request: is it Magento 2, with the module in question"
        " switched on?"
    )
    read_refused = _lt(
        "If the page size is too large for the shop, set a smaller one on the backend;"
        " else the shop does not know what it was asked for, which its version or an"
        " extension may explain."
    )

    def server_message(self, data: Any) -> str:
        """The message of a Magento error with its values filled in.

        >>> reader = MagentoReader(str, str, "")
        >>> reader.server_message({"message": "No %1 in %2", "parameters": ["x", 3]})
        'No x in 3'
        >>> told = {"message": "No %fieldName", "parameters": {"fieldName": "id"}}
        >>> reader.server_message(told)
        'No id'
        """
        if isinstance(data, dict):
            errors = data.get("errors")
            data = {
                **_interpolated(data),
                "errors": [
                    _interpolated(error)
                    for error in (errors if isinstance(errors, list) else [])
                    if isinstance(error, dict)
                ],
            }
        return super().server_message(data)

    def _judge(
        self, received: Received, readable: bool, record: bool
    ) -> tuple[type[RestError], LazyGettext]:
        if received.status == 404 and _NO_ROUTE.encode() in received.content:
            return RestConfigurationError, self.no_such_url
        return super()._judge(received, readable, record)


class MagentoClient(RestClient):
    """Talks to a shop; paths are relative to its ``/rest``.

    Redirections are not followed: a signature is for one URL only.

    :param shop_url: the shop's URL, without ``/rest``
    """

    user_agent = "Odoo connector_magento"
    reader_class = MagentoReader
    most_redirects = 0

    def __init__(self, shop_url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(f"{shop_url.rstrip('/')}/rest", *args, **kwargs)


def _interpolated(error: Mapping[str, Any]) -> dict[str, Any]:
    message, parameters = error.get("message"), error.get("parameters")
    values = {}
    if isinstance(parameters, list):
        values = {str(rank): value for rank, value in enumerate(parameters, 1)}
    elif isinstance(parameters, dict):
        values = {str(key): value for key, value in parameters.items()}
    if isinstance(message, str):
        message = re.sub(
            r"%(\w+)", lambda match: str(values.get(match[1], match[0])), message
        )
    return {"message": message}
