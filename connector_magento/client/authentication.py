"""The three ways to prove to a shop who is asking."""

from __future__ import annotations

from collections.abc import Callable

from requests_oauthlib import OAuth1

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector.rest import (
    TOKENS,
    Anonymous,
    Bearer,
    RestClient,
    RestConfigurationError,
    RestError,
    Signed,
    TokenAuthentication,
    TokenCache,
    UnreadableAnswer,
)

_lt = LazyTranslate(__name__, default_lang="en_US")

_TOKEN_PATH = "V1/integration/admin/token"


class OAuthAuthentication(Signed):
    """An integration's four keys, signing each request (OAuth 1.0a, HMAC-SHA256)."""

    refused = _lt(
        "Compare the four keys with those in Magento (System > Integrations), check"
        " that the integration is active and that its API access includes what was"
        " asked, then re-authorize it. If a proxy changes the scheme, host or port,"
        " the shop sees another URL than the one signed."
    )

    def __init__(self, *keys: str) -> None:
        super().__init__(OAuth1(*keys, signature_method="HMAC-SHA256"), *keys)


class BearerAuthentication(Bearer):
    """An integration's access token alone."""

    refused = _lt(
        "Magento refuses access tokens alone since version 2.4.4, unless Stores >"
        " Configuration > Services > OAuth > Consumer Settings allows them as"
        " standalone bearer tokens: allow it, or choose the authentication by the"
        " integration's four keys. If it is allowed, check the token and the API"
        " access of the integration (System > Integrations)."
    )


class _Login(Anonymous):
    refused = _lt(
        "The user or the password is wrong, or the account is locked after several"
        " refusals (30 minutes by default). To not lock it for longer, nothing logs in"
        " any more until the password is changed on the backend or Check Connection"
        " succeeds."
    )


class PasswordAuthentication(TokenAuthentication):
    """A user and password, exchanged for a token that expires.

    :param on_refused: called when user and password were refused, so that the caller
        can prevent another try: Magento locks an account after a few
    :param cache: where tokens are kept between two clients
    """

    refused = _lt(
        "The token is new, so the user's role lacks a permission: in Magento, System >"
        " User Roles > Role Resources."
    )

    def __init__(
        self,
        base_url: str,
        username: str,
        password: str,
        on_refused: Callable[[], None] = lambda: None,
        cache: TokenCache = TOKENS,
    ) -> None:
        super().__init__(base_url, username, password, cache=cache)
        self._user = {"username": username, "password": password}
        self._on_refused = on_refused

    def _log_in(self, client: RestClient) -> str:
        """Exchange user and password for a token; never tried twice."""
        try:
            answer = client.send("POST", _TOKEN_PATH, body=self._user, auth=_Login())
        except RestError as error:
            if error.status in (400, 401):
                self._on_refused()
            if error.status != 400:
                raise
            advice = _lt(
                "If Magento asks for two-factor authentication, a user and password"
                " are not enough: create an integration in Magento (System >"
                " Integrations) and choose the authentication by its four keys."
            )
            raise RestConfigurationError(
                error.call, error.seen, client.translate(advice), status=400
            ) from None
        if not isinstance(answer.data, str) or not answer.data:
            seen = _lt("the answer to the login holds no token.")
            raise UnreadableAnswer(
                answer.call, client.translate(seen), status=answer.status
            )
        return answer.data
