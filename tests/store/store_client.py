"""An HTTP client that sends exactly what a test says, and signs on its own."""

from __future__ import annotations

import http.client
import json
import re
import time
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

from oauthlib.oauth1.rfc5849 import signature as rfc5849

from demo.store.control import Store


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


class Client:
    """A client of one store, with an admin token unless told otherwise."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._connection = http.client.HTTPConnection(
            store.host, store.port, timeout=30
        )
        self._token: str | None = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(
        self,
        method: str,
        target: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a request without credentials; ``target`` is path and query as is.

        :param body: bytes or text as they are; anything else as JSON.
        """
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes | str):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        self._connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            self._connection.putheader(name, value)
        if body is not None:
            self._connection.putheader("Content-Length", str(len(body)))
        self._connection.endheaders(body)
        response = self._connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())

    def call(
        self, method: str, target: str, body: Any = None, **headers: str
    ) -> Answer:
        """Send a request with an admin token."""
        return self.send(
            method, target, body, {"Authorization": f"Bearer {self.token}", **headers}
        )

    def get(self, target: str) -> Any:
        """Return the JSON of a GET that must succeed."""
        answer = self.call("GET", f"/rest/V1/{target}")
        if answer.status != 200:
            raise AssertionError(f"{target}: {answer.status} {answer.raw!r}")
        return answer.json

    @property
    def token(self) -> str:
        if self._token is None:
            self._token = self.new_token().json
        return self._token

    def new_token(self, password: str | None = None) -> Answer:
        keys = self.store.credentials
        return self.send(
            "POST",
            "/rest/V1/integration/admin/token",
            {"username": keys.username, "password": password or keys.password},
        )

    def signed(self, method: str, target: str, **options: Any) -> Answer:
        """Send a signed request; see :func:`authorization` for the options."""
        body = options.pop("body", None)
        header = authorization(self.store, method, target, **options)
        return self.send(method, target, body, {"Authorization": header})


def authorization(
    store: Store,
    method: str,
    target: str,
    signature_method: str = "HMAC-SHA256",
    natural: bool = False,
    host: str | None = None,
    **protocol: str,
) -> str:
    """Return the header of an OAuth 1.0a request, by a library for the standard.

    :param natural: sort parameters in natural order, as Magento does and the standard
        does not.
    :param protocol: replaces parameters of the header.
    """
    keys = store.credentials
    parameters = {
        "oauth_consumer_key": keys.consumer_key,
        "oauth_nonce": uuid.uuid4().hex,
        "oauth_signature_method": signature_method,
        "oauth_timestamp": str(int(time.time())),
        "oauth_token": keys.access_token,
        "oauth_version": "1.0",
    } | protocol
    path, _, query = target.partition("?")
    pairs = list(parameters.items()) + [
        # A plus in the query is signed as the space that the client means.
        tuple(unquote(part.replace("+", " ")) for part in pair.split("=", 1))
        for pair in query.split("&")
        if pair
    ]
    normalized = rfc5849.normalize_parameters(pairs)
    if natural:
        normalized = "&".join(sorted(normalized.split("&"), key=_natural))
    url = rfc5849.base_string_uri(
        f"http://{host or f'{store.host}:{store.port}'}{path}"
    )
    base = rfc5849.signature_base_string(method, url, normalized)
    sign = (
        rfc5849.sign_hmac_sha1_with_client
        if signature_method == "HMAC-SHA1"
        else rfc5849.sign_hmac_sha256_with_client
    )
    secrets = SimpleNamespace(
        client_secret=keys.consumer_secret,
        resource_owner_secret=keys.access_token_secret,
    )
    parameters["oauth_signature"] = sign(base, secrets)
    return "OAuth " + ", ".join(
        f'{name}="{quote(value, safe="")}"' for name, value in parameters.items()
    )


def _natural(text: str) -> list[Any]:
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"\d+|\D", text)
    ]
