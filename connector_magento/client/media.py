"""Downloads pictures of a shop: within limits, and without its keys."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from requests import PreparedRequest
from requests.auth import AuthBase

from odoo.tools.translate import LazyGettext, LazyTranslate

from odoo.addons.connector.rest.exchange import Exchange

_lt = LazyTranslate(__name__, default_lang="en_US")


class BadImage(Exception):
    """A picture that Odoo can't have; its text says why, for a person."""


class NoKeys(AuthBase):
    """Pictures are public, and often on another server than the shop."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        return request


class MediaClient:
    """Gets pictures below one URL.

    :param media_url: the shop's URL of all media
    :param longest: bytes beyond which a picture is refused
    """

    user_agent = "Odoo connector_magento"
    connect_timeout: float = 10
    whole_answer_factor: float = 5
    most_redirects = 2

    def __init__(
        self,
        media_url: str,
        *,
        longest: int,
        verify: bool,
        timeout: float,
        allow_private_network: bool,
        translate: Callable[[LazyGettext], str],
        record: object,
    ) -> None:
        self.longest_answer = longest
        self._media_url = media_url.rstrip("/")
        self._translate = translate
        self._exchange = Exchange(
            self,
            headers={"Accept": "image/*", "User-Agent": self.user_agent},
            verify=verify,
            timeout=timeout,
            allow_private_network=allow_private_network,
            budget=None,
            translate=translate,
            mask=str,
            record=record,
        )

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def product_image(self, file: str) -> bytes:
        """The content of a product's picture.

        :param file: as the shop names it: ``/m/u/mug.png``
        :raises BadImage: the shop doesn't have it, or sends something else
        :raises RestError: the server can't be reached, or the picture is too large
        """
        url = f"{self._media_url}/catalog/product/{quote(file.lstrip('/'))}"
        received = self._exchange.send("GET", url, None, {}, NoKeys())
        if received.status >= 500 or received.status == 429:
            raise BusyServer(self._say(_lt("the server answered %s", received.status)))
        if received.status != 200:
            raise BadImage(self._say(_lt("the server answered %s", received.status)))
        if not received.content:
            raise BadImage(self._say(_lt("the file is empty")))
        return received.content

    def _say(self, text: LazyGettext) -> str:
        return self._translate(text)


class BusyServer(Exception):
    """The server of the pictures is in trouble that passes."""
